"""/organisations: what services belong to."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request
from psycopg.types.json import Jsonb
from werkzeug.exceptions import NotFound

from api import database
from api.internal.organisations import agreements
from api.internal.organisations.fields import CHANGES, NEW, read
from api.wire.errors import Refused
from api.wire.forms import MISSING, UNREADABLE

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")


@blueprint.get("")
def list_organisations() -> list[dict[str, Any]]:
    """All organisations, archived ones last, by name."""
    return database.call_value("api.list_organisations")


@blueprint.get("/<uuid:organisation_id>")
def read_organisation(organisation_id: UUID) -> dict[str, Any]:
    """One organisation. Errors: 404."""
    return database.call_value("api.read_organisation", id=organisation_id)


@blueprint.get("/by-domain")
def find_organisation() -> dict[str, Any]:
    """Whose domain this is, or a part of. Errors: 400 for none, or an address; 404."""
    domain = request.args.get("domain")
    if not domain or "@" in domain:
        raise Refused(400, UNREADABLE)
    found = database.call_value("api.find_organisation", domain=domain)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/search")
def find_organisations() -> dict[str, Any]:
    """Organisations whose name has this in it. Errors: 400 without a name."""
    part = request.args.get("name")
    if not part:
        raise Refused(400, {"name": [MISSING]})
    return {"data": database.call_value("api.find_organisations", name_part=part)}


@blueprint.post("")
def create_organisation() -> tuple[dict[str, Any], int]:
    """Add an organisation. 201.

    Errors: 400 ValidationError; 400 for a name that is taken; 404 for what no column holds.
    """
    details = read(NEW)
    return database.call_value("api.create_organisation", details=Jsonb(details)), 201


@blueprint.post("/<uuid:organisation_id>")
def update_organisation(organisation_id: UUID) -> tuple[str, int]:
    """Change some fields, also of the organisation's services, and confirm an agreement. 204.

    Errors: 400 ValidationError; 400 for a name or a domain that is taken; 404.
    """
    changes = read(CHANGES)
    agreement = database.call_value(
        "api.update_organisation", organisation_id=organisation_id, changes=Jsonb(changes)
    )
    if agreement:
        agreements.confirm(organisation_id, agreement)
    return "", 204


@blueprint.post("/<uuid:organisation_id>/archive")
def archive_organisation(organisation_id: UUID) -> tuple[str, int]:
    """End an organisation for ever. 204, also when ended already.

    Errors: 400 while it has active services, members or invitations; 404.
    """
    database.call("api.archive_organisation", id=organisation_id)
    return "", 204
