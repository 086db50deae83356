"""Text messages through Firetext's form API. Receipts name our id as reference."""

import re
from typing import Any, Self

from jobs.providers import SMS, Ready, Unanswered, Unavailable, at_once
from jobs.providers.web import Web
from postroom.settings.providers import ProviderSettings


class Firetext:
    """Every failure is worth another try, as the next may go to another provider."""

    name = "firetext"
    sends_receipts = True

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        international_api_key: str = "",
        receipt_url: str = "",
        timeout: float,
        connections: int,
    ) -> None:
        self._url = url
        self._api_key = api_key
        self._international_api_key = international_api_key or api_key
        self._receipt = {"receipt": receipt_url} if receipt_url else {}
        self._web = Web(self.name, timeout=timeout, connections=connections)

    @classmethod
    def create(cls, settings: ProviderSettings) -> Self:
        if not settings.firetext_api_key:
            raise ValueError("FIRETEXT_API_KEY is not set")
        return cls(
            settings.firetext_url,
            settings.firetext_api_key,
            international_api_key=settings.firetext_international_api_key,
            receipt_url=settings.firetext_receipt_url or "",
            timeout=settings.timeout_seconds,
            connections=settings.connections,
        )

    async def send(self, message: SMS, ready: Ready = at_once) -> None:
        """Taken is what gets a 2xx with a JSON object whose `code` is 0. Raises Unavailable."""
        form = {
            "apiKey": self._international_api_key if message.international else self._api_key,
            "from": message.sender,
            "to": message.to,
            "message": message.text,
            "reference": str(message.id),
            **self._receipt,
        }
        answer = await self._web.post(self._url, ready=ready, data=form)
        if not answer.succeeded:
            raise Unavailable(f"firetext: HTTP {answer.status}")
        code = code_of(answer.json())
        if code != 0:
            raise (Unanswered if code is None else Unavailable)(f"firetext: code {code}")

    async def close(self) -> None:
        await self._web.close()


def code_of(body: Any) -> int | None:
    """The answer's code as a number, None without one: other text may quote the message."""
    code = str(body.get("code")) if isinstance(body, dict) else ""
    return int(code) if re.fullmatch(r"[0-9]{1,4}", code) else None
