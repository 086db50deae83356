"""/letters/returned, /service/<id>/returned-letter…: letters that came back to the printer."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, request

from api import database
from api.wire.errors import not_found
from api.wire.times import to_plain
from api.wire.validation import Schema, read_document

blueprint = Blueprint("returned_letters", __name__, url_prefix="/service/<uuid:service_id>")
reports = Blueprint("returned_letter_reports", __name__)

REFERENCES = Schema(
    {
        "references": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "pattern": "^[0-9A-Z]{16}$"},
        }
    },
    required=("references",),
    open=True,
)


@reports.post("/letters/returned")
def report_returned_letters() -> dict[str, Any]:
    """Take a list of letters that came back, by their references; jobs look them up.

    Errors: 400 BadRequestError, ValidationError.
    """
    references = REFERENCES.validate(read_document())["references"]
    database.call("api.report_returned_letters", letter_references=references)
    return {"references": references}


@blueprint.get("/returned-letter-statistics")
def summarise_returned_letters(service_id: UUID) -> dict[str, Any]:
    """How many came back in the last seven days, and when the latest was reported."""
    row = database.call_row("api.summarise_returned_letters", replica=True, service_id=service_id)
    return {
        "returned_letter_count": row["count"],
        "most_recent_report": to_plain(row["latest_at"]),
    }


@blueprint.get("/returned-letter-summary")
def list_returned_letter_reports(service_id: UUID) -> list[dict[str, Any]]:
    """The days on which letters were reported, newest first, and how many."""
    return [
        {"returned_letter_count": row["count"], "reported_at": row["reported_on"].isoformat()}
        for row in database.call(
            "api.list_returned_letter_reports", replica=True, service_id=service_id
        )
    ]


@blueprint.get("/returned-letters")
def list_returned_letters(service_id: UUID) -> dict[str, Any]:
    """The letters reported on one day; `orphaned_count` of them are older than the history.

    Errors: 404 for a `reported_at` that is no day.
    """
    try:
        day = date.fromisoformat(request.args.get("reported_at", ""))
    except ValueError:
        raise not_found() from None
    rows = database.call(
        "api.list_returned_letters", replica=True, service_id=service_id, reported_on=day
    )
    known = [row for row in rows if row["notification_id"]]
    return {
        "returned_letters": [to_body(day, row) for row in known],
        "orphaned_count": len(rows) - len(known),
    }


def to_body(day: date, row: dict[str, Any]) -> dict[str, Any]:
    by_api = row["user_name"] is None
    row_number = row["job_row_number"]
    return {
        "notification_id": str(row["notification_id"]),
        "client_reference": row["client_reference"],
        "reported_at": day.isoformat(),
        "created_at": to_plain(row["created_at"]),
        "template_name": row["template_name"],
        "template_id": row["template_id"] and str(row["template_id"]),
        "template_version": row["template_version"],
        "user_name": "API" if by_api else row["user_name"],
        "email_address": "API" if by_api else row["email_address"],
        "original_file_name": None,
        # The row's number in a spreadsheet: from 1, below the line of headings.
        "job_row_number": None if row_number is None else row_number + 2,
        "uploaded_letter_file_name": row["uploaded_letter_file_name"],
    }
