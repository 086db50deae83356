"""Delivers to nobody: keeps what it is given, then reports itself a receipt as others do.

Receipts are applied a moment later, all of that moment at once, by what applies those of any
provider; only the request is saved. Test keys' messages come here too.
"""

import asyncio
from datetime import UTC, datetime
from typing import Self

import structlog

from jobs.providers import SMS, Email, Keep, Ready, Receive, Unanswered, Unavailable, at_once
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
# Seconds after which a message is reported: the caller has stored by then that it was sent.
DELAY = 0.2


class Sandbox:
    """Every message is taken; what becomes of it depends on the recipient alone."""

    name = "sandbox"
    sends_receipts = True

    def __init__(
        self,
        keep: Keep | None = None,
        receive: Receive | None = None,
        *,
        timeout: float = 10,
        delay: float = DELAY,
        slowness: float = 0,
        dead: bool = False,
    ) -> None:
        self._keep = keep
        self._receive = receive
        self._timeout = timeout
        self._delay = delay
        self._slowness = slowness
        self._dead = dead
        self._waiting: list[dict[str, str]] = []
        self._reporter: asyncio.Task[None] | None = None

    @classmethod
    def create(
        cls,
        settings: ProviderSettings,
        keep: Keep | None = None,
        receive: Receive | None = None,
    ) -> Self:
        return cls(
            keep,
            receive,
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
        if status and self._receive:
            moment = datetime.now(UTC).isoformat()
            self._waiting.append({"id": str(message.id), "status": status, "time": moment})
            if self._reporter is None or self._reporter.done():
                self._reporter = asyncio.create_task(self._report(self._receive))

    async def _report(self, receive: Receive) -> None:
        """Hand in what has waited, until nothing waits."""
        while self._waiting:
            await asyncio.sleep(self._delay)
            receipts, self._waiting = self._waiting, []
            try:
                await receive(receipts)
            except Exception as error:
                log.warning("sandbox receipts lost", count=len(receipts), kind=type(error).__name__)

    async def close(self) -> None:
        """Wait until each receipt is handed in."""
        if self._reporter:
            await self._reporter


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
