"""/letter-attachment: PDFs whose pages follow those of a template's letters."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.exceptions import NotFound

from api import database
from api.wire.errors import not_found
from api.wire.forms import known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("letter_attachments", __name__, url_prefix="/letter-attachment")

# Pages: more than anybody prints.
MOST_PAGES = 2**15 - 1
ID = {"type": "string", "format": "uuid"}

NEW = Schema(
    {
        "upload_id": ID,
        "created_by_id": ID,
        "original_filename": {"type": "string", "format": "text"},
        "page_count": {"type": "integer"},
        "template_id": ID,
    },
    required=("upload_id", "created_by_id", "original_filename", "page_count", "template_id"),
    open=True,
)
ARCHIVE = Schema({"archived_by": ID}, required=("archived_by",), open=True)


@blueprint.get("/<uuid:attachment_id>")
def read_letter_attachment(attachment_id: UUID) -> dict[str, Any]:
    """One attachment, in use or not. Errors: 404."""
    attachment = database.call_value("api.read_letter_attachment", id=attachment_id)
    if attachment is None:
        raise NotFound
    return attachment


@blueprint.post("")
def create_letter_attachment() -> tuple[dict[str, Any], int]:
    """Add what was uploaded to the letters of a template, a version of it. 201.

    Errors: 400 ValidationError; 400 for a template that has an attachment, or sends no letters;
    404.
    """
    form = NEW.validate(read_json())
    if not 0 < form["page_count"] <= MOST_PAGES:
        raise not_found()
    attachment = database.call_value(
        "api.create_letter_attachment",
        id=known_id(form["upload_id"]),
        template_id=known_id(form["template_id"]),
        original_filename=form["original_filename"],
        page_count=int(form["page_count"]),
        created_by_id=known_id(form["created_by_id"]),
    )
    return attachment, 201


@blueprint.post("/<uuid:attachment_id>/archive")
def archive_letter_attachment(attachment_id: UUID) -> tuple[str, int]:
    """Take an attachment away from its letters. 204. Errors: 400 when it is away already; 404."""
    form = ARCHIVE.validate(read_json())
    if not database.call_value(
        "api.archive_letter_attachment",
        id=attachment_id,
        archived_by_id=known_id(form["archived_by"]),
    ):
        raise NotFound
    return "", 204
