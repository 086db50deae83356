"""Email through Amazon SES, API v2: botocore signs, aiohttp sends, no threads."""

import asyncio
import base64
import json
import re
from typing import Self

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError

from jobs.providers import Email, Ready, Refused, Unanswered, Unavailable, at_once, mime
from jobs.providers.web import Answer, Web
from postroom.settings.providers import ProviderSettings

PATH = "/v2/email/outbound-emails"
CONTENT = "(content)"  # Brackets stand in no address that mime lets through.
# What is wrong with the message itself; API v2 says the second where v1 said the first.
REFUSALS = {"InvalidParameterValue", "BadRequestException"}


class SES:
    """Sends raw messages, so that headers arrive as written. SES sets its own Message-ID."""

    name = "ses"
    sends_receipts = True

    def __init__(
        self,
        credentials: Credentials,
        region: str,
        *,
        url: str = "",
        configuration_set: str = "",
        timeout: float,
        connections: int,
    ) -> None:
        self._credentials = credentials
        self._region = region
        self._url = (url or f"https://email.{region}.amazonaws.com").rstrip("/") + PATH
        self._options = {"ConfigurationSetName": configuration_set} if configuration_set else {}
        self._web = Web(self.name, timeout=timeout, connections=connections)

    @classmethod
    def create(cls, settings: ProviderSettings) -> Self:
        """A provider with credentials from where AWS tools look, which may take a second or two."""
        credentials = botocore.session.get_session().get_credentials()
        if credentials is None:
            raise ValueError("No AWS credentials were found")
        return cls(
            credentials,
            settings.ses_region,
            url=settings.ses_url or "",
            configuration_set=settings.ses_configuration_set,
            timeout=settings.timeout_seconds,
            connections=settings.connections,
        )

    async def send(self, message: Email, ready: Ready = at_once) -> str:
        """SES's message id, which receipts name. Raises Refused or Unavailable."""
        request = {
            "FromEmailAddress": mime.ascii_address(message.from_address),
            "Destination": {"ToAddresses": [mime.ascii_address(message.to)]},
            "Content": {"Raw": {"Data": CONTENT}},
            **self._options,
        }
        # Put in afterwards: it needs no escapes, and looking for some takes long in a large one.
        content = base64.b64encode(mime.build(message))
        body = content.join(json.dumps(request).encode().split(CONTENT.encode()))
        answer = await self._web.post(
            self._url, ready=ready, data=body, headers=await self._sign(body)
        )
        if not answer.succeeded:
            raise failure(answer)
        reference = field_of(answer, "MessageId")
        if not reference:
            raise Unanswered("ses: the answer has no MessageId")
        return reference

    async def _sign(self, body: bytes) -> dict[str, str]:
        credentials = self._credentials
        try:
            # Refreshing asks another server and blocks; fixed credentials never do.
            if isinstance(credentials, RefreshableCredentials):
                credentials = await asyncio.to_thread(credentials.get_frozen_credentials)
            headers = {"Content-Type": "application/json"}
            request = AWSRequest("POST", self._url, headers=headers, data=body)
            SigV4Auth(credentials, "ses", self._region).add_auth(request)
        except (BotoCoreError, ValueError) as error:
            raise Unavailable(f"ses: {type(error).__name__}") from None
        return dict(request.headers.items())

    async def close(self) -> None:
        await self._web.close()


def failure(answer: Answer) -> Refused | Unavailable:
    """What an error answer means. Its message may quote addresses, so only its type is told."""
    named = answer.headers.get("x-amzn-ErrorType") or field_of(answer, "__type")
    # `TooManyRequestsException:http://internal…` and `com.amazonaws#BadRequestException` both.
    match = re.match(r"(?:[\w.]+#)?(\w{1,60})(?::|$)", named)
    kind = match[1] if match else "error"
    error = Refused if kind in REFUSALS else Unavailable
    return error(f"ses: {kind} (HTTP {answer.status})")


def field_of(answer: Answer, name: str) -> str:
    """A text in the answer's JSON object, empty if it is not there."""
    body = answer.json()
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, str) else ""
