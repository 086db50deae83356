"""/events: what people did in the admin app, as it tells us."""

from typing import Any

from flask import Blueprint
from psycopg.types.json import Jsonb

from api import database
from api.internal import bodies
from api.internal.bodies import Fault, Field, load, read_object

blueprint = Blueprint("events", __name__, url_prefix="/events")


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Fault("Not a valid mapping type.")
    return value


EVENT = {
    "event_type": Field(bodies.name, required=True),
    "data": Field(mapping, required=True),
}


@blueprint.post("")
def create_event() -> tuple[dict[str, Any], int]:
    """Keep an event. 201. Errors: 400 by field."""
    values = load(EVENT, read_object())
    event = database.call_value(
        "api.create_event", event_type=values["event_type"], data=Jsonb(values["data"])
    )
    return {"data": event}, 201
