"""/service/<id>/template-folder: folders of templates, and which members see them."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.forms import known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("folders", __name__, url_prefix="/service/<uuid:service_id>/template-folder")

ID = {"type": "string", "format": "uuid"}
NAME = {"type": "string", "minLength": 1, "format": "one-line"}

NEW = Schema(
    {"name": NAME, "parent_id": {"type": ["string", "null"], "format": "uuid"}},
    required=("name", "parent_id"),
    open=True,
)
CHANGES = Schema(
    {"name": NAME, "users_with_permission": {"type": "array", "items": ID}},
    required=("name",),
    open=True,
)
MOVE = Schema(
    {"templates": {"type": "array", "items": ID}, "folders": {"type": "array", "items": ID}},
    required=("templates", "folders"),
    open=True,
)


@blueprint.get("")
def list_template_folders(service_id: UUID) -> dict[str, Any]:
    """All folders of a service, with who sees them. Errors: 404."""
    folders = database.call_value("api.list_template_folders", service_id=service_id)
    return {"template_folders": folders}


@blueprint.post("")
def create_template_folder(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Add a folder. 201. Errors: 400 ValidationError; 400 for an unknown parent; 404."""
    form = NEW.validate(read_json())
    folder = database.call_value(
        "api.create_template_folder",
        service_id=service_id,
        name=form["name"].strip(),
        parent_id=form["parent_id"],
    )
    return {"data": folder}, 201


@blueprint.post("/<uuid:folder_id>")
def update_template_folder(service_id: UUID, folder_id: UUID) -> dict[str, Any]:
    """Rename a folder, or say who sees it. Errors: 400 ValidationError; 404."""
    form = CHANGES.validate(read_json())
    users = form.get("users_with_permission")
    folder = database.call_value(
        "api.update_template_folder",
        service_id=service_id,
        folder_id=folder_id,
        name=form["name"],
        user_ids=None if users is None else [known_id(id) for id in users],
    )
    return {"data": folder}


@blueprint.delete("/<uuid:folder_id>")
def delete_template_folder(service_id: UUID, folder_id: UUID) -> tuple[str, int]:
    """Remove an empty folder. 204. Errors: 400 when it is not empty; 404."""
    database.call("api.delete_template_folder", service_id=service_id, folder_id=folder_id)
    return "", 204


@blueprint.post("/contents")
@blueprint.post("/<uuid:folder_id>/contents")
def move_to_folder(service_id: UUID, folder_id: UUID | None = None) -> tuple[str, int]:
    """Move templates and folders into this one, or to the top; all of them or none. 204.

    Errors: 400 ValidationError; 400 for what cannot move there; 404 for an unknown target.
    """
    form = MOVE.validate(read_json())
    database.call(
        "api.move_to_folder",
        service_id=service_id,
        template_ids=[known_id(id) for id in form["templates"]],
        folder_ids=[known_id(id) for id in form["folders"]],
        target_id=folder_id,
    )
    return "", 204
