"""/platform-stats, /performance-dashboard: how much is sent, and what becomes of it."""

from typing import Any

from flask import Blueprint

from api import database
from api.internal.dates import read_dates

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/platform-stats")
def platform_statistics() -> dict[str, Any]:
    """What became of what was sent, of each type; today unless said. Errors: 400 by date."""
    return database.call_value("api.platform_statistics", replica=True, **read_dates())


@blueprint.get("/performance-dashboard")
def read_performance() -> dict[str, Any]:
    """What the public page about performance shows. Errors: 400 by date."""
    return database.call_value("api.read_performance", replica=True, **read_dates())
