"""/organisations/<id>/users: the members of an organisation, and what each may do."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.internal.people.members import read_membership

blueprint = Blueprint("members", __name__)


@blueprint.get("/organisations/<uuid:organisation_id>/users")
def list_organisation_users(organisation_id: UUID) -> dict[str, Any]:
    """The active members, the oldest account first."""
    users = database.call_value("api.list_organisation_users", organisation_id=organisation_id)
    return {"data": users}


@blueprint.post("/organisations/<uuid:organisation_id>/users/<uuid:user_id>")
def add_organisation_user(organisation_id: UUID, user_id: UUID) -> dict[str, Any]:
    """Make someone a member, or give a member other permissions; the person.

    Errors: 400 ValidationError; 404, also for an unknown permission.
    """
    user = database.call_value(
        "api.add_organisation_user",
        organisation_id=organisation_id,
        user_id=user_id,
        permissions=read_membership()["permissions"],
    )
    return {"data": user}


@blueprint.delete("/organisations/<uuid:organisation_id>/users/<uuid:user_id>")
def remove_organisation_user(organisation_id: UUID, user_id: UUID) -> tuple[str, int]:
    """Take a member out. 204. Errors: 404."""
    database.call("api.remove_organisation_user", organisation_id=organisation_id, user_id=user_id)
    return "", 204


@blueprint.post("/user/<uuid:user_id>/organisation/<uuid:organisation_id>/permissions")
def set_organisation_permissions(user_id: UUID, organisation_id: UUID) -> tuple[str, int]:
    """Replace what a member may do. 204.

    Errors: 400 ValidationError; 404, also for an unknown permission, or who is no member.
    """
    database.call(
        "api.set_organisation_permissions",
        organisation_id=organisation_id,
        user_id=user_id,
        permissions=read_membership()["permissions"],
    )
    return "", 204
