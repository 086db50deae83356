"""/service/<id>/template-statistics: what was sent with which template, and when last."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request

from api import database
from api.wire.errors import Refused
from api.wire.times import to_wire

blueprint = Blueprint(
    "statistics", __name__, url_prefix="/service/<uuid:service_id>/template-statistics"
)

LARGEST = 7


@blueprint.get("")
def template_statistics(service_id: UUID) -> dict[str, Any]:
    """What became of what was sent with each template in whole_days days and today.

    Errors: 400 for a number of days that is none, or not within a week.
    """
    rows = database.call(
        "api.template_statistics", replica=True, service_id=service_id, days=read_days()
    )
    return {"data": rows}


def read_days() -> int:
    """The number of days, also by its older name. Raises Refused (400)."""
    given = request.args.get("whole_days") or request.args.get("limit_days") or ""
    try:
        days = int(given)
    except ValueError:
        raise Refused(400, {"whole_days": [f"{given} is not an integer"]}) from None
    if not 0 <= days <= LARGEST:
        raise Refused(400, {"whole_days": [f"whole_days must be between 0 and {LARGEST}"]})
    return days


@blueprint.get("/last-used/<uuid:template_id>")
def template_last_used(service_id: UUID, template_id: UUID) -> dict[str, str | None]:
    """When a template was last used: to the moment today, else the day. Errors: 404."""
    used_at = database.call_value(
        "api.template_last_used", replica=True, service_id=service_id, template_id=template_id
    )
    return {"last_date_used": to_wire(used_at)}
