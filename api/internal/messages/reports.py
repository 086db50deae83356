"""/service/<id>/report-request: files of what a service sent, made by a job."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.forms import known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("reports", __name__, url_prefix="/service/<uuid:service_id>/report-request")


REQUEST = Schema(
    {
        "user_id": {"type": "string", "format": "hexadecimal-uuid"},
        "report_type": {"enum": ["notifications_report"]},
        "notification_type": {"enum": ["email", "sms", "letter"]},
        "notification_status": {"enum": ["all", "sending", "delivered", "failed"]},
    },
    required=("user_id", "report_type"),
)
# A fault of the kind that a database finds is looked for once the rest is right.
COMPLETE = Schema({}, required=("notification_type", "notification_status"), open=True)


@blueprint.post("")
def create_report(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Ask for a report. 201; 200 with the one that the same person is waiting for.

    Errors: 400 ValidationError; 404 for an unknown service or person.
    """
    form = COMPLETE.validate(REQUEST.validate(read_json()))
    row = database.call_row(
        "api.create_report",
        service_id=service_id,
        user_id=known_id(form["user_id"]),
        notification_type=form["notification_type"],
        notification_status=form["notification_status"],
    )
    return {"data": row["report"]}, 201 if row["is_new"] else 200


@blueprint.get("/<uuid:report_id>")
def read_report(service_id: UUID, report_id: UUID) -> dict[str, Any]:
    """How far a report is. Errors: 404, also once it is deleted."""
    found = database.call_value("api.read_report", service_id=service_id, report_id=report_id)
    return {"data": found}
