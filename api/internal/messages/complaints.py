"""/complaint: recipients who told their mail provider that an email is spam."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Select, select
from werkzeug.exceptions import NotFound

from api import database, reading
from api.wire import paging
from api.wire.times import to_wire
from api.wire.validation import Schema, read_query

blueprint = Blueprint("complaints", __name__, url_prefix="/complaint")

PAGE_SIZE = 50
LAST_PAGE = 10_000_000

DATES = Schema(
    {name: {"type": "string", "format": "date"} for name in ("start_date", "end_date")}, open=True
)


@blueprint.get("")
def list_complaints() -> dict[str, Any]:
    """A page of all complaints, newest first. Errors: 400; 404 for a page past the end."""
    page = paging.read_number("page", 1)
    if not 1 <= page <= LAST_PAGE:
        raise NotFound
    rows = reading.rows(
        compose_page, replica=True, page_size=PAGE_SIZE, skipped=(page - 1) * PAGE_SIZE
    )
    if not rows and page > 1:
        raise NotFound
    last = max(1, -(-reading.total(rows) // PAGE_SIZE))
    return {"complaints": [to_body(row) for row in rows], "links": links(page, last)}


def compose_page(_: frozenset[str]) -> Select:
    """Complaints, newest first, each with how many there are in all."""
    complaint = reading.complaints.c
    return reading.page(
        select(reading.complaints, reading.TOTAL).order_by(
            complaint.created_at.desc(), complaint.id
        )
    )


def links(page: int, last: int) -> dict[str, str]:
    """Where the pages around this one are, with whatever else was asked for."""
    pages = {}
    if page > 1:
        pages["prev"] = page - 1
    if page < last:
        pages |= {"next": page + 1, "last": last}
    asked = request.args.to_dict()
    return {
        name: f"{request.path}?{urlencode({**asked, 'page': number})}"
        for name, number in pages.items()
    }


def to_body(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "notification_id": str(row["notification_id"]),
        "service_id": str(row["service_id"]),
        "service_name": row["service_name"],
        "ses_feedback_id": row["feedback_id"],
        "complaint_type": row["complaint_type"],
        "complaint_date": to_wire(row["complained_at"]),
        "created_at": to_wire(row["created_at"]),
    }


@blueprint.get("/count-by-date-range")
def count_complaints() -> Response:
    """How many came from `start_date` to `end_date`, both today (UTC) by default.

    Errors: 400 ValidationError.
    """
    asked = read_query(DATES)
    today = datetime.now(UTC).date()
    start, end = (
        date.fromisoformat(asked[name]) if name in asked else today
        for name in ("start_date", "end_date")
    )
    return jsonify(
        database.call_value("api.count_complaints", replica=True, start_date=start, end_date=end)
    )
