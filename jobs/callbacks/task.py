"""Calls to services: their messages' fates, complaints, received texts, returned letters.

One job empties the lane. Each service has only a few calls under way at a time, the fewer the
worse it answers, and a claim takes a few of each service: one whose address is dead waits for
itself alone.
"""

import time
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from functools import partial
from typing import Any, TypedDict, final
from uuid import UUID

from procrastinate import JobContext
from psycopg.types.json import Jsonb

from jobs.app import Runtime, app
from jobs.callbacks.client import CallbackClient, NoAnswer
from jobs.delivery import lanes
from jobs.delivery.gate import Gate, Withdrawn
from jobs.delivery.results import Results

BATCH = 100
CONCURRENCY = 500
POLL = 0.05


@final
class ClaimedCall(TypedDict):
    """A row of jobs.claim_callbacks."""

    subject_id: UUID
    callback_type: str
    service_id: UUID
    attempts: int
    # Both None once the service has no address any more.
    url: str | None
    bearer_token: str | None
    # JSON; None once its personal data is gone.
    payload: Any


class Pace:
    """How many calls each service may have under way: MOST, as long as all goes well.

    One alone after a call without an answer, and one more with every answer; no more than SLOW
    while answers take longer than QUICK seconds.
    """

    MOST = 20
    SLOW = 4
    QUICK = 1.0

    def __init__(self) -> None:
        self._under_way: Counter[UUID] = Counter()
        # What services that have less than MOST are allowed.
        self._allowed: dict[UUID, int] = {}

    def start(self, service: UUID) -> None:
        self._under_way[service] += 1

    def finish(self, service: UUID, answered: bool, seconds: float = 0.0) -> None:
        self._under_way[service] -= 1
        if not self._under_way[service]:
            del self._under_way[service]
        most = self.MOST if seconds < self.QUICK else self.SLOW
        allowed = min(self.allowed(service) + 1, most) if answered else 1
        self._allowed[service] = allowed
        if allowed == self.MOST:
            del self._allowed[service]

    def allowed(self, service: UUID) -> int:
        return self._allowed.get(service, self.MOST)

    def rooms(self) -> dict[str, int]:
        """How many more calls each service may have, where that is not MOST."""
        return {
            str(service): max(self.allowed(service) - self._under_way[service], 0)
            for service in self._allowed.keys() | self._under_way.keys()
        }


@app.task(queue="callbacks", name="call_back", pass_context=True)
async def call_back(context: JobContext, lane: str) -> None:
    """Make the calls that are due until none has been for a while."""
    runtime: Runtime = context.additional_context["runtime"]
    config, pace = runtime.config, Pace()
    async with (
        CallbackClient(
            config.callback_networks, plain_http=config.development, connections=CONCURRENCY
        ) as client,
        Results(runtime.database, "jobs.record_callbacks") as results,
        Gate(runtime.database, "jobs.hand_over_callbacks", results, CONCURRENCY) as gate,
    ):
        await lanes.empty(
            partial(claim, runtime, pace),
            partial(call, runtime, client, pace, gate),
            runtime.stopping,
            batch=BATCH,
            concurrency=CONCURRENCY,
            poll=POLL,
        )


async def claim(runtime: Runtime, pace: Pace, size: int) -> list[ClaimedCall]:
    leased = await runtime.database.call(
        "jobs.lease_callbacks",
        size=size,
        rooms=Jsonb(pace.rooms()),
        room=Pace.MOST,
        length=timedelta(seconds=runtime.config.delivery_lease),
        worker=runtime.worker_id,
    )

    def read(ids: list[UUID]) -> Coroutine[Any, Any, list[ClaimedCall]]:
        return runtime.database.call("jobs.claim_callbacks", size=0, leased=ids)

    found = await lanes.read(read, leased[0]["lease_callbacks"])
    if unreadable := [row for row in found if "unreadable" in row]:
        for lost in unreadable:
            about = "callback calls", "service_id", "none"
            reason = f"cannot be read: {lost['unreadable']}"
            runtime.tally.count_failure(*about, "given up", reason, str(lost["id"]))
        ids = [lost["id"] for lost in unreadable]
        await runtime.database.call("jobs.give_up_calls", subject_ids=ids, reason="cannot be read")
    rows = [row for row in found if "unreadable" not in row]
    for row in rows:
        pace.start(row["service_id"])
    return rows


async def call(
    runtime: Runtime, client: CallbackClient, pace: Pace, gate: Gate, row: ClaimedCall
) -> None:
    """Make one call and note what became of it."""
    about: dict[str, Any] = {
        "subject_id": str(row["subject_id"]),
        "callback_type": row["callback_type"],
        "service_id": str(row["service_id"]),
        "attempt": row["attempts"],
    }
    started = time.monotonic()
    try:
        await gate.enter(about)
        started = time.monotonic()
        outcome, reason = await attempt(runtime, client, row)
    except Withdrawn:
        outcome, reason = "", None
    except Exception as error:
        outcome, reason = "retry", type(error).__name__
    pace.finish(row["service_id"], outcome != "retry", time.monotonic() - started)
    calls = "callback calls", "service_id", about["service_id"]
    if outcome == "made":
        runtime.tally.count(*calls, outcome)
    elif outcome:
        runtime.tally.count_failure(*calls, outcome, reason, about["subject_id"])
    gate.leave(about, {"outcome": outcome, "reason": reason} if outcome else None)


async def attempt(
    runtime: Runtime, client: CallbackClient, row: ClaimedCall
) -> tuple[str, str | None]:
    """The outcome, as jobs.record_callbacks takes it, and the reason if it is a bad one."""
    if row["url"] is None or row["bearer_token"] is None:
        return "given up", "no address any more"
    if row["payload"] is None:
        return "given up", "personal data gone"
    try:
        token = runtime.secret_box.decrypt(row["bearer_token"])
        status = await client.post(row["url"], token, row["payload"])
    except NoAnswer as error:
        return "retry", str(error)
    except Exception as error:
        # Whatever it is, the call stays queued; the text could hold personal data.
        return "retry", type(error).__name__
    if status < 400:
        return "made", None
    worth_it = status >= 500 or status == 429
    return "retry" if worth_it else "given up", f"HTTP {status}"
