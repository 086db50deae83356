"""/service/<id>/inbound-sms: texts that people sent to a service."""

from datetime import UTC
from typing import Any
from uuid import UUID

import psycopg
from flask import Blueprint
from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from werkzeug.exceptions import NotFound
from werkzeug.http import http_date

from api import database, reading
from api.wire import paging
from api.wire.errors import not_found
from api.wire.forms import read_json
from api.wire.times import to_wire
from api.wire.validation import Schema
from postroom.content import phone_numbers

blueprint = Blueprint("received", __name__, url_prefix="/service/<uuid:service_id>/inbound-sms")

PAGE_SIZE = 50
# No service has more pages than a number in the database can say.
LAST_PAGE = 10_000_000

SEARCH = Schema({"phone_number": {"type": "string"}}, open=True)
REMOVAL = Schema({"archive": {"type": "boolean"}}, required=("archive",))


@blueprint.post("")
def list_inbound_messages(service_id: UUID) -> dict[str, Any]:
    """All that is kept, or what came from one number. Errors: 400 ValidationError."""
    number = SEARCH.validate(read_json()).get("phone_number")
    return {
        "data": messages(
            compose_list,
            service_id=service_id,
            user_number=normalised(number) if number else None,
        )
    }


def messages(compose: reading.Composer, **wanted: Any) -> list[dict[str, Any]]:
    rows = reading.rows(compose, **wanted, **reading.last_days())
    return [{**row, "created_at": to_wire(row["created_at"])} for row in rows]


MESSAGE = reading.inbound_messages.c
FILTERS = {
    "user_number": MESSAGE.user_number == bindparam("user_number"),
    "message_id": MESSAGE.id == bindparam("message_id"),
}


def compose_list(given: frozenset[str]) -> Select:
    """What a service still keeps, newest first: all of it, of one sender, or the one named."""
    return (
        select(
            MESSAGE.id, MESSAGE.service_id, MESSAGE.notify_number, MESSAGE.user_number,
            MESSAGE.content, MESSAGE.created_at,
        )
        .where(
            MESSAGE.service_id == bindparam("service_id"),
            reading.kept(MESSAGE),
            *reading.conditions(FILTERS, given),
        )
        .order_by(MESSAGE.id.desc())
    )  # fmt: skip


def compose_latest(given: frozenset[str]) -> Select:
    """A page of the latest message of each sender."""
    latest = (
        compose_list(given)
        .ext(distinct_on(MESSAGE.user_number))
        .order_by(None)
        .order_by(MESSAGE.user_number, MESSAGE.id.desc())
        .subquery("latest")
    )
    return reading.page(select(latest).order_by(latest.c.id.desc()))


def normalised(number: str) -> str:
    try:
        return phone_numbers.parse(number).normalised
    except phone_numbers.InvalidPhoneNumber:
        return number


@blueprint.get("/most-recent")
def list_latest_inbound_messages(service_id: UUID) -> dict[str, Any]:
    """A page of the latest message of each sender. Errors: 400; 404 for a page past the end."""
    page = paging.read_number("page", 1)
    if not 1 <= page <= LAST_PAGE:
        raise NotFound
    rows = messages(
        compose_latest,
        service_id=service_id,
        # One more, which says that there is a next page.
        page_size=PAGE_SIZE + 1,
        skipped=(page - 1) * PAGE_SIZE,
    )
    if not rows and page > 1:
        raise NotFound
    return {"data": rows[:PAGE_SIZE], "has_next": len(rows) > PAGE_SIZE}


@blueprint.get("/summary")
def summarise_inbound_messages(service_id: UUID) -> dict[str, Any]:
    """How many came in the last seven days, and when the last one."""
    row = database.call_row("api.summarise_inbound_messages", service_id=service_id)
    latest = row["most_recent"]
    return {
        "count": row["count"],
        "most_recent": latest and latest.astimezone(UTC).replace(tzinfo=None).isoformat(),
    }


@blueprint.get("/<uuid:message_id>")
def read_inbound_message(service_id: UUID, message_id: UUID) -> dict[str, Any]:
    """One message. Errors: 404."""
    found = messages(compose_list, service_id=service_id, message_id=message_id)
    if not found:
        raise not_found()
    return found[0]


@blueprint.post("/remove")
def remove_inbound_number(service_id: UUID) -> dict[str, Any]:
    """Take its number from a service, for good or for another one. Errors: 400 ValidationError."""
    archive = REMOVAL.validate(read_json())["archive"]
    database.call("api.remove_inbound_number", service_id=service_id, keep_active=not archive)
    return {}


@blueprint.get("/most-recent-usage")
def inbound_number_last_used(service_id: UUID) -> dict[str, Any] | tuple[dict[str, Any], int]:
    """When its number was last of use. Errors: 404 when the service has none."""
    try:
        used_at = database.call_value("api.inbound_number_last_used", service_id=service_id)
    except psycopg.Error as error:
        if error.sqlstate != "NT404":
            raise
        # An envelope of its own, which the admin app knows.
        return {"message": "inbound not found"}, 404
    return {"most_recent_date": used_at and http_date(used_at)}
