"""Delivers to nobody: keeps what it is given, then reports itself a receipt as others do.

The receipt is a real HTTP request to the API a moment later, so a message goes the same way
as with any provider. Test keys' messages come here too.
"""

import asyncio
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

import structlog

from jobs.providers import SMS, Email, Keep, Ready, Sign, Unanswered, Unavailable, at_once
from jobs.providers.web import Web
from postroom.settings.providers import ProviderSettings

log = structlog.get_logger(__name__)

# Numbers by whose ends somebody who tries the platform out chooses what happens; docs/operations.md
# lists them.
SMS_OUTCOMES = {
    "7700900002": "permanent-failure",
    "7700900003": "temporary-failure",
}
EMAIL_OUTCOMES = {
    "perm-fail@simulator.notify": "permanent-failure",
    "temp-fail@simulator.notify": "temporary-failure",
}
# The first gives the caller time to store that the message was sent; the others are between
# tries while the API can't be reached.
DELAYS = (0.2, 0.5, 1, 1, 2)


class Sandbox:
    """Every message is taken; what becomes of it depends on the recipient alone."""

    name = "sandbox"
    sends_receipts = True

    def __init__(
        self,
        receipt_url: str,
        keep: Keep | None = None,
        sign: Sign | None = None,
        *,
        timeout: float = 10,
        connections: int = 20,
        delays: tuple[float, ...] = DELAYS,
        slowness: float = 0,
        dead: bool = False,
    ) -> None:
        self._receipt_url = receipt_url
        self._keep = keep
        self._sign = sign
        self._delays = delays
        self._timeout = timeout
        self._slowness = slowness
        self._dead = dead
        self._web = Web(self.name, timeout=timeout, connections=connections)
        self._pending: set[asyncio.Task] = set()

    @classmethod
    def create(
        cls, settings: ProviderSettings, keep: Keep | None = None, sign: Sign | None = None
    ) -> Self:
        return cls(
            settings.sandbox_receipt_url or "",
            keep,
            sign,
            timeout=settings.timeout_seconds,
            slowness=settings.sandbox_delay_seconds,
            dead=settings.sandbox_dead,
        )

    async def send(self, message: SMS | Email, ready: Ready = at_once) -> None:
        """Keep the message and report on it later.

        Raises Unavailable if it can't be kept or the sandbox is to be dead, Unanswered if it is
        to be slower than a provider may be.
        """
        await ready()
        if self._dead:
            raise Unavailable("sandbox: dead, as SANDBOX_DEAD says")
        if self._slowness > self._timeout:
            await asyncio.sleep(self._timeout)
            raise Unanswered("sandbox: slower than providers may be, as SANDBOX_DELAY_SECONDS says")
        await asyncio.sleep(self._slowness)
        if self._keep:
            try:
                await self._keep(message)
            except Exception as error:
                raise Unavailable(f"sandbox: {type(error).__name__}") from None
        status = outcome(message)
        if status:
            task = asyncio.create_task(self._report(message.id, status))
            self._pending.add(task)
            task.add_done_callback(self._pending.discard)

    async def _report(self, notification_id: UUID, status: str) -> None:
        answer: int | str = "not sent"
        for delay in self._delays:
            await asyncio.sleep(delay)
            receipt = {
                "id": str(notification_id),
                "status": status,
                "time": datetime.now(UTC).isoformat(),
            }
            try:
                answer = code = await self._post(receipt)
            except Unavailable as error:
                answer = str(error)
                continue
            if code < 500:
                break
        if answer != 200:
            log.warning("sandbox receipt lost", id=str(notification_id), answer=answer)

    async def _post(self, receipt: dict[str, str]) -> int:
        headers = {"Authorization": f"Bearer {self._sign()}"} if self._sign else {}
        return (await self._web.post(self._receipt_url, json=receipt, headers=headers)).status

    async def close(self) -> None:
        """Wait until each receipt is delivered or given up, some seconds at most."""
        await asyncio.gather(*self._pending)
        await self._web.close()


def outcome(message: SMS | Email) -> str | None:
    """The status that the recipient, as the client wrote it, asks for; None for no receipt."""
    recipient = message.recipient.strip()
    if isinstance(message, Email):
        return EMAIL_OUTCOMES.get(recipient, "delivered")
    if not message.expects_receipt:
        return None
    for suffix, status in SMS_OUTCOMES.items():
        if recipient.endswith(suffix):
            return status
    return "delivered"
