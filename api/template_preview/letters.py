"""Letters from templates, as they will be, with their attachments."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, request

from api import previews
from api.template_preview.numbers import page_number
from api.wire.errors import Refused, not_found
from api.wire.validation import Schema, read_json
from postroom.content.dates import utc_to_london
from postroom.content.letters import LetterTemplate
from postroom.files import objects
from postroom.letters.letter import Letter, attachment_key, logo_key, naive_utc

blueprint = Blueprint("letters", __name__)

NOON = time(12)
# Names of files that the admin app makes: an id, a slug.
FILENAME = re.compile(r"\w[\w.-]{0,200}", re.ASCII)
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
    """All pages of a letter. Errors: 400 for a body that is not as it should be, or a `page`."""
    if "page" in request.args:
        raise Refused(400, "A PDF has all pages")
    return Response(previews.make(read_letter()).pdf, content_type="application/pdf")


@blueprint.post("/preview.png")
def preview_png() -> Response:
    """One `page` of a letter. Errors: 400 also for a page that there is not."""
    number = page_number("page")
    return previews.answer(previews.letter_page(read_letter(), number))


@blueprint.post("/get-page-count")
def count_pages() -> dict[str, int]:
    """How many pages a letter has: `count` in all, those in Welsh and those of the attachment.

    Errors: 400.
    """
    form = read_form()
    made = previews.make(letter_of(form))
    attachment = form["template"].get("letter_attachment")
    attached = attachment["page_count"] if attachment else 0
    return {
        "count": made.pages + attached,
        "welsh_page_count": made.welsh_pages,
        "attachment_page_count": attached,
    }


@blueprint.post("/letter_attachment_preview.png")
def preview_attachment() -> Response:
    """One `page` of a stored attachment. Errors: 400; 404 for an attachment that is unknown."""
    form = PAGE_OF_ATTACHMENT.validate(read_json())
    if "page" not in request.args:
        raise Refused(400, "page is required")
    number = page_number("page")
    pdf = attachment_file(form["service_id"], form["letter_attachment_id"])
    return previews.answer(previews.page(pdf, number))


def read_form() -> dict[str, Any]:
    return LETTER.validate(read_json())


def read_letter() -> Letter:
    """The letter that the body describes, with its attachment. Raises PublicError, Refused."""
    form = read_form()
    letter = letter_of(form)
    if not (attachment := form["template"].get("letter_attachment")):
        return letter
    service_id = form["template"].get("service") or ""
    return replace(letter, attachment=attachment_file(service_id, attachment["id"]))


def letter_of(form: dict[str, Any]) -> Letter:
    """The letter without its attachment. Raises Refused (400)."""
    template, values = form["template"], form["values"] or None
    sender = LetterTemplate("", "", contact_block=form["letter_contact_block"])
    return Letter(
        template=LetterTemplate(
            template["subject"],
            template["content"],
            welsh_subject=template.get("letter_welsh_subject"),
            welsh_content=template.get("letter_welsh_content"),
        ),
        values=values,
        created_at=moment(form.get("date")),
        contact_block=sender.contact_block(values),
        is_bilingual=template.get("letter_languages") == "welsh_then_english",
        logo=logo(form["filename"]),
    )


def moment(text: str | None) -> datetime:
    """When a letter is dated, now if it is not; noon of its day, so that it looks the same all day.

    Raises Refused (400).
    """
    try:
        date = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError:
        raise Refused(400, "date is not a valid ISO 8601 date-time") from None
    utc = naive_utc(date) if date.tzinfo else date
    return datetime.combine(utc_to_london(utc).date(), NOON)


def logo(filename: str | None) -> bytes | None:
    """A letter branding's picture. Raises Refused (400) for what is no file's name."""
    if not filename:
        return None
    if not FILENAME.fullmatch(filename):
        raise Refused(400, "filename is not valid")
    return current_app.extensions["objects"].get(logo_key(filename))


def attachment_file(service_id: str, id: str) -> bytes:
    """The PDF. Raises Refused (404)."""
    try:
        key = attachment_key(UUID(service_id), UUID(id))
        return current_app.extensions["objects"].get(key)
    except (ValueError, objects.NotFound):
        raise not_found() from None
