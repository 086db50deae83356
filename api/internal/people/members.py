"""/service/<id>/users: the members of a service, and what each may do."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.errors import Refused
from api.wire.forms import MISSING, known_id, read_object
from api.wire.validation import Schema

blueprint = Blueprint("members", __name__)

MEMBERSHIP = Schema(
    {
        "permissions": {
            "type": "array",
            "items": {"type": "object", "properties": {"permission": {"type": "string"}}},
        },
        "folder_permissions": {"type": "array", "items": {"type": "string", "format": "uuid"}},
    },
    required=("permissions",),
)


def read_membership() -> dict[str, Any]:
    """The permissions and folder ids of a body, as arguments of the database's functions."""
    body = MEMBERSHIP.validate(read_object())
    if any("permission" not in item for item in body["permissions"]):
        raise Refused(400, {"permission": [MISSING]})
    permissions = [item["permission"] for item in body["permissions"]]
    if repeated := sorted({name for name in permissions if permissions.count(name) > 1}):
        raise Refused(400, {"permissions": [f"Duplicate permission: {repeated}"]})
    found: dict[str, Any] = {"permissions": permissions}
    if "folder_permissions" in body:
        found["folder_ids"] = [known_id(id) for id in body["folder_permissions"]]
    return found


@blueprint.get("/service/<uuid:service_id>/users")
def list_service_users(service_id: UUID) -> dict[str, Any]:
    """Every member, in whatever state. Errors: 404."""
    return {"data": database.call_value("api.list_service_users", service_id=service_id)}


@blueprint.post("/service/<uuid:service_id>/users/<uuid:user_id>")
def add_service_user(service_id: UUID, user_id: UUID) -> tuple[dict[str, Any], int]:
    """Make someone a member. 201 with the service.

    Errors: 400 ValidationError; 400 for a member; 404, also for an unknown permission.
    """
    membership = read_membership()
    service = database.call_value(
        "api.add_service_user", service_id=service_id, user_id=user_id, **membership
    )
    return {"data": service}, 201


@blueprint.delete("/service/<uuid:service_id>/users/<uuid:user_id>")
def remove_service_user(service_id: UUID, user_id: UUID) -> tuple[str, int]:
    """Take a member out. 204. Errors: 400 when the service needs them; 404."""
    database.call("api.remove_service_user", service_id=service_id, user_id=user_id)
    return "", 204


@blueprint.post("/user/<uuid:user_id>/service/<uuid:service_id>/permission")
def set_service_permissions(user_id: UUID, service_id: UUID) -> tuple[str, int]:
    """Replace what a member may do, and which folders they see when those are given. 204.

    Errors: 400 ValidationError; 400 when too few who manage settings are left; 404.
    """
    membership = read_membership()
    database.call(
        "api.set_service_permissions", service_id=service_id, user_id=user_id, **membership
    )
    return "", 204
