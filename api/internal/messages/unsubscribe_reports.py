"""/service/<id>/unsubscribe-request…: who unsubscribed, in reports that a service fetches."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.http import http_date

from api import database
from api.wire.errors import Refused
from api.wire.forms import Boolean, Form, Moment, Number, load, read_object
from api.wire.times import to_london, to_wire
from postroom.content.dates import LONDON
from postroom.spreadsheets import cell

blueprint = Blueprint("unsubscribe_reports", __name__, url_prefix="/service/<uuid:service_id>")


class ReportForm(Form):
    count = Number(required=True)
    earliest_timestamp = Moment(required=True)
    latest_timestamp = Moment(required=True)


class ProcessedForm(Form):
    report_has_been_processed = Boolean(required=True)


NO_SUMMARY = "summary data needed to create an unsubscribe request report is missing"
NO_ANSWER = "missing data for required field"

# Days for which addresses are kept: in a report, and while in none.
REPORTED, UNREPORTED = 7, 90


@blueprint.get("/unsubscribe-request-reports-summary")
def list_unsubscribe_reports(service_id: UUID) -> list[dict[str, Any]]:
    """What is in no report yet, if anything; then the reports, newest first."""
    rows = database.call("api.list_unsubscribe_reports", service_id=service_id)
    return [to_body(service_id, row) for row in rows]


def to_body(service_id: UUID, row: dict[str, Any]) -> dict[str, Any]:
    reported = row["id"] is not None
    since, days = ("created_at", REPORTED) if reported else ("earliest_at", UNREPORTED)
    return {
        "batch_id": str(row["id"]) if reported else None,
        "count": row["count"],
        "created_at": to_wire(row["created_at"]),
        "earliest_timestamp": to_wire(row["earliest_at"]),
        "latest_timestamp": to_wire(row["latest_at"]),
        "processed_by_service_at": to_wire(row["processed_at"]),
        "is_a_batched_report": reported,
        "will_be_archived_at": to_wire(midnight_after(row[since], days)),
        "service_id": str(service_id),
    }


def midnight_after(moment: datetime, days: int) -> datetime:
    """London's midnight so many days after the day, in UTC, of a moment."""
    day = moment.astimezone(UTC).date() + timedelta(days=days)
    return datetime.combine(day, time(), LONDON)


@blueprint.get("/unsubscribe-request-statistics")
def summarise_unsubscribe_requests(service_id: UUID) -> dict[str, Any]:
    """How many are still to be dealt with, and when the latest came; empty if none ever did."""
    row = database.call_row("api.summarise_unsubscribe_requests", service_id=service_id)
    if row["latest_at"] is None:
        return {}
    return {
        "unsubscribe_requests_count": row["count"],
        "datetime_of_latest_unsubscribe_request": http_date(row["latest_at"]),
    }


@blueprint.post("/create-unsubscribe-request-report")
def create_unsubscribe_report(service_id: UUID) -> tuple[dict[str, str], int]:
    """Make a report of what came between two moments and is in none. 201 with its id.

    Errors: 400 for fields that are missing, and for an unknown service.
    """
    body = read_object()
    if not body:
        raise Refused(400, {"summary_data": NO_SUMMARY})
    form = load(ReportForm(), body)
    id = database.call_value(
        "api.create_unsubscribe_report",
        service_id=service_id,
        count=form["count"],
        earliest_at=form["earliest_timestamp"],
        latest_at=form["latest_timestamp"],
    )
    return {"report_id": str(id)}, 201


@blueprint.post("/process-unsubscribe-request-report/<uuid:report_id>")
def process_unsubscribe_report(service_id: UUID, report_id: UUID) -> tuple[str, int]:
    """Note whether the service has dealt with a report. 204.

    Errors: 400 for a field that is missing, and for a report that the service does not have.
    """
    body = read_object()
    if not body:
        raise Refused(400, {"marked_as_completed": NO_ANSWER})
    if not database.call_value(
        "api.process_unsubscribe_report",
        service_id=service_id,
        report_id=report_id,
        processed=load(ProcessedForm(), body)["report_has_been_processed"],
    ):
        raise Refused(400, {"batch_id": f"No UnsubscribeRequestReport found for id:{report_id}"})
    return "", 204


@blueprint.get("/unsubscribe-request-report/<uuid:report_id>")
def read_unsubscribe_report(service_id: UUID, report_id: UUID) -> dict[str, Any]:
    """One report with its addresses. Errors: 400 when the service has no such report."""
    rows = database.call("api.read_unsubscribe_report", service_id=service_id, report_id=report_id)
    if not rows:
        raise Refused(400, f"No report available for {report_id}")
    return {
        "batch_id": str(report_id),
        "earliest_timestamp": http_date(rows[0]["earliest_at"]),
        "latest_timestamp": http_date(rows[0]["latest_at"]),
        "unsubscribe_requests": [to_request(row) for row in rows if row["email_address"]],
    }


def to_request(row: dict[str, Any]) -> dict[str, Any]:
    """A line of what the admin app offers as a file for a spreadsheet."""
    return {
        "email_address": cell(row["email_address"]),
        "template_name": cell(row["template_name"]),
        "original_file_name": "N/A",
        "template_sent_at": to_london(row["sent_at"]),
        "unsubscribe_request_received_at": to_london(row["requested_at"]),
    }
