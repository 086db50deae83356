"""/organisations/<id>/…-branding-pool: the brandings that an organisation's services may choose."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.forms import known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("branding_pools", __name__, url_prefix="/organisations")

BRANDINGS = Schema(
    {"branding_ids": {"type": "array", "items": {"type": "string", "format": "uuid"}}},
    required=("branding_ids",),
    open=True,
)


def read_branding_ids() -> list[UUID]:
    """Raises PublicError (400), Refused (404)."""
    return [known_id(id) for id in BRANDINGS.validate(read_json())["branding_ids"]]


@blueprint.get("/<uuid:organisation_id>/email-branding-pool")
def list_email_branding_pool(organisation_id: UUID) -> dict[str, Any]:
    """Brandings of emails to choose from, by name."""
    brandings = database.call_value("api.list_email_branding_pool", organisation_id=organisation_id)
    return {"data": brandings}


@blueprint.post("/<uuid:organisation_id>/email-branding-pool")
def add_to_email_branding_pool(organisation_id: UUID) -> tuple[str, int]:
    """Add brandings of emails to choose from. 204. Errors: 400 ValidationError; 404."""
    database.call(
        "api.add_to_email_branding_pool",
        organisation_id=organisation_id,
        branding_ids=read_branding_ids(),
    )
    return "", 204


@blueprint.delete("/<uuid:organisation_id>/email-branding-pool/<uuid:branding_id>")
def remove_from_email_branding_pool(organisation_id: UUID, branding_id: UUID) -> tuple[str, int]:
    """Take a branding of emails away. 204. Errors: 400 for the default; 404."""
    database.call(
        "api.remove_from_email_branding_pool",
        organisation_id=organisation_id,
        branding_id=branding_id,
    )
    return "", 204


@blueprint.get("/<uuid:organisation_id>/letter-branding-pool")
def list_letter_branding_pool(organisation_id: UUID) -> dict[str, Any]:
    """Brandings of letters to choose from, by name. Errors: 404."""
    brandings = database.call_value(
        "api.list_letter_branding_pool", organisation_id=organisation_id
    )
    return {"data": brandings}


@blueprint.post("/<uuid:organisation_id>/letter-branding-pool")
def add_to_letter_branding_pool(organisation_id: UUID) -> tuple[str, int]:
    """Add brandings of letters to choose from. 204. Errors: 400 ValidationError; 404."""
    database.call(
        "api.add_to_letter_branding_pool",
        organisation_id=organisation_id,
        branding_ids=read_branding_ids(),
    )
    return "", 204


@blueprint.delete("/<uuid:organisation_id>/letter-branding-pool/<uuid:branding_id>")
def remove_from_letter_branding_pool(organisation_id: UUID, branding_id: UUID) -> tuple[str, int]:
    """Take a branding of letters away. 204. Errors: 400 for the default; 404."""
    database.call(
        "api.remove_from_letter_branding_pool",
        organisation_id=organisation_id,
        branding_id=branding_id,
    )
    return "", 204
