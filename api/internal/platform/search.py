"""/platform-admin: what an administrator of the platform looks for over all services."""

from datetime import date
from typing import Any

from flask import Blueprint

from api import database
from api.wire.errors import Refused
from api.wire.forms import MISSING, known_id, read_json, read_object
from api.wire.validation import Schema

blueprint = Blueprint("search", __name__, url_prefix="/platform-admin")

# A field of the request, and the argument that it is.
DAYS = {
    "created_start": "created_from",
    "created_end": "created_to",
    "logged_in_start": "logged_in_from",
    "logged_in_end": "logged_in_to",
}
PEOPLE = Schema(
    {
        **{name: {"type": ["string", "null"], "format": "date"} for name in DAYS},
        "take_part_in_research": {"type": ["boolean", "null"]},
    },
    minProperties=1,
)


@blueprint.post("/find-by-uuid")
def find_by_id() -> dict[str, Any]:
    """What an id is of. Errors: 400 without one; 404, also for what is no id."""
    asked = read_object()
    if not isinstance(asked.get("uuid"), str):
        raise Refused(400, {"uuid": [MISSING]})
    return database.call_value("api.find_by_id", id=known_id(asked["uuid"]))


@blueprint.post("/users-list")
def list_users() -> dict[str, Any]:
    """Active people, by when they came and what they agreed to. Errors: 400 ValidationError."""
    form = PEOPLE.validate(read_json())
    days = {
        argument: date.fromisoformat(form[name])
        for name, argument in DAYS.items()
        if form.get(name) is not None
    }
    people = database.call_value(
        "api.list_users",
        replica=True,
        **days,
        takes_part_in_research=form.get("take_part_in_research"),
    )
    return {"data": people}
