"""/service/<id>/notifications/…: how much a service sent, by month, template and type."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request

from api import database
from api.internal.messages.queries import read_query
from api.wire.errors import Refused

blueprint = Blueprint("statistics", __name__, url_prefix="/service/<uuid:service_id>/notifications")

# What a list that names no other number of days counts.
DAYS = 7


@blueprint.get("/count")
def count_sent(service_id: UUID) -> dict[str, int]:
    """How many were charged in limit_days (7) days, as far as they have been counted.

    Errors: 400 by field.
    """
    query = read_query()
    count = database.call_value(
        "api.count_sent",
        replica=True,
        service_id=service_id,
        days=DAYS if query.limit_days is None else query.limit_days,
        template_types=query.template_types,
    )
    return {"notifications_sent_count": count}


@blueprint.get("/monthly")
def monthly_statistics(service_id: UUID) -> dict[str, Any]:
    """What became of what was sent in each month of a financial year.

    Errors: 400 without a year; 404 for an unknown service.
    """
    found = database.call_value(
        "api.monthly_statistics", replica=True, service_id=service_id, year=read_year()
    )
    return {"data": found}


@blueprint.get("/templates_usage/monthly")
def monthly_template_usage(service_id: UUID) -> dict[str, Any]:
    """How often each template was used in each month of a financial year.

    Errors: 400 without a year.
    """
    rows = database.call(
        "api.monthly_template_usage", replica=True, service_id=service_id, year=read_year()
    )
    return {"stats": rows}


def read_year() -> int:
    """The year in which the financial year begins. Raises Refused (400)."""
    year = request.args.get("year", type=int)
    # No calendar has others.
    if year is None or not 1 <= year < 9999:
        raise Refused(400, "Year must be a number")
    return year
