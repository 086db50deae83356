"""/sms-rate, /letter-rates: what messages cost now. With and without a slash at the end."""

from typing import Any

from flask import Blueprint

from api import database

blueprint = Blueprint("rates", __name__)


@blueprint.get("/sms-rate", strict_slashes=False)
def read_sms_rate() -> dict[str, Any]:
    """Pounds for a fragment of a text message, and since when."""
    return database.call_value("api.read_sms_rate")


@blueprint.get("/letter-rates", strict_slashes=False)
def list_letter_rates() -> list[dict[str, Any]]:
    """Pounds for a letter, as texts, by sheets, rate and class."""
    return database.call_value("api.list_letter_rates")
