"""/service/<id>/upload: what a service has uploaded: files of recipients, and letters as PDFs."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.internal.messages import pages
from api.wire.errors import Refused
from api.wire.forms import UNREADABLE
from api.wire.paging import LONGEST, PAGE_SIZE, links, read_limit_days, read_page

blueprint = Blueprint("uploads", __name__, url_prefix="/service/<uuid:service_id>/upload")


@blueprint.get("")
def list_uploads(service_id: UUID) -> dict[str, Any]:
    """A page of files sent and of days on which uploaded letters are printed, newest first.

    Errors: 400 for a bad page or limit_days; 404 for a page past the end.
    """
    page, limit_days = read_page(), read_limit_days()
    found = database.call_row(
        "api.list_uploads",
        service_id=service_id,
        limit_days=LONGEST if limit_days is None else limit_days,
        page=page,
        page_size=PAGE_SIZE,
    )
    return {
        "data": found["uploads"],
        "page_size": PAGE_SIZE,
        "total": found["total"],
        "links": links(page, PAGE_SIZE, found["total"]),
    }


@blueprint.get("/uploaded-letters/<day>")
def list_uploaded_letters(service_id: UUID, day: str) -> dict[str, Any]:
    """A page of the letters uploaded as PDFs that are printed on a day, newest first.

    Errors: 400 for what is no day; 404 for a page past the end.
    """
    try:
        printed_on = date.fromisoformat(day)
    except ValueError:
        raise Refused(400, UNREADABLE) from None
    page = read_page()
    found = database.call_row(
        "api.find_uploaded_letters",
        service_id=service_id,
        printed_on=printed_on,
        page=page,
        page_size=PAGE_SIZE,
    )
    return pages.answer(service_id, found, page, PAGE_SIZE)
