"""Delivery: one job empties one lane of the queue, many messages at a time.

Messages are claimed in batches under a lease, handed to their providers side by side, and the
results written back together every few milliseconds. What a crash leaves behind (handed over,
result not yet written) is sent again when its lease ends: see docs/design.md.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from procrastinate import JobContext

from jobs import lanes
from jobs.app import Runtime, app
from jobs.messages import build
from jobs.providers import Refused, Unavailable
from jobs.results import Results

log = structlog.get_logger(__name__)

BATCH = 100
# Messages of a lane that one job hands over at the same time.
CONCURRENCY = 300
POLL = 0.03


@app.task(queue="delivery", name="deliver", pass_context=True)
async def deliver(context: JobContext, lane: str) -> None:
    """Send what is due in a lane until nothing has been for a while."""
    runtime: Runtime = context.additional_context["runtime"]
    async with Results(runtime.database, "jobs.record_results") as results:
        await lanes.empty(
            partial(claim, runtime, lane),
            partial(hand_over, runtime, results),
            runtime.stopping,
            batch=BATCH,
            concurrency=CONCURRENCY,
            poll=POLL,
        )


async def claim(runtime: Runtime, lane: str, size: int) -> list[dict[str, Any]]:
    lease = timedelta(seconds=runtime.config.delivery_lease)
    rows = await runtime.database.call("jobs.claim", lane=lane, size=size, lease=lease)
    await runtime.load_versions(rows)
    return rows


async def hand_over(runtime: Runtime, results: Results, row: dict[str, Any]) -> None:
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
    results.add(
        id=str(row["id"]),
        outcome=outcome,
        provider=row["provider"],
        reference=reference,
        sent_at=datetime.now(UTC).isoformat(),
    )
