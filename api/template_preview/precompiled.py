"""Letters that come as PDFs: what they look like, and whether they can be printed."""

import base64
import binascii
from typing import Any

from flask import Blueprint, Response, request

from api import previews
from api.template_preview.numbers import page_number
from api.wire import bodies
from api.wire.errors import Refused
from postroom.letters.places import printable
from postroom.letters.sanitised import UNREADABLE

blueprint = Blueprint("precompiled", __name__)

# What is asked of a file without one.
NO_FILE = "no-encoded-string"


@blueprint.post("/precompiled-preview.png")
def preview_precompiled() -> Response:
    """One `page` of a PDF that comes in base64, without the printer's tag if `hide_notify`.

    Errors: 400 for no file, one that cannot be read, and a page that there is not.
    """
    number = page_number("page")
    try:
        pdf = base64.b64decode(read_file())
    except (binascii.Error, ValueError):
        raise Refused(400, "The file is not in base64") from None
    return previews.answer(previews.page(pdf, number, is_set("hide_notify")))


@blueprint.post("/precompiled/overlay.png")
def overlay_page() -> Response:
    """A PDF of one page, red where page `page_number` of a letter may have nothing.

    Errors: 400 for no file, one that cannot be read or has other pages, and without a number.
    """
    if not request.args.keys() & {"page_number", "is_first_page"}:
        raise Refused(400, "page_number or is_first_page is required")
    number = page_number("page_number")
    if "is_first_page" in request.args:
        number = 1 if is_set("is_first_page") else 2
    areas = printable(number, is_attachment=is_set("is_attachment"))
    drawn = previews.page(read_file(), 1, printable=areas)
    if drawn is None or drawn.pages != 1:
        raise Refused(400, "The file has to be a PDF of one page")
    return previews.answer(drawn)


@blueprint.post("/precompiled/overlay.pdf")
def overlay_file() -> Response:
    """All pages of a PDF, red where they may have nothing. Errors: 400, also for any query."""
    if request.args:
        raise Refused(400, "A PDF has all pages")
    pdf = previews.overlay_pdf(read_file())
    if pdf is None:
        raise Refused(400, previews.NO_SUCH_PAGE)
    return Response(pdf, content_type="application/pdf")


@blueprint.post("/precompiled/sanitise")
def sanitise() -> tuple[dict[str, Any], int]:
    """A PDF as it would be printed, in `file` (base64), or why it would not, in `message`.

    Errors: 400 with the same fields.
    """
    pdf = bodies.read()
    if not pdf:
        raise Refused(400, NO_FILE)
    found = previews.call(
        "sanitise", pdf, is_exactly("allow_international_letters"), is_exactly("is_attachment")
    )
    if found is None:  # it takes more time or memory than any file may
        found = UNREADABLE
    answer = {
        "message": found.message,
        "page_count": found.page_count,
        "invalid_pages": found.invalid_pages,
        "recipient_address": found.recipient_address,
        "file": base64.b64encode(found.file).decode() if found.file else None,
    }
    return answer, 400 if found.message else 200


def read_file() -> bytes:
    """The body. Raises Refused (400) without one."""
    if not (body := bodies.read()):
        raise Refused(400, NO_FILE)
    return body


def is_set(name: str) -> bool:
    return request.args.get(name, "").lower() == "true"


def is_exactly(name: str) -> bool:
    return request.args.get(name) == "true"
