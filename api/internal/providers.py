"""/provider-details: who delivers messages."""

from typing import Any

from flask import Blueprint
from werkzeug.http import http_date

from api import database

blueprint = Blueprint("providers", __name__, url_prefix="/provider-details")


@blueprint.get("")
def list_providers() -> dict[str, Any]:
    """All providers, by type and priority, with what each was paid for this month."""
    rows = database.call("api.list_providers")
    return {"provider_details": [to_body(row) for row in rows]}


def to_body(row: dict[str, Any]) -> dict[str, Any]:
    changed = row["updated_at"]
    return {
        **row,
        "updated_at": http_date(changed) if changed else None,
        "current_month_billable_sms": int(row["current_month_billable_sms"]),
        "reason": None,
    }
