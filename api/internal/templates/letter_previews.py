"""/service/<id>/template/preview/<notification>/<type>: letters as they are printed."""

import base64
import json
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, request

from api import database, previews
from api.wire.errors import Refused, not_found
from postroom.content.letters import LetterTemplate
from postroom.files import objects
from postroom.letters.letter import letter_of
from postroom.letters.places import printable

blueprint = Blueprint(
    "letter_previews", __name__, url_prefix="/service/<uuid:service_id>/template/preview"
)

OUTSIDE = "content-outside-printable-area"
# Of these there is no file that anybody should open.
UNSEEN = ("pending-virus-check", "virus-scan-failed")


@blueprint.get("/<uuid:notification_id>/<file_type>")
def preview_letter(service_id: UUID, notification_id: UUID, file_type: str) -> dict[str, Any]:
    """A letter as it will be printed, in base64: the PDF, or a picture of one `page`.

    See docs/contract/internal.md, previews of letters. Errors: 400 for another type of file, and
    for a page that there is not; 404.
    """
    if file_type not in ("pdf", "png"):
        raise Refused(400, {"content": ["file_type must be pdf or png"]})
    letter = database.call_row(
        "api.get_letter", service_id=service_id, notification_id=notification_id
    )
    number = page_number() if file_type == "png" else 0
    pdf = file_of({**letter, "service_id": service_id})
    fault = letter["pdf_fault"] or {}
    areas = printable(number, is_attachment=False) if is_outside(fault, number) else ()
    page = previews.page(pdf, number, letter["precompiled"] and number == 1, areas)
    if page is None or (number and page.png is None):
        raise Refused(
            400,
            "Error extracting requested page from PDF file for notification_id "
            f"{notification_id} type {file_type}",
        )
    metadata = {"page_count": str(page.pages)}
    if fault:
        metadata["message"] = fault["message"]
        metadata["invalid_pages"] = json.dumps(fault["invalid_pages"])
    content = page.png or pdf
    return {"content": base64.b64encode(content).decode(), "metadata": metadata}


def is_outside(fault: dict[str, Any], number: int) -> bool:
    """Whether that page has something where nothing may be printed."""
    return fault.get("message") == OUTSIDE and number in (fault["invalid_pages"] or ())


def page_number() -> int:
    text = request.args.get("page") or "1"
    if not text.isdecimal() or not int(text[:9]) > 0:
        raise Refused(400, {"page": ["Not a positive integer"]})
    return int(text[:9])


def file_of(letter: dict[str, Any]) -> bytes:
    """The stored PDF; of a letter from a template that has none yet, one made now.

    Raises Refused, also for one that takes more than a letter may.
    """
    if letter["status"] in UNSEEN:
        raise not_found()
    if letter["pdf_key"]:
        try:
            return current_app.extensions["objects"].get(letter["pdf_key"])
        except (objects.NotFound, objects.TooLarge):
            raise not_found() from None
    if letter["precompiled"]:
        raise not_found()
    template = LetterTemplate(
        letter["subject"] or "",
        letter["content"],
        welsh_subject=letter["welsh_subject"],
        welsh_content=letter["welsh_content"],
    )
    return previews.make(letter_of(template, letter, current_app.extensions["objects"])).pdf
