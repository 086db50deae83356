"""Text messages through MMG's JSON API. Receipts name our id as CID."""

from typing import Self

from jobs.providers import SMS, Ready, Unanswered, Unavailable, at_once
from jobs.providers.web import Web
from postroom.settings.providers import ProviderSettings


class MMG:
    """Every failure is worth another try, as the next may go to another provider."""

    name = "mmg"
    sends_receipts = True

    def __init__(
        self, url: str, api_key: str, *, receipt_url: str = "", timeout: float, connections: int
    ) -> None:
        """`api_key` is sent as it is after `Basic `: MMG hands it out encoded."""
        self._url = url
        self._headers = {"Authorization": f"Basic {api_key}"}
        self._receipt = {"delurl": receipt_url} if receipt_url else {}
        self._web = Web(self.name, timeout=timeout, connections=connections)

    @classmethod
    def create(cls, settings: ProviderSettings) -> Self:
        if not settings.mmg_api_key:
            raise ValueError("MMG_API_KEY is not set")
        return cls(
            settings.mmg_url,
            settings.mmg_api_key,
            receipt_url=settings.mmg_receipt_url or "",
            timeout=settings.timeout_seconds,
            connections=settings.connections,
        )

    async def send(self, message: SMS, ready: Ready = at_once) -> None:
        """Taken is what gets a 2xx with JSON in it. Raises Unavailable."""
        fields = {
            "reqType": "BULK",
            "MSISDN": message.to,
            "msg": message.text,
            "sender": message.sender,
            "cid": str(message.id),
            "multi": True,
            **self._receipt,
        }
        answer = await self._web.post(self._url, ready=ready, json=fields, headers=self._headers)
        if not answer.succeeded:
            raise Unavailable(f"mmg: HTTP {answer.status}")
        if answer.json() is None:
            raise Unanswered("mmg: the answer is not JSON")

    async def close(self) -> None:
        await self._web.close()
