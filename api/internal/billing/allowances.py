"""/service/<id>/billing/free-sms-fragment-limit: what is free in a financial year."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request

from api import database
from api.wire.errors import not_found
from api.wire.forms import read_json
from api.wire.validation import Schema

blueprint = Blueprint(
    "allowances", __name__, url_prefix="/service/<uuid:service_id>/billing/free-sms-fragment-limit"
)

# What an int of the database holds.
LARGEST = 2**31 - 1
LIMIT = Schema(
    {"free_sms_fragment_limit": {"type": "integer", "minimum": 0, "maximum": LARGEST}},
    required=("free_sms_fragment_limit",),
    open=True,
)


@blueprint.get("")
def read_allowance(service_id: UUID) -> dict[str, Any]:
    """Free text message fragments in a financial year, this one unless said.

    Errors: 400 for a year before 2016 or to come; 404 for an unknown service or no number.
    """
    return database.call_value(
        "api.read_allowance", service_id=service_id, financial_year=read_year()
    )


@blueprint.post("")
def set_allowance(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Set what is free in this financial year. 201. Errors: 400 ValidationError; 404."""
    form = LIMIT.validate(read_json())
    database.call(
        "api.set_allowance",
        service_id=service_id,
        fragments=int(form["free_sms_fragment_limit"]),
    )
    return form, 201


def read_year() -> int | None:
    """The year asked for, None where none is. Raises Refused (404) for what is no number."""
    given = request.args.get("financial_year_start")
    if not given:
        return None
    try:
        year = int(given)
    except ValueError:
        raise not_found() from None
    return max(-LARGEST, min(year, LARGEST))
