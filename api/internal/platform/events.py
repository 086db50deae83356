"""/events: what people did in the admin app, as it tells us."""

from typing import Any

from flask import Blueprint
from marshmallow import fields
from psycopg.types.json import Jsonb

from api import database
from api.wire.forms import Form, Name, load, read_object

blueprint = Blueprint("events", __name__, url_prefix="/events")


class EventForm(Form):
    event_type = Name(required=True)
    # Whatever the admin app finds worth keeping.
    data = fields.Raw(required=True)


@blueprint.post("")
def create_event() -> tuple[dict[str, Any], int]:
    """Keep an event. 201. Errors: 400 by field."""
    values = load(EventForm(), read_object())
    event = database.call_value(
        "api.create_event", event_type=values["event_type"], data=Jsonb(values["data"])
    )
    return {"data": event}, 201
