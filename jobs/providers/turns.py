"""Only so many messages at once to one provider: the others wait for their turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from jobs.providers import Unavailable

# Waiting and sending together must end before the lease of a claimed message does, or
# another worker sends it too.
LONGEST_WAIT = 20


class Turns:
    """A semaphore whose queue has an end, as waiting is no part of a provider's time-out."""

    def __init__(self, provider: str, size: int, longest_wait: float = LONGEST_WAIT) -> None:
        self._provider = provider
        self._semaphore = asyncio.Semaphore(size)
        self._longest_wait = longest_wait

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Raises Unavailable if the turn does not come in time."""
        try:
            async with asyncio.timeout(self._longest_wait):
                await self._semaphore.acquire()
        except TimeoutError:
            raise Unavailable(f"{self._provider}: no connection became free") from None
        try:
            yield
        finally:
            self._semaphore.release()
