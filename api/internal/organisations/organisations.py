"""/organisations: what services belong to."""

from typing import Any

from flask import Blueprint

from api import database

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")


@blueprint.get("")
def list_organisations() -> list[dict[str, Any]]:
    """All organisations, archived ones last, by name."""
    return database.call_value("api.list_organisations")
