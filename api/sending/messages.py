"""Messages on their way into the database, those of several requests in one call.

Nothing is answered before the call that stored it has been committed.
"""

import json
from typing import Any, TypedDict
from uuid import UUID

from api import database
from api.database import StaleContext
from api.gathering import Gatherer
from api.wire.errors import OverLimit

# SQLSTATEs with which api.send_notifications refuses a message.
STALE = "NTOLD"


class Outcome(TypedDict):
    """A row of api.send_notifications: an id, or why there is none."""

    id: UUID | None
    refusal: str | None
    reason: str | None


def call(messages: list[str]) -> list[Outcome]:
    """What became of these messages, each an object in JSON."""
    return database.call("api.send_notifications", messages=f"[{','.join(messages)}]")


_gatherer: Gatherer[str, Outcome] = Gatherer(call)


def store(**message: Any) -> UUID:
    """The id of a message with the fields of postroom.new_message, stored and queued.

    Raises OverLimit, StaleContext.
    """
    given = {name: value for name, value in message.items() if value is not None}
    outcome = _gatherer.ask(json.dumps(given, default=str))
    if outcome["id"] is None:
        raise StaleContext if outcome["refusal"] == STALE else OverLimit(outcome["reason"])
    return outcome["id"]
