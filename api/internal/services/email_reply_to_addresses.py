"""/service/<id>/email-reply-to: the addresses that answers to emails go to."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.internal.people.users import EmailForm
from api.sending.platform import REPLY_TO_VERIFICATION, send_email
from api.wire.control_characters import has_control_characters
from api.wire.errors import not_found
from api.wire.forms import load, read_json, read_object
from api.wire.validation import Schema, formats, is_email_address
from postroom.content import email_addresses

blueprint = Blueprint(
    "email_reply_to_addresses", __name__, url_prefix="/service/<uuid:service_id>/email-reply-to"
)


@formats.checks("sender-address", raises=ValueError)
def is_sender_address(value: Any) -> bool:
    """An address that is kept as given, so nothing may be around it."""
    if isinstance(value, str) and has_control_characters(value):
        raise email_addresses.InvalidEmailAddress
    return is_email_address(value)


ADDRESS = Schema(
    {
        "email_address": {"type": "string", "format": "sender-address"},
        "is_default": {"type": "boolean"},
    },
    required=("email_address", "is_default"),
    open=True,
)


@blueprint.get("")
def list_email_reply_to_addresses(service_id: UUID) -> list[dict[str, Any]]:
    """The addresses in use, the default one first."""
    return database.call_value("api.list_email_reply_to_addresses", service_id=service_id)


@blueprint.get("/<uuid:address_id>")
def read_reply_to_address(service_id: UUID, address_id: UUID) -> dict[str, Any]:
    """One address. Errors: 404, also when it is archived."""
    found = database.call_value(
        "api.list_email_reply_to_addresses", service_id=service_id, address_id=address_id
    )
    if not found:
        raise not_found()
    return found[0]


@blueprint.post("")
def create_reply_to_address(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Add an address. 201.

    Errors: 400 ValidationError; 400 for a first one that is no default; 404; 409 for
    one that is there.
    """
    return save(service_id), 201


@blueprint.post("/<uuid:address_id>")
def update_reply_to_address(service_id: UUID, address_id: UUID) -> dict[str, Any]:
    """Change an address. Errors: 400 ValidationError; 400 when no default would be left; 404."""
    return save(service_id, address_id)


def save(service_id: UUID, address_id: UUID | None = None) -> dict[str, Any]:
    form = ADDRESS.validate(read_json())
    address = database.call_value(
        "api.save_reply_to_address",
        service_id=service_id,
        address_id=address_id,
        email_address=form["email_address"],
        is_default=form["is_default"],
    )
    return {"data": address}


@blueprint.post("/<uuid:address_id>/archive")
def archive_reply_to_address(service_id: UUID, address_id: UUID) -> dict[str, Any]:
    """Take an address out of use. Errors: 400 for the default; 404."""
    address = database.call_value(
        "api.archive_reply_to_address", service_id=service_id, address_id=address_id
    )
    return {"data": address}


@blueprint.post("/verify")
def verify_reply_to_address(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Find out whether an address takes email. 201 with the id of what was sent there.

    Errors: 400 by field; 404; 409 for one that the service has already.
    """
    address = load(EmailForm(), read_object())["email"]
    database.call("api.check_reply_to_address", service_id=service_id, email_address=address)
    sent = send_email(REPLY_TO_VERIFICATION, address, {})
    return {"data": {"id": str(sent)}}, 201
