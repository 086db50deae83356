"""/service/<id>/contact-list: lists of people kept for sending to them again."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.errors import not_found
from api.wire.forms import read_json
from api.wire.validation import Schema
from postroom.csv_upload import contact_list_key

blueprint = Blueprint(
    "contact_lists", __name__, url_prefix="/service/<uuid:service_id>/contact-list"
)

ID = {"type": "string", "format": "uuid"}
NEW = Schema(
    {
        "id": ID,
        "original_file_name": {"type": "string"},
        "row_count": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
        "template_type": {"enum": ["email", "sms"]},
        "created_by": ID,
    },
    required=("id", "original_file_name", "row_count", "template_type", "created_by"),
    open=True,
)
# A fault of the kind that a database finds is looked for once the rest is right.
CLOSED = Schema(dict.fromkeys(NEW.schema["properties"], True))


@blueprint.get("")
def list_contact_lists(service_id: UUID) -> list[dict[str, Any]]:
    """The lists that a service keeps, newest first."""
    return database.call_value("api.list_contact_lists", service_id=service_id)


@blueprint.get("/<uuid:contact_list_id>")
def read_contact_list(service_id: UUID, contact_list_id: UUID) -> dict[str, Any]:
    """One list. Errors: 404, also when it is archived."""
    found = database.call_value(
        "api.list_contact_lists", service_id=service_id, contact_list_id=contact_list_id
    )
    if not found:
        raise not_found()
    return found[0]


@blueprint.post("")
def create_contact_list(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Keep a list whose file the admin app has stored. 201.

    Errors: 400 ValidationError; 400 for an id that is taken; 404.
    """
    form = CLOSED.validate(NEW.validate(read_json()))
    created = database.call_value(
        "api.create_contact_list",
        service_id=service_id,
        contact_list_id=form["id"],
        original_file_name=form["original_file_name"],
        row_count=form["row_count"],
        template_type=form["template_type"],
        created_by_id=form["created_by"],
    )
    return created, 201


@blueprint.delete("/<uuid:contact_list_id>")
def archive_contact_list(service_id: UUID, contact_list_id: UUID) -> tuple[str, int]:
    """Stop keeping a list, and its file. 204. Errors: 404, also the second time."""
    database.call(
        "api.archive_contact_list",
        service_id=service_id,
        contact_list_id=contact_list_id,
        file_key=contact_list_key(service_id, contact_list_id),
    )
    return "", 204
