"""/letter-branding: the logos of letters."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.internal.branding.names import NAME, answer
from api.wire.forms import LONGEST, check_lengths, known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("letters", __name__, url_prefix="/letter-branding")

ID = {"type": ["string", "null"], "format": "uuid"}
Saved = Schema(
    {"name": NAME, "filename": NAME, "created_by_id": ID, "updated_by_id": ID},
    required=("name", "filename"),
    open=True,
)
Wanted = Schema({"name": {"type": "string", "format": "one-line"}}, required=("name",), open=True)


def save(author: str, **more: UUID) -> tuple[dict[str, Any], int]:
    body = Saved.validate(read_json())
    check_lengths(body, {"name": LONGEST, "filename": LONGEST})
    branding = database.call_value(
        "api.save_letter_branding",
        name=body["name"],
        filename=body["filename"],
        saved_by_id=known_id(body[author]) if body.get(author) else None,
        **more,
    )
    return branding, 201


@blueprint.get("")
def list_letter_brandings() -> list[dict[str, Any]]:
    """All brandings of letters, by name."""
    return database.call_value("api.list_letter_brandings")


@blueprint.get("/<uuid:branding_id>")
def read_letter_branding(branding_id: UUID) -> dict[str, Any]:
    """One branding of letters. Errors: 404."""
    return database.call_value("api.read_letter_branding", id=branding_id)


@blueprint.post("")
def create_letter_branding() -> tuple[dict[str, Any], int]:
    """Add a branding of letters. 201.

    Errors: 400 ValidationError; 400 for a name or filename that is taken; 404.
    """
    return save("created_by_id")


@blueprint.post("/<uuid:branding_id>")
def update_letter_branding(branding_id: UUID) -> tuple[dict[str, Any], int]:
    """Change a branding of letters. 201. Errors: those of creating one; 404."""
    return save("updated_by_id", id=branding_id)


@blueprint.post("/get-unique-name/", strict_slashes=False)
def free_letter_branding_name() -> dict[str, str]:
    """A name like this one that is free. Errors: 400 ValidationError; 400 for none."""
    wanted = Wanted.validate(read_json())["name"]
    return answer(database.call_value("api.free_letter_branding_name", wanted=wanted))


@blueprint.get("/<uuid:branding_id>/orgs_and_services")
def find_letter_branding_users(branding_id: UUID) -> dict[str, Any]:
    """Who has this branding of letters, active ones only, by name."""
    return {"data": database.call_value("api.find_letter_branding_users", id=branding_id)}
