"""/service/<id>/letter-contact: who letters are from, as printed at their top."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.errors import not_found
from api.wire.forms import read_json
from api.wire.validation import Schema

blueprint = Blueprint(
    "letter_contacts", __name__, url_prefix="/service/<uuid:service_id>/letter-contact"
)

CONTACT = Schema(
    {"contact_block": {"type": "string", "format": "lines"}, "is_default": {"type": "boolean"}},
    required=("contact_block", "is_default"),
    open=True,
)


@blueprint.get("")
def list_letter_contacts(service_id: UUID) -> list[dict[str, Any]]:
    """The contacts in use, the default one first if there is one."""
    return database.call_value("api.list_letter_contacts", service_id=service_id)


@blueprint.get("/<uuid:contact_id>")
def read_letter_contact(service_id: UUID, contact_id: UUID) -> dict[str, Any]:
    """One contact. Errors: 404, also when it is archived."""
    found = database.call_value(
        "api.list_letter_contacts", service_id=service_id, contact_id=contact_id
    )
    if not found:
        raise not_found()
    return found[0]


@blueprint.post("")
def create_letter_contact(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Add a contact. 201. Errors: 400 ValidationError; 404."""
    return save(service_id), 201


@blueprint.post("/<uuid:contact_id>")
def update_letter_contact(service_id: UUID, contact_id: UUID) -> dict[str, Any]:
    """Change a contact, or whether it is the default. Errors: 400 ValidationError; 404."""
    return save(service_id, contact_id)


def save(service_id: UUID, contact_id: UUID | None = None) -> dict[str, Any]:
    form = CONTACT.validate(read_json())
    contact = database.call_value(
        "api.save_letter_contact",
        service_id=service_id,
        contact_id=contact_id,
        contact_block=form["contact_block"],
        is_default=form["is_default"],
    )
    return {"data": contact}


@blueprint.post("/<uuid:contact_id>/archive")
def archive_letter_contact(service_id: UUID, contact_id: UUID) -> dict[str, Any]:
    """Take a contact out of use and out of every template. Errors: 404."""
    contact = database.call_value(
        "api.archive_letter_contact", service_id=service_id, contact_id=contact_id
    )
    return {"data": contact}
