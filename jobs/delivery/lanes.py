"""How one job empties one lane of a queue, many rows at a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypedDict, TypeVar, final
from uuid import UUID

from jobs.database import is_away

Row = TypeVar("Row")

# Seconds that an empty lane is watched before the job ends: a sender that saw this job waiting
# and committed after it had looked for the last time is still found.
LINGER = 2.0
# Rows of one claim that are many for a lane that is not full.
THICK = 10
# Rows begun before the event loop looks at its sockets and clocks again: each begins with
# rendering, and the worker must not look dead meanwhile.
BEGUN_TOGETHER = 10


@final
class Unreadable(TypedDict):
    """In the place of a row that cannot be read."""

    id: UUID
    unreadable: str


async def empty(
    claim: Callable[[int], Awaitable[list[Row]]],
    settle: Callable[[Row], Coroutine[Any, Any, None]],
    stopping: asyncio.Event,
    *,
    batch: int,
    concurrency: int,
    poll: float,
) -> None:
    """Claim rows and settle them side by side until nothing has been due for a while.

    At most `batch` rows a claim and `concurrency` in hand; a claim that finds fewer is followed
    by a pause of `poll` seconds, or twice as long where rows come thick: one claim for more of them
    costs less. What is in hand is finished, however this ends.
    """
    in_flight: set[asyncio.Task[None]] = set()
    last_seen = time.monotonic()
    try:
        while time.monotonic() - last_seen < LINGER and not stopping.is_set():
            free = min(batch, concurrency - len(in_flight))
            rows = await claim(free) if free else []
            for number, row in enumerate(rows, 1):
                task = asyncio.create_task(settle(row))
                in_flight.add(task)
                task.add_done_callback(in_flight.discard)
                if number % BEGUN_TOGETHER == 0:
                    await asyncio.sleep(0)
            if rows or in_flight:
                last_seen = time.monotonic()
            if len(in_flight) >= concurrency:
                await asyncio.wait(in_flight, return_when=asyncio.FIRST_COMPLETED)
            elif len(rows) < batch:
                await asyncio.sleep(poll if len(rows) < THICK else 2 * poll)
    finally:
        if in_flight:
            await asyncio.wait(in_flight)


async def read(
    read_rows: Callable[[list[UUID]], Awaitable[list[Row]]], ids: list[UUID]
) -> list[Row | Unreadable]:
    """The rows of what was leased; one that cannot be read is {"id", "unreadable": why}.

    If it fails with all of them, be it in the database or in decoding the answer, each half is read
    by itself, until what cannot be read is alone. The reason is but a kind: texts may be personal.
    """
    if not ids:
        return []
    try:
        return [*await read_rows(ids)]
    except Exception as error:
        if is_away(error):
            raise
        if len(ids) == 1:
            return [{"id": ids[0], "unreadable": type(error).__name__}]
    half = len(ids) // 2
    return await read(read_rows, ids[:half]) + await read(read_rows, ids[half:])
