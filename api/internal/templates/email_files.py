"""/service/<id>/templates/<id>/template_email_files: files that emails link to."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint
from psycopg.types.json import Jsonb

from api import database
from api.wire.errors import not_found
from api.wire.forms import read_json
from api.wire.times import to_plain
from api.wire.validation import Schema

blueprint = Blueprint(
    "email_files",
    __name__,
    url_prefix="/service/<uuid:service_id>/templates/<uuid:template_id>/template_email_files",
)

ID = {"type": "string", "format": "uuid"}
FILE = {
    "filename": {"type": "string"},
    "link_text": {"type": ["string", "null"]},
    "retention_period": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
    "validate_users_email": {"type": "boolean"},
}
NEW = Schema({"id": ID, **FILE, "created_by_id": ID}, open=True)
COMPLETE = Schema({}, required=("filename", "created_by_id"), open=True)
CHANGES = Schema({**FILE, "pending": {"type": "boolean"}}, open=True)
ARCHIVE = Schema({"archived_by_id": ID}, required=("archived_by_id",), open=True)


@blueprint.get("")
def list_email_files(service_id: UUID, template_id: UUID) -> dict[str, Any]:
    """The files in use, oldest first."""
    files = database.call_value(
        "api.list_email_files", service_id=service_id, template_id=template_id
    )
    return {"data": files}


@blueprint.get("/<uuid:file_id>")
def read_email_file(service_id: UUID, template_id: UUID, file_id: UUID) -> dict[str, Any]:
    """One file in whatever state. Errors: 404."""
    found = database.call_value(
        "api.list_email_files", service_id=service_id, template_id=template_id, file_id=file_id
    )
    if not found:
        raise not_found()
    return {"data": found[0]}


@blueprint.post("")
def create_email_file(service_id: UUID, template_id: UUID) -> tuple[dict[str, Any], int]:
    """Announce a file, pending until its bytes are stored. 201.

    Errors: 400 ValidationError; 400 for another type of template, or a name that is taken; 404.
    """
    # What a field holds is judged before what is missing: so it has always been.
    form = COMPLETE.validate(NEW.validate(read_json()))
    known = {name: form[name] for name in (*FILE, "created_by_id") if name in form}
    file = database.call_value(
        "api.create_email_file",
        service_id=service_id,
        template_id=template_id,
        file_id=form.get("id"),
        **known,
    )
    return {"data": file}, 201


@blueprint.post("/<uuid:file_id>")
def update_email_file(service_id: UUID, template_id: UUID, file_id: UUID) -> dict[str, Any]:
    """Change a file, or put it into use. Errors: 400 ValidationError, a name taken; 404."""
    form = CHANGES.validate(read_json())
    changes = {name: form[name] for name in (*FILE, "pending") if name in form}
    return change(service_id, template_id, file_id, changes)


@blueprint.post("/<uuid:file_id>/archive")
def archive_email_file(service_id: UUID, template_id: UUID, file_id: UUID) -> dict[str, Any]:
    """Take a file out of use. Errors: 400 ValidationError; 404."""
    form = ARCHIVE.validate(read_json())
    changes = archived(form["archived_by_id"])
    answer = change(service_id, template_id, file_id, changes)
    # The one answer in which a file's time has no zone: so it has always been.
    plain = to_plain(datetime.fromisoformat(changes["archived_at"]))
    return {"data": {**answer["data"], "archived_at": plain}}


def archived(by: str | None) -> dict[str, Any]:
    return {"archived_at": datetime.now(UTC).isoformat(), "archived_by_id": by}


def change(
    service_id: UUID, template_id: UUID, file_id: UUID, changes: dict[str, Any]
) -> dict[str, Any]:
    file = database.call_value(
        "api.update_email_file",
        service_id=service_id,
        template_id=template_id,
        file_id=file_id,
        changes=Jsonb(changes),
    )
    return {"data": file}
