"""POST /notifications/letter/status: what the printer says of a letter.

See docs/contract/receipts.md, letters.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from api import database
from api.wire.errors import PublicError
from api.wire.validation import Schema, read_json
from postroom import outcomes
from postroom.content.dates import utc_to_london
from postroom.links import letters as links

log = structlog.get_logger(__name__)

blueprint = Blueprint("letter_receipts", __name__)

MAILING_PRODUCTS = [
    "UNCODED", "MM UNSORTED", "UNSORTED", "MM", "INT EU", "INT ROW", "UNSORTEDE", "MM ECONOMY",
]  # fmt: skip
# The despatch properties that have to be there, and what they may say.
PROPERTIES: dict[str, dict[str, Any]] = {
    "totalSheets": {"pattern": "^[0-9]{1,9}$"},
    "postageClass": {"enum": ["1ST", "2ND", "INTERNATIONAL"]},
    "mailingProduct": {"enum": MAILING_PRODUCTS},
}
PROPERTY = {
    "type": "object",
    "required": ["key", "value"],
    "properties": {"key": {"type": "string"}, "value": {"type": "string"}},
    "allOf": [
        {"if": {"properties": {"key": {"const": key}}}, "then": {"properties": {"value": rule}}}
        for key, rule in PROPERTIES.items()
    ],
}
DATA = {
    "type": "object",
    "required": ["jobId", "jobStatus", "transitionDate"],
    "properties": {
        "jobId": {"type": "string", "format": "uuid"},
        "jobStatus": {"enum": ["DESPATCHED", "REJECTED"]},
        "transitionDate": {"type": "string", "format": "utc-second"},
        "despatchProperties": {
            "type": "array", "minItems": 3, "uniqueItems": True, "items": PROPERTY,
            "allOf": [
                {"contains": {"type": "object", "properties": {"key": {"const": key}}}}
                for key in PROPERTIES
            ],
        },
    },
    "if": {"properties": {"jobStatus": {"const": "DESPATCHED"}}},
    "then": {"required": ["despatchProperties"]},
}  # fmt: skip
RECEIPT = Schema(
    {
        "id": {"type": "string"},
        "time": {"type": "string", "format": "date-time"},
        "data": DATA,
        "metadata": {
            "type": "object",
            "required": ["correlationId"],
            "properties": {"correlationId": {"type": "string"}},
        },
        "specVersion": {"type": "string"},
        "type": {"type": "string"},
        "source": {"type": "string"},
        "dataContentType": {"enum": ["application/json"]},
    },
    required=("id", "time", "data", "metadata"),
    open=True,
)


@blueprint.post("/notifications/letter/status")
def receive() -> ResponseReturnValue:
    """A letter was despatched or rejected; the token in the query says which letter.

    Errors: 400 BadRequestError, ValidationError, InvalidRequest; 403 InvalidRequest.
    """
    box = current_app.extensions["secret_box"]
    letter = links.letter_of(box, request.args.get("token", ""))
    if letter is None:
        raise refused(403, "A valid token must be provided in the query string")
    data = RECEIPT.validate(read_json())["data"]
    if UUID(data["jobId"]) != letter:
        raise refused(400, "Notification ID in letter callback data does not match ID in token")
    record(letter, data)
    return "", 204


def refused(status: int, message: str) -> PublicError:
    return PublicError(status, "InvalidRequest", message)


def record(letter: UUID, data: dict[str, Any]) -> None:
    if data["jobStatus"] == "REJECTED":
        log.error("letter rejected by the printer", id=str(letter))
        row = database.call_one(
            "api.record_letter_receipt", notification_id=letter, status="technical-failure"
        )
        if row:
            outcomes.count("letter", "normal", row["status"])
        return
    said = {item["key"]: item["value"] for item in data["despatchProperties"]}
    is_sorted = said["mailingProduct"] in ("MM", "MM ECONOMY") and said["postageClass"] == "2ND"
    moment = datetime.strptime(data["transitionDate"], "%Y-%m-%dT%H:%M:%SZ")
    row = database.call_one(
        "api.record_letter_receipt",
        notification_id=letter,
        status="delivered",
        despatched_on=utc_to_london(moment).date(),
        cost_threshold="sorted" if is_sorted else "unsorted",
    )
    if row and row["status"] == "delivered":  # and has not come back already
        outcomes.count("letter", "normal", "delivered")
    if row and row["billable_units"] != int(said["totalSheets"]):
        log.error(
            "printer counts other sheets",
            id=str(letter),
            ours=row["billable_units"],
            theirs=int(said["totalSheets"]),
        )
