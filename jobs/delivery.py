"""Delivery: one job empties one lane of the queue, many messages at a time.

Messages are claimed in batches under a lease, marked as they are handed to their providers side by
side, and the results written back together every few milliseconds. When a worker dies, others take
over what it had claimed; only what was with a provider then is in doubt: see docs/design.md.
"""

import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from procrastinate import JobContext

from jobs import lanes
from jobs.app import Runtime, app
from jobs.gate import Gate, Withdrawn
from jobs.messages import build
from jobs.providers import Provider, Ready, Refused, Unanswered, Unavailable
from jobs.results import Results

log = structlog.get_logger(__name__)

BATCH = 100
# Messages of a lane that one job has with providers at the same time.
CONCURRENCY = 300
POLL = 0.03


@dataclass(slots=True)
class Handover:
    """What became of a message: jobs.record_results says what each outcome means."""

    outcome: str = "retry"
    provider: str | None = None
    reference: str | None = None
    failed: list[str] = field(default_factory=list)


@app.task(queue="delivery", name="deliver", pass_context=True)
async def deliver(context: JobContext, lane: str) -> None:
    """Send what is due in a lane until nothing has been for a while."""
    runtime: Runtime = context.additional_context["runtime"]
    async with (
        Results(runtime.database, "jobs.record_results") as results,
        Gate(runtime.database, "jobs.hand_over", results, CONCURRENCY) as gate,
    ):
        await lanes.empty(
            partial(claim, runtime, lane),
            partial(hand_over, runtime, gate),
            runtime.stopping,
            batch=BATCH,
            # A batch is claimed ahead, so that nothing waits for a claim.
            concurrency=CONCURRENCY + BATCH,
            poll=POLL,
        )


async def claim(runtime: Runtime, lane: str, size: int) -> list[dict[str, Any]]:
    lease = runtime.config.delivery_lease
    # A provider is asked in the first half only, so that it has answered when the lease ends:
    # also by a worker that was stopped for a while, and whose messages others have by now.
    last_moment = time.monotonic() + lease / 2
    leased = await runtime.database.call(
        "jobs.lease",
        lane=lane,
        size=size,
        length=timedelta(seconds=lease),
        worker=runtime.worker_id,
    )
    rows = await lanes.read(
        lambda ids: runtime.database.call("jobs.claim", lane=lane, size=0, leased=ids),
        leased[0]["lease"],
    )
    await runtime.load_versions(row for row in rows if "unreadable" not in row)
    for row in rows:
        row["last_moment"] = last_moment
    # If one of them should kill this process each time, it is not the same that come after it.
    random.shuffle(rows)
    return rows


async def hand_over(runtime: Runtime, gate: Gate, row: dict[str, Any]) -> None:
    """Render one message, give it to a provider, and note what became of it."""
    mark = {"id": str(row["id"]), "attempt": row.get("attempts", 0)}

    async def ready() -> None:
        await gate.enter(mark)
        if time.monotonic() > row["last_moment"]:
            raise Withdrawn

    try:
        handover = await ask_providers(runtime, row, ready)
    except Exception as error:
        # Whatever it is, the message stays queued; its text could hold personal data.
        log.error("message not sent", id=mark["id"], kind=type(error).__name__)
        handover = Handover()
    gate.leave(
        mark,
        handover
        and {
            "outcome": handover.outcome,
            "provider": handover.provider,
            "reference": handover.reference,
            "failed": handover.failed,
            "sent_at": datetime.now(UTC).isoformat(),
        },
    )


async def ask_providers(runtime: Runtime, row: dict[str, Any], ready: Ready) -> Handover | None:
    """Ask one provider after the other, until one has taken the message or may have.

    None when the time is up before any was asked: the message comes back with its lease.
    """
    if reason := unreadable(row):
        log.error("message cannot be read", id=str(row["id"]), reason=reason)
        return Handover("refused")
    message = build(runtime, row)
    handover = Handover()
    for name in row["providers"]:
        if time.monotonic() > row["last_moment"]:
            return handover if handover.failed else None
        try:
            handover.reference = await provider(runtime, name).send(message, ready)
        except Withdrawn:
            return handover if handover.failed else None
        except Refused as error:
            log.warning("message refused", id=str(row["id"]), reason=str(error))
            handover.provider = name
        except Unavailable as error:
            log.warning("provider unavailable", id=str(row["id"]), reason=str(error))
            handover.failed.append(name)
            if isinstance(error, Unanswered):
                handover.outcome = "unanswered"
                return handover
        else:
            handover.outcome, handover.provider = "sent", name
            return handover
    if handover.provider and not handover.failed:
        handover.outcome = "refused"
    elif not row["providers"]:
        log.error("no provider", id=str(row["id"]), international=row["international"])
    return handover


def unreadable(row: dict[str, Any]) -> str | None:
    """Why a message will never be sent, whoever tries."""
    if "unreadable" in row:
        return row["unreadable"]
    return None if isinstance(row["personalisation"], dict) else "personalisation is no object"


def provider(runtime: Runtime, name: str) -> Provider:
    """Raises Unavailable for one whose settings are missing."""
    try:
        return runtime.provider(name)
    except ValueError as error:
        raise Unavailable(f"{name}: {error}") from None
