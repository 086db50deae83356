"""/service/<id>/data-retention: how long a service keeps what it sends, by type."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.errors import not_found
from api.wire.forms import read_json
from api.wire.validation import Schema

blueprint = Blueprint("retention", __name__, url_prefix="/service/<uuid:service_id>/data-retention")

# Days, as many as a column holds; what is done with them is bounded elsewhere.
DAYS = {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
TYPES = ["sms", "letter", "email"]

NEW = Schema(
    {"days_of_retention": DAYS, "notification_type": {"enum": TYPES}},
    required=("days_of_retention", "notification_type"),
    open=True,
)
CHANGES = Schema({"days_of_retention": DAYS}, required=("days_of_retention",), open=True)


def find(service_id: UUID, **wanted: str) -> dict[str, Any]:
    """The first setting that has these values; an empty object when there is none."""
    settings = database.call_value("api.list_retention", service_id=service_id)
    return next((s for s in settings if wanted.items() <= s.items()), {})


@blueprint.get("")
def list_retention(service_id: UUID) -> list[dict[str, Any]]:
    """What is set, by type; empty while the default holds."""
    return database.call_value("api.list_retention", service_id=service_id)


@blueprint.get("/<uuid:retention_id>")
def read_retention(service_id: UUID, retention_id: UUID) -> dict[str, Any]:
    """One setting, or an empty object."""
    return find(service_id, id=str(retention_id))


@blueprint.get("/notification-type/<notification_type>")
def read_retention_of_type(service_id: UUID, notification_type: str) -> dict[str, Any]:
    """The setting of a type, or an empty object. Errors: 404 for another type."""
    if notification_type not in TYPES:
        raise not_found()
    return find(service_id, notification_type=notification_type)


@blueprint.post("")
def create_retention(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Set how long messages of a type are kept. 201.

    Errors: 400 ValidationError; 400 when that is set, or for an unknown service.
    """
    form = NEW.validate(read_json())
    created = database.call_value(
        "api.create_retention",
        service_id=service_id,
        notification_type=form["notification_type"],
        days=form["days_of_retention"],
    )
    return {"result": created}, 201


@blueprint.post("/<uuid:retention_id>")
def update_retention(service_id: UUID, retention_id: UUID) -> tuple[str, int]:
    """Change how long messages are kept, those sent already too. 204.

    Errors: 400 ValidationError; 404.
    """
    form = CHANGES.validate(read_json())
    database.call(
        "api.update_retention",
        service_id=service_id,
        retention_id=retention_id,
        days=form["days_of_retention"],
    )
    return "", 204
