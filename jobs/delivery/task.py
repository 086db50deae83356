"""Delivery: one job empties one lane of the queue, many messages at a time.

Messages are claimed in batches under a lease, marked as they are handed to their providers side by
side, and the results written back together every few milliseconds. When a worker dies, others take
over what it had claimed; only what was with a provider then is in doubt: see docs/design.md.
"""

import math
import random
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from procrastinate import JobContext

from jobs.app import Runtime, app
from jobs.delivery import lanes
from jobs.delivery.gate import Gate, Withdrawn
from jobs.delivery.lanes import Unreadable
from jobs.delivery.messages import Claimed, build
from jobs.delivery.rendering import OutOfTime
from jobs.delivery.results import Results
from jobs.providers import Provider, Ready, Refused, Unanswered, Unavailable
from postroom import outcomes

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


async def claim(runtime: Runtime, lane: str, size: int) -> list[Claimed | Unreadable]:
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

    def read(ids: list[UUID]) -> Coroutine[Any, Any, list[Claimed]]:
        return runtime.database.call("jobs.claim", lane=lane, size=0, leased=ids)

    claimed_at = time.monotonic()
    rows = await lanes.read(read, leased[0]["lease"])
    await runtime.load_versions(row for row in rows if "unreadable" not in row)
    for row in rows:
        if "unreadable" not in row:
            valid_for = math.inf if row["valid_for"] is None else row["valid_for"]
            row["last_moment"] = min(last_moment, claimed_at + valid_for)
    # If one of them should kill this process each time, it is not the same that come after it.
    random.shuffle(rows)
    return rows


async def hand_over(runtime: Runtime, gate: Gate, row: Claimed | Unreadable) -> None:
    """Render one message, give it to a provider, and note what became of it."""
    attempt = 0 if "unreadable" in row else row["attempts"]
    mark = {"id": str(row["id"]), "attempt": attempt}

    async def ready() -> None:
        await gate.enter(mark)
        if "unreadable" not in row and time.monotonic() > row["last_moment"]:
            raise Withdrawn

    try:
        handover = await ask_providers(runtime, row, ready)
    except Exception as error:
        # Whatever it is, the message stays queued; its text could hold personal data.
        count_failure(runtime, row, None, "failed", type(error).__name__)
        handover = Handover()
    if handover and "unreadable" not in row:
        count(runtime, row, handover)
    gate.leave(
        mark,
        None
        if handover is None
        else {
            "outcome": handover.outcome,
            "provider": handover.provider,
            "reference": handover.reference,
            "failed": handover.failed,
            "sent_at": datetime.now(UTC).isoformat(),
        },
    )


def count(runtime: Runtime, row: Claimed, handover: Handover) -> None:
    """What became of a message, as jobs.record_results has it, for those who watch."""
    kind = row["notification_type"], row["key_type"]
    if handover.outcome == "sent" and handover.provider:
        told_later = runtime.provider(handover.provider).sends_receipts
        status = "sending" if told_later else "delivered"
        outcomes.count(*kind, "sent" if row["international"] else status)
        accepted_at = outcomes.accepted_at(row["id"])
        outcomes.observe_handover(*kind, handover.provider, accepted_at, time.time())
    elif handover.outcome == "refused" or row["is_last_attempt"]:
        outcomes.count(*kind, "technical-failure")


async def ask_providers(
    runtime: Runtime, row: Claimed | Unreadable, ready: Ready
) -> Handover | None:
    """Ask one provider after the other, until one has taken the message or may have.

    None when the time is up before any was asked: the message comes back with its lease, or, when
    its validity is over, is settled by jobs.end_validity.
    """
    if "unreadable" in row:
        return refuse(runtime, row, f"cannot be read: {row['unreadable']}")
    if not isinstance(row["personalisation"], dict):
        return refuse(runtime, row, "cannot be read: personalisation is no object")
    try:
        message = await build(runtime, row)
    except OutOfTime:
        return None
    except Refused as error:
        return refuse(runtime, row, str(error))
    handover = Handover()
    for name in row["providers"]:
        if time.monotonic() > row["last_moment"]:
            return handover if handover.failed else None
        try:
            handover.reference = await provider(runtime, name).send(message, ready)
        except Withdrawn:
            return handover if handover.failed else None
        except Refused as error:
            count_failure(runtime, row, name, "refused", str(error))
            handover.provider = name
        except Unavailable as error:
            outcome = "unanswered" if isinstance(error, Unanswered) else "unavailable"
            count_failure(runtime, row, name, outcome, str(error))
            handover.failed.append(name)
            if outcome == "unanswered":
                handover.outcome = outcome
                return handover
        else:
            runtime.tally.count("provider calls", "provider", name, "sent")
            handover.outcome, handover.provider = "sent", name
            return handover
    if handover.provider and not handover.failed:
        handover.outcome = "refused"
    elif not row["providers"]:
        abroad = " abroad" if row["international"] else ""
        reason = f"nobody is switched on for {row['notification_type']}{abroad}"
        count_failure(runtime, row, None, "failed", reason)
    return handover


def refuse(runtime: Runtime, row: Claimed | Unreadable, reason: str) -> Handover:
    """A message that will never be sent, whoever tries."""
    count_failure(runtime, row, None, "refused", reason)
    return Handover("refused")


def count_failure(
    runtime: Runtime, row: Claimed | Unreadable, name: str | None, outcome: str, reason: str
) -> None:
    """Count a failure for the log, which has a line for each provider and minute.

    A name of None says that no provider was asked.
    """
    runtime.tally.count_failure(
        "provider calls", "provider", name or "none", outcome, reason, str(row["id"])
    )


def provider(runtime: Runtime, name: str) -> Provider[Any]:
    """Raises Unavailable for one whose settings are missing."""
    try:
        return runtime.provider(name)
    except ValueError as error:
        raise Unavailable(f"{name}: {error}") from None
