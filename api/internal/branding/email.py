"""/email-branding: what stands above the text of emails."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from psycopg.types.json import Jsonb

from api import database
from api.internal.branding.names import NAME, answer
from api.wire.forms import LONGEST, check_lengths, known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("email", __name__, url_prefix="/email-branding")

TEXT = {"type": ["string", "null"], "format": "one-line"}
ID = {"type": ["string", "null"]}
FIELDS = {
    "name": NAME,
    "colour": TEXT,
    "alt_text": TEXT,
    "text": TEXT,
    "logo": TEXT,
    "brand_type": {"enum": ["org", "both", "org_banner"]},
}
# Characters that columns hold.
LENGTHS = dict.fromkeys(("name", "alt_text", "text", "logo"), LONGEST) | {"colour": 7}
New = Schema({**FIELDS, "created_by": ID}, required=("name",), open=True)
Changes = Schema({**FIELDS, "updated_by": ID}, open=True)
AltText = Schema(
    {"alt_text": {"type": "string", "format": "one-line"}}, required=("alt_text",), open=True
)


def read(schema: Schema, author: str) -> dict[str, Any]:
    """The columns in a body; an empty text is none.

    Raises PublicError (400), and Refused (400, 404): no JSON; what no column holds.
    """
    body = schema.validate(read_json())
    values = {name: body[name] or None for name in FIELDS if name in body}
    check_lengths(values, LENGTHS)
    if body.get(author):
        values[f"{author}_id"] = str(known_id(body[author]))
    return values


@blueprint.get("")
def list_email_brandings() -> dict[str, Any]:
    """All brandings of emails but for archived ones, by name."""
    return {"email_branding": database.call_value("api.list_email_brandings")}


@blueprint.get("/<uuid:branding_id>")
def read_email_branding(branding_id: UUID) -> dict[str, Any]:
    """One branding of emails, archived or not. Errors: 404."""
    return {"email_branding": database.call_value("api.read_email_branding", id=branding_id)}


@blueprint.post("")
def create_email_branding() -> tuple[dict[str, Any], int]:
    """Add a branding of emails. 201.

    Errors: 400 ValidationError; 400 for a name that is taken, and unless it has one text; 404.
    """
    details = Jsonb(read(New, "created_by"))
    return {"data": database.call_value("api.save_email_branding", details=details)}, 201


@blueprint.post("/<uuid:branding_id>")
def update_email_branding(branding_id: UUID) -> dict[str, Any]:
    """Change some fields. Errors: those of creating one; 404."""
    details = Jsonb(read(Changes, "updated_by"))
    branding = database.call_value("api.save_email_branding", details=details, id=branding_id)
    return {"data": branding}


@blueprint.post("/get-name-for-alt-text/", strict_slashes=False)
def free_email_branding_name() -> dict[str, str]:
    """A name for a branding whose logo says this. Errors: 400 ValidationError; 400 for none."""
    wanted = AltText.validate(read_json())["alt_text"]
    return answer(database.call_value("api.free_email_branding_name", wanted=wanted))


@blueprint.get("/<uuid:branding_id>/orgs_and_services")
def find_email_branding_users(branding_id: UUID) -> dict[str, Any]:
    """Who has this branding of emails, active ones only, by name."""
    return {"data": database.call_value("api.find_email_branding_users", id=branding_id)}


@blueprint.post("/<uuid:branding_id>/archive")
def archive_email_branding(branding_id: UUID) -> tuple[str, int]:
    """Take a branding of emails away for ever. 204. Errors: 400 while it is in use; 404."""
    database.call("api.archive_email_branding", id=branding_id)
    return "", 204
