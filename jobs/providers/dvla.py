"""Letters through the DVLA's print API, which tells of each by a receipt of its own.

The job's id is the notification's, so one that is sent twice is refused the second time (409), and
printed once.
"""

import asyncio
import base64
import json
from typing import Any, Self

from jobs.providers import (
    Letter,
    LetterLink,
    Ready,
    Refused,
    Unanswered,
    Unavailable,
    Vault,
    at_once,
)
from jobs.providers.dvla_access import Access
from jobs.providers.web import Answer, Web
from postroom.content.postal_addresses import PostalAddress
from postroom.settings.providers import ProviderSettings

JOBS = "/print-request/v1/print/jobs"
# Second class is what it does unless told otherwise.
DESPATCH_METHODS = {
    "first": "FIRST",
    "economy": "ECONOMY",
    "europe": "INTERNATIONAL_EU",
    "rest-of-world": "INTERNATIONAL_ROW",
}
# Seconds for which it goes on with a receipt that we do not take.
RECEIPT_RETRY_WINDOW = 10_800
NAME, LINE, POSTCODE, COUNTRY = 255, 45, 10, 256


class DVLA:
    """Refused is what it will never print; after anything unclear it may have the letter."""

    name = "dvla"
    sends_receipts = True

    def __init__(self, url: str, access: Access, web: Web, letter_link: LetterLink) -> None:
        self._url = url + JOBS
        self.access = access
        self._web = web
        self._letter_link = letter_link

    @classmethod
    def create(
        cls, settings: ProviderSettings, letter_link: LetterLink | None, vault: Vault | None
    ) -> Self:
        if not settings.dvla_username:
            raise ValueError("DVLA_USERNAME is not set")
        if letter_link is None or vault is None:
            raise ValueError("receipts and credentials have no place here")
        web = Web(
            cls.name,
            timeout=settings.dvla_timeout_seconds,
            connections=settings.printer_connections,
        )
        return cls(settings.dvla_url, Access(settings, web, vault), web, letter_link)

    async def send(self, message: Letter, ready: Ready = at_once) -> None:
        """Taken is what gets a 2xx, or a 409. Raises Refused, Unavailable, Unanswered."""
        headers = await self.access.headers()
        body = await asyncio.to_thread(self._encode, message)
        answer = await self._web.post(
            self._url,
            ready=ready,
            data=body,
            headers={**headers, "Content-Type": "application/json"},
        )
        self._judge(answer)

    def _judge(self, answer: Answer) -> None:
        if answer.succeeded or answer.status == 409:
            return
        if answer.status in (401, 403):
            self.access.forget()
            raise Unavailable(f"dvla: HTTP {answer.status}")
        if answer.status == 429:
            raise Unavailable("dvla: HTTP 429")
        if answer.status >= 500:
            raise Unanswered(f"dvla: HTTP {answer.status}")
        raise Refused(f"dvla: HTTP {answer.status}")

    def _encode(self, letter: Letter) -> bytes:
        return json.dumps(body_of(letter, self._letter_link(letter.id))).encode()

    async def close(self) -> None:
        await self._web.close()


def body_of(letter: Letter, link: str) -> dict[str, Any]:
    """The print job of a letter."""
    lines = letter.address.lines
    standard: dict[str, Any] = {
        "jobType": "NOTIFY",
        "templateReference": "NOTIFY",
        "businessIdentifier": letter.reference,
        "recipientName": lines[0][:NAME] if lines else "",
        "address": address_of(letter.address),
    }
    if letter.postage in DESPATCH_METHODS:
        standard["despatchMethod"] = DESPATCH_METHODS[letter.postage]
    custom = {
        "pdfContent": base64.b64encode(letter.pdf).decode(),
        "organisationIdentifier": str(letter.organisation_id or ""),
        "serviceIdentifier": str(letter.service_id),
    }
    return {
        "id": str(letter.id),
        "standardParams": standard,
        "customParams": [{"key": key, "value": value} for key, value in custom.items()],
        "callbackParams": {
            "target": link,
            "retryParams": {"enabled": True, "maxRetryWindow": RECEIPT_RETRY_WINDOW},
        },
    }


def address_of(address: PostalAddress) -> dict[str, Any]:
    """An address in the shape of its kind; lines for which that has no place are left out."""
    lines = list(address.lines)
    if address.bfpo_number is not None and not address.country:
        known = address.postcode
        places = [line for line in lines[:-1] if line != known]
        fields: dict[str, Any] = numbered(places[:4])
        if known:
            fields["postcode"] = known[:POSTCODE]
        return {"bfpoAddress": {**fields, "bfpoNumber": address.bfpo_number}}
    last = lines[-1] if len(lines) > 1 else ""
    fields = numbered(lines[1:-1][:5])
    if address.country:
        return {"internationalAddress": {**fields, "country": last[:COUNTRY]}}
    return {"unstructuredAddress": {**fields, "postcode": last[:POSTCODE]}}


def numbered(lines: list[str]) -> dict[str, str]:
    return {f"line{number}": line[:LINE] for number, line in enumerate(lines, 1)}
