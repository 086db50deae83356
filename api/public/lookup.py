"""POST /v2/notifications/lookup: what became of many messages, in one request."""

from typing import Any

from flask import Blueprint

from api import database
from api.public.authentication import authenticated
from api.public.stages import completed_at, outward_status
from api.sending.services import Caller
from api.wire import ids
from api.wire.errors import bad_request
from api.wire.schemas import LOOKUP
from api.wire.times import to_wire
from api.wire.validation import read_json

blueprint = Blueprint("lookup", __name__, url_prefix="/v2/notifications")

MOST = 1000


@blueprint.post("/lookup")
@authenticated
def look_up_notifications(caller: Caller) -> dict[str, Any]:
    """One entry for each id or reference, in order; null for what is not there.

    See docs/contract/reading.md, many at once. Errors: 400 ValidationError, BadRequestError.
    """
    form = LOOKUP.validate(read_json())
    if len(form) != 1:
        raise bad_request("You should specify either ids or references")
    ((name, asked),) = form.items()
    if len(asked) > MOST:
        raise bad_request(f"Too many {name}. Maximum number of {name} allowed is {MOST}")
    known: dict[str, Any] = {
        "service_id": caller.service.id,
        "context_version": caller.service.version,
    }
    if name == "ids":
        rows = database.call("api.look_up_ids", **known, ids=list(map(ids.read, asked)))
    else:
        rows = database.call(
            "api.look_up_references",
            **known,
            key_type=caller.key.key_type,
            client_references=asked,
        )
    found = {row["place"]: to_entry(row) for row in rows}
    return {"notifications": [found.get(place) for place in range(1, len(asked) + 1)]}


def to_entry(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "reference": row["client_reference"],
        "type": row["notification_type"],
        "status": outward_status(row),
        "created_at": to_wire(row["created_at"]),
        "sent_at": to_wire(row["sent_at"]),
        "completed_at": completed_at(row),
    }
