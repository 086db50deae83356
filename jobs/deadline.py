"""A time-out that turns no answer away that has come in, however late the event loop reads it."""

import asyncio
from types import TracebackType
from typing import Self

# Rounds of the event loop between the time-out and its effect: in the first all sockets are read,
# in the others what was read reaches whoever waits for it, through TLS and the parser.
ROUNDS = 5
# Seconds by which the loop may be late before that counts as its own fault.
LATE = 0.05


class Deadline:
    """async with Deadline(seconds): raises TimeoutError when they are over.

    If the loop itself was late (it was rendering, or the machine was busy) the other side gets
    as much time again as the loop has lost, once, and no more than it had.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._limit = asyncio.timeout(None)
        await self._limit.__aenter__()
        self._when = self._loop.time() + self._seconds
        self._handle: asyncio.Handle = self._loop.call_at(self._when, self._over)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._handle.cancel()
        await self._limit.__aexit__(kind, error, trace)

    def _over(self) -> None:
        late = min(self._loop.time() - self._when, self._seconds)
        if late > LATE:
            self._handle = self._loop.call_later(late, self._look_again, ROUNDS)
        else:
            self._look_again(ROUNDS)

    def _look_again(self, rounds: int) -> None:
        if rounds:
            self._handle = self._loop.call_soon(self._look_again, rounds - 1)
        else:
            self._limit.reschedule(self._loop.time())
