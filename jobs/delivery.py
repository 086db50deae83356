"""Delivery: one job empties one lane of the queue, many messages at a time.

Messages are claimed in batches under a lease, handed to their providers side by side, and the
results written back together every few milliseconds. What a crash leaves behind (handed over,
result not yet written) is sent again when its lease ends: see docs/design.md.
"""

import asyncio
import time
from datetime import timedelta
from typing import Any

import structlog
from procrastinate import JobContext

from jobs.app import Runtime, app
from jobs.messages import build
from jobs.providers import Refused, Unavailable
from jobs.results import Results

log = structlog.get_logger(__name__)

BATCH = 100
# Messages of a lane that one job hands over at the same time.
CONCURRENCY = 300
# Seconds that an empty lane is watched before the job ends: a sender that saw this job waiting
# and committed after it had looked for the last time is still found.
LINGER = 2.0
POLL = 0.03


@app.task(queue="delivery", name="deliver", pass_context=True)
async def deliver(context: JobContext, lane: str) -> None:
    """Send what is due in a lane until nothing has been for a while."""
    runtime: Runtime = context.additional_context["runtime"]
    in_flight: set[asyncio.Task] = set()
    async with Results(runtime.database) as results:
        last_seen = time.monotonic()
        while time.monotonic() - last_seen < LINGER and not runtime.stopping.is_set():
            free = min(BATCH, CONCURRENCY - len(in_flight))
            rows = await claim(runtime, lane, free) if free else []
            for row in rows:
                task = asyncio.create_task(hand_over(runtime, row, results))
                in_flight.add(task)
                task.add_done_callback(in_flight.discard)
            if rows or in_flight:
                last_seen = time.monotonic()
            if len(rows) < BATCH:
                await pause(in_flight)
        if in_flight:
            await asyncio.wait(in_flight)


async def pause(in_flight: set[asyncio.Task]) -> None:
    """Until a message is done or the next look is due."""
    if len(in_flight) >= CONCURRENCY:
        await asyncio.wait(in_flight, return_when=asyncio.FIRST_COMPLETED)
    else:
        await asyncio.sleep(POLL)


async def claim(runtime: Runtime, lane: str, size: int) -> list[dict[str, Any]]:
    lease = timedelta(seconds=runtime.config.delivery_lease)
    rows = await runtime.database.call("jobs.claim", lane=lane, size=size, lease=lease)
    await runtime.load_versions(rows)
    return rows


async def hand_over(runtime: Runtime, row: dict[str, Any], results: Results) -> None:
    """Render one message, give it to its provider, and note what became of it."""
    try:
        provider = runtime.provider(row["provider"] or "")
        reference = await provider.send(build(runtime, row))
    except Refused as error:
        outcome, reference = "refused", None
        log.warning("message refused", id=str(row["id"]), reason=str(error))
    except Unavailable as error:
        outcome, reference = "retry", None
        log.warning("provider unavailable", id=str(row["id"]), reason=str(error))
    except Exception as error:
        # Whatever it is, the message stays queued; its text could hold personal data.
        outcome, reference = "retry", None
        log.error("message not sent", id=str(row["id"]), kind=type(error).__name__)
    else:
        outcome = "sent"
    results.add(row["id"], outcome, row["provider"], reference)
