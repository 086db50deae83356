"""/service/<id>/billing/…usage…: what a service has to pay for."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request

from api import database
from api.wire.errors import Refused

blueprint = Blueprint("usage", __name__, url_prefix="/service/<uuid:service_id>/billing")


@blueprint.get("/monthly-usage")
def read_monthly_usage(service_id: UUID) -> list[dict[str, Any]]:
    """Each month of a financial year, by type, rate and postage. Errors: 400 without a year."""
    return database.call_value("api.read_monthly_usage", service_id=service_id, year=read_year())


@blueprint.get("/yearly-usage-summary")
def read_yearly_usage(service_id: UUID) -> list[dict[str, Any]]:
    """A whole financial year, by type and rate. Errors: 400 without a year."""
    return database.call_value("api.read_yearly_usage", service_id=service_id, year=read_year())


def read_year() -> int:
    """The year in which the financial year begins. Raises Refused (400)."""
    year = request.args.get("year", type=int)
    # No calendar has others.
    if year is None or not 1 <= year < 9999:
        raise Refused(400, "No valid year provided")
    return year
