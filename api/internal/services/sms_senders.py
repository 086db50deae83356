"""/service/<id>/sms-sender: the names and numbers that texts come from."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.errors import not_found
from api.wire.forms import read_json
from api.wire.validation import Schema

blueprint = Blueprint("sms_senders", __name__, url_prefix="/service/<uuid:service_id>/sms-sender")

LONGEST = 11

SENDER = Schema(
    {"sms_sender": {"type": "string", "format": "one-line"}, "is_default": {"type": "boolean"}},
    required=("sms_sender", "is_default"),
    open=True,
)


@blueprint.get("")
def list_sms_senders(service_id: UUID) -> list[dict[str, Any]]:
    """The senders in use, the default one first."""
    return database.call_value("api.list_sms_senders", service_id=service_id)


@blueprint.get("/<uuid:sender_id>")
def read_sms_sender(service_id: UUID, sender_id: UUID) -> dict[str, Any]:
    """One sender. Errors: 404, also when it is archived."""
    found = database.call_value("api.list_sms_senders", service_id=service_id, sender_id=sender_id)
    if not found:
        raise not_found()
    return found[0]


@blueprint.post("")
def create_sms_sender(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Add a sender. 201. Errors: 400 ValidationError; 404, also for one that is too long."""
    return save(service_id), 201


@blueprint.post("/<uuid:sender_id>")
def update_sms_sender(service_id: UUID, sender_id: UUID) -> dict[str, Any]:
    """Change a sender, or make it the default.

    Errors: 400 ValidationError; 400 when no default would be left, or for another text of a
    number that texts are received on; 404, also for one that is too long.
    """
    return save(service_id, sender_id)


def save(service_id: UUID, sender_id: UUID | None = None) -> dict[str, Any]:
    form = SENDER.validate(read_json())
    if len(form["sms_sender"]) > LONGEST:
        raise not_found()
    return database.call_value(
        "api.save_sms_sender",
        service_id=service_id,
        sender_id=sender_id,
        sender=form["sms_sender"],
        is_default=form["is_default"],
    )


@blueprint.post("/<uuid:sender_id>/archive")
def archive_sms_sender(service_id: UUID, sender_id: UUID) -> dict[str, Any]:
    """Take a sender out of use. Errors: 400 for the default or an inbound number; 404."""
    sender = database.call_value(
        "api.archive_sms_sender", service_id=service_id, sender_id=sender_id
    )
    return {"data": sender}
