"""GET /v2/template/<id>[/version/<n>] and /v2/templates, previews, and the template of a send."""

from typing import Any

from flask import Blueprint

from api import database
from api.public.authentication import authenticated
from api.sending.services import Caller
from api.sending.templates import TemplateRow, check_length, parse_row, read
from api.wire.errors import bad_request, no_result_found
from api.wire.schemas import PREVIEW, TEMPLATES
from api.wire.times import to_wire
from api.wire.validation import read_json, read_query, read_uuid
from postroom.content import placeholders
from postroom.content.email import EmailTemplate
from postroom.content.sms import SMSTemplate

# PostgreSQL's largest int: no template has so many versions.
LAST_VERSION = 2**31 - 1

blueprint = Blueprint("templates", __name__, url_prefix="/v2")


@blueprint.get("/template/<template_id>")
@blueprint.get("/template/<template_id>/version/<int:version>")
@authenticated
def get_template(caller: Caller, template_id: str, version: int = 0) -> dict[str, Any]:
    """One template at its latest version or at the one named; version 0 is the latest.

    Archived templates are found, hidden ones are not. Errors: 400 ValidationError, 404
    NoResultFound.
    """
    id = read_uuid("id", template_id)
    row = read(caller.service, id, version or None) if version <= LAST_VERSION else None
    if row is None:
        raise no_result_found()
    return to_body(row)


@blueprint.get("/templates")
@authenticated
def list_templates(caller: Caller) -> dict[str, Any]:
    """The service's templates, by name; those of one type when the query names it.

    Errors: 400 ValidationError.
    """
    query = read_query(TEMPLATES)
    rows = database.call(
        "api.list_templates",
        service_id=caller.service.id,
        context_version=caller.service.version,
        wanted_type=query.get("type"),
    )
    return {"templates": [to_body(row) for row in rows]}


@blueprint.post("/template/<template_id>/preview")
@authenticated
def preview_template(caller: Caller, template_id: str) -> dict[str, Any]:
    """A template filled in, archived or not; nothing is sent (docs/contract/reading.md, previews).

    Errors: 400 ValidationError, BadRequestError for missing values and emails that are too long;
    404 NoResultFound.
    """
    id = read_uuid("id", template_id)
    values = PREVIEW.validate(read_json(optional=True)).get("personalisation", {})
    row = read(caller.service, id)
    if row is None:
        raise no_result_found()
    content = parse_row(row)
    if missing := content.missing(values):
        raise bad_request(f"Missing personalisation: {', '.join(missing)}")
    check_length(content, values)
    return {
        "id": str(id),
        "type": row["template_type"],
        "version": row["version"],
        "body": content.text(values) if isinstance(content, SMSTemplate) else content.body(values),
        "subject": None if isinstance(content, SMSTemplate) else content.subject(values),
        "html": content.html(values) if isinstance(content, EmailTemplate) else None,
        "postage": row["postage"],
    }


def to_body(row: TemplateRow) -> dict[str, Any]:
    """A template on the wire (docs/contract/reading.md, templates)."""
    parts = (
        row["letter_contact_block"],
        row["letter_welsh_subject"],
        row["letter_welsh_content"],
        row["subject"],
        row["content"],
    )
    names = placeholders.names("\n".join(part for part in parts if part))
    return {
        "id": str(row["id"]),
        "type": row["template_type"],
        "name": row["name"],
        "created_at": to_wire(row["created_at"]),
        "updated_at": to_wire(row["updated_at"]),
        "created_by": row["created_by"],
        "version": row["version"],
        "body": row["content"],
        "subject": row["subject"],
        "personalisation": {name: {"required": True} for name in names},
        "postage": row["postage"],
        "letter_contact_block": row["letter_contact_block"],
    }
