"""Texts, emails or letters by a provider that a description says all about (docs/providers.md)."""

import asyncio
import re
from typing import Any, Self

from jobs.providers import SMS, Email, Letter, Ready, Refused, Unanswered, Unavailable, at_once
from jobs.providers.http_access import Access
from jobs.providers.http_request import Request, make
from jobs.providers.web import Answer, Web
from postroom.http_providers import meanings
from postroom.http_providers.description import Description, read
from postroom.http_providers.places import Said
from postroom.settings.providers import ProviderSettings

# What answers mean of which the description says nothing. Whoever says that it cannot now has not
# taken it; whoever fails, or answers well and strangely, may have.
OTHERWISE = {"2xx": "unclear", "3xx": "busy", "4xx": "busy", "503": "busy", "5xx": "unclear"}
# Numbers and names, which errors may quote: other text could be a recipient's or a secret.
WORD = re.compile(r"[\w.-]{1,60}", re.ASCII)
REFERENCE = re.compile(r"[!-~]{1,200}")


class HTTP:
    """Which answers are a refusal, and which leave it open, is the description's to say."""

    def __init__(self, description: Description, web: Web, receipt_url: str) -> None:
        self.name = description.name
        self.sends_receipts = description.receipts is not None
        self._description = description
        self._web = web
        self._receipt_url = receipt_url
        self._access = Access(description, web)

    @classmethod
    def create(cls, name: str, settings: ProviderSettings, base_url: str) -> Self:
        description = read(name, settings.http_providers[name], settings.http_provider_folder)
        letters = description.type == "letter"
        web = Web(
            name,
            timeout=description.timeout_seconds or settings.timeout_seconds,
            connections=settings.printer_connections if letters else settings.connections,
        )
        return cls(description, web, f"{base_url}/notifications/{description.type}/{name}")

    async def send(self, message: SMS | Email | Letter, ready: Ready = at_once) -> str | None:
        """What it calls the message, after its own name.

        Raises Refused, Unavailable, Unanswered.
        """
        request = await self._make(message)
        headers = {**request.headers, **await self._access.headers(request)}
        answer = await self._web.post(
            request.url,
            ready=ready,
            method=request.method,
            params=request.query,
            data=request.body,
            headers=headers,
        )
        if answer.status in (401, 403):
            self._access.forget()
        return self._judge(answer)

    async def _make(self, message: SMS | Email | Letter) -> Request:
        """In a thread where it may take long."""
        if isinstance(message, SMS):
            return make(self._description, message, self._receipt_url)
        return await asyncio.to_thread(make, self._description, message, self._receipt_url)

    def _judge(self, answer: Answer) -> str | None:
        described = self._description.answer
        said = Said(answer.json(), answer.headers)
        words = [str(answer.status), *meanings.words(described.words, said)]
        meaning = meanings.meaning({**OTHERWISE, **described.means}, words)
        told = " ".join(["HTTP", *(word for word in words if WORD.fullmatch(word))])
        match meaning:
            case "accepted":
                return self._reference(said, told)
            case "refused":
                raise Refused(f"{self.name}: {told}")
            case "unclear":
                raise Unanswered(f"{self.name}: {told}")
        raise Unavailable(f"{self.name}: {told}")

    def _reference(self, said: Said, told: str) -> str | None:
        """Where one is to be, an answer without it is somebody else's."""
        place = self._description.answer.reference
        if place is None:
            return None
        reference = place.find(said)
        if not REFERENCE.fullmatch(reference):
            raise Unanswered(f"{self.name}: {told} without a reference")
        return f"{self.name}:{reference}"

    async def close(self) -> None:
        await self._web.close()


def describe(name: str, settings: ProviderSettings) -> dict[str, Any]:
    """A provider as jobs.register_providers takes it."""
    found = read(name, settings.http_providers[name], settings.http_provider_folder)
    return {
        "identifier": name,
        "notification_type": found.type,
        "display_name": found.display_name,
        "supports_international": found.abroad,
        "sends_receipts": found.receipts is not None,
    }
