"""Messages on their way into the database, those of several requests in one call.

Nothing is answered before the call that stored it has been committed.
"""

import json
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from api import database
from api.database import StaleContext
from api.gathering import Gatherer
from api.sending import idempotency
from api.wire.errors import OverLimit

# SQLSTATEs with which api.send_notifications refuses a message.
STALE = "NTOLD"
OVER_LIMIT = "NT429"


class Outcome(TypedDict):
    """A row of api.send_notifications: an id, or why there is none."""

    id: UUID | None
    created_at: datetime | None
    refusal: str | None
    reason: str | None


def call(messages: list[str]) -> list[Outcome]:
    """What became of these messages, each an object in JSON."""
    return database.call("api.send_notifications", messages=f"[{','.join(messages)}]")


_gatherer: Gatherer[str, Outcome] = Gatherer(call)


def store(**message: Any) -> UUID:
    """The id of a message with the fields of postroom.new_message, stored and queued.

    Raises OverLimit, StaleContext, and what api.sending.idempotency.refused says.
    """
    outcome = _gatherer.ask(written(message))
    if outcome["id"] is None:
        raise refused(outcome)
    return outcome["id"]


def store_together(messages: list[dict[str, Any]], once: dict[str, Any]) -> list[Outcome]:
    """What became of the messages of one request; once is its key, if any. Raises the same."""
    outcomes: list[Outcome] = database.call(
        "api.send_batch",
        messages=f"[{','.join(map(written, messages))}]",
        once=written(once) if once else None,
    )
    for outcome in outcomes:
        if outcome["refusal"] not in (None, OVER_LIMIT):
            raise refused(outcome)
    return outcomes


def written(message: dict[str, Any]) -> str:
    return json.dumps({n: v for n, v in message.items() if v is not None}, default=str)


def refused(outcome: Outcome) -> Exception:
    """Why a message, or its whole request, was not stored."""
    refusal, reason = outcome["refusal"], outcome["reason"]
    if refusal == STALE:
        return StaleContext()
    if refusal == OVER_LIMIT:
        return OverLimit(reason)
    assert refusal is not None
    return idempotency.refused(refusal, reason)
