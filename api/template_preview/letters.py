"""Letters from templates, as they will be, with their attachments."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from api import database, previews
from api.template_preview.numbers import page_number
from api.wire.errors import Refused
from api.wire.validation import Schema, read_json
from postroom.content.letters import LetterTemplate
from postroom.letters.making import Attachment, Letter

blueprint = Blueprint("letters", __name__)

TEXT = {"type": "string", "format": "text"}
TEXT_OR_NULL = {"type": ["string", "null"], "format": "text"}
ID = {"type": "string", "format": "uuid"}
ATTACHMENT = {
    "type": ["object", "null"],
    "properties": {"page_count": {"type": "integer"}, "id": ID},
    "required": ["page_count", "id"],
}
TEMPLATE = {
    "type": "object",
    "properties": {
        "subject": TEXT,
        "content": TEXT,
        "service": ID,
        "letter_languages": {"enum": ["english", "welsh_then_english", None]},
        "letter_welsh_subject": TEXT_OR_NULL,
        "letter_welsh_content": TEXT_OR_NULL,
        "letter_attachment": ATTACHMENT,
    },
    "required": ["subject", "content"],
}
LETTER = Schema(
    {
        "letter_contact_block": TEXT_OR_NULL,
        "template": TEMPLATE,
        "values": {"type": ["object", "null"]},
        "filename": TEXT_OR_NULL,
        "date": TEXT_OR_NULL,
    },
    required=("letter_contact_block", "template", "values", "filename"),
)
PAGE_OF_ATTACHMENT = Schema(
    {"letter_attachment_id": ID, "service_id": ID},
    required=("letter_attachment_id", "service_id"),
)


@blueprint.post("/preview.pdf")
def preview_pdf() -> Response:
    """All pages of a letter. Errors: 400 for a body or a query that is not as it should be."""
    if "page" in request.args:
        raise Refused(400, "A PDF has all pages")
    return Response(previews.letter_pdf(read_letter()), content_type="application/pdf")


@blueprint.post("/preview.png")
def preview_png() -> Response:
    """One `page` of a letter. Errors: 400 also for a page that there is not."""
    return previews.answer(previews.letter_page(read_letter(), page_number("page")))


@blueprint.post("/get-page-count")
def count_pages() -> dict[str, int]:
    """How many pages a letter has: `count` in all, those in Welsh and those of the attachment."""
    letter = read_letter()
    made = previews.make(letter)
    return {
        "count": made.pages,
        "welsh_page_count": made.welsh_pages,
        "attachment_page_count": letter.attachment.pages if letter.attachment else 0,
    }


@blueprint.post("/letter_attachment_preview.png")
def preview_attachment() -> Response:
    """One `page` of a stored attachment. Errors: 400; 404 for an attachment that is unknown."""
    form = PAGE_OF_ATTACHMENT.validate(read_json())
    if "page" not in request.args:
        raise Refused(400, "page is required")
    number = page_number("page")
    attachment = database.call_value(
        "api.read_letter_attachment", id=UUID(form["letter_attachment_id"])
    )
    if attachment is None:
        raise NotFound
    pdf = previews.attachment_file(UUID(form["service_id"]), UUID(form["letter_attachment_id"]))
    return previews.answer(previews.page(pdf, number))


def read_letter() -> Letter:
    """The letter that the body describes. Raises PublicError and Refused (400)."""
    form = LETTER.validate(read_json())
    template = form["template"]
    raise NotImplementedError
