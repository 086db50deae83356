"""Calls to services: their messages' fates, complaints, received texts, returned letters.

One job empties the lane. Each service has only a few calls under way at a time, the fewer the
worse it answers, and a claim takes a few of each service: one whose address is dead waits for
itself alone.
"""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from procrastinate import JobContext
from psycopg.types.json import Jsonb

from jobs import lanes
from jobs.app import Runtime, app
from jobs.callback_client import CallbackClient, NoAnswer
from jobs.results import Results

log = structlog.get_logger(__name__)

BATCH = 100
CONCURRENCY = 500
POLL = 0.1


class Pace:
    """How many calls each service may have under way.

    One more with every answer, up to MOST; one alone as long as it does not answer.
    """

    FIRST = 2
    MOST = 20

    def __init__(self) -> None:
        self._under_way: Counter[UUID] = Counter()
        self._allowed: dict[UUID, int] = {}

    def start(self, service: UUID) -> None:
        self._under_way[service] += 1

    def finish(self, service: UUID, answered: bool) -> None:
        self._under_way[service] -= 1
        if not self._under_way[service]:
            del self._under_way[service]
        self._allowed[service] = min(self.allowed(service) + 1, self.MOST) if answered else 1

    def allowed(self, service: UUID) -> int:
        return self._allowed.get(service, self.FIRST)

    def rooms(self) -> dict[str, int]:
        """How many more each service may have, where that is not FIRST."""
        different = {s for s, allowed in self._allowed.items() if allowed < self.FIRST}
        return {
            str(service): max(self.allowed(service) - self._under_way[service], 0)
            for service in different | self._under_way.keys()
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
    ):
        await lanes.empty(
            partial(claim, runtime, pace),
            partial(call, runtime, client, pace, results),
            runtime.stopping,
            batch=BATCH,
            concurrency=CONCURRENCY,
            poll=POLL,
        )


async def claim(runtime: Runtime, pace: Pace, size: int) -> list[dict[str, Any]]:
    rows = await runtime.database.call(
        "jobs.claim_callbacks",
        size=size,
        rooms=Jsonb(pace.rooms()),
        room=Pace.FIRST,
        lease=timedelta(seconds=runtime.config.delivery_lease),
    )
    for row in rows:
        pace.start(row["service_id"])
    return rows


async def call(
    runtime: Runtime, client: CallbackClient, pace: Pace, results: Results, row: dict[str, Any]
) -> None:
    """Make one call and note what became of it."""
    outcome, reason = await attempt(runtime, client, row)
    pace.finish(row["service_id"], outcome != "retry")
    about = {
        "subject_id": str(row["subject_id"]),
        "callback_type": row["callback_type"],
        "service_id": str(row["service_id"]),
    }
    if outcome != "made":
        log.warning("callback not made", **about, attempts=row["attempts"], reason=reason)
    results.add(**about, outcome=outcome, reason=reason)


async def attempt(
    runtime: Runtime, client: CallbackClient, row: dict[str, Any]
) -> tuple[str, str | None]:
    """The outcome, as jobs.record_callbacks takes it, and the reason if it is a bad one."""
    if row["url"] is None:
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
