"""/inbound-number: numbers that services receive texts on."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.forms import read_json
from api.wire.validation import Schema

blueprint = Blueprint("inbound_numbers", __name__, url_prefix="/inbound-number")

CHOICE = Schema({"inbound_number_id": {"type": "string", "format": "uuid"}}, open=True)


@blueprint.get("")
def list_inbound_numbers() -> dict[str, Any]:
    """All numbers, the longest unchanged first."""
    return {"data": database.call_value("api.list_inbound_numbers")}


@blueprint.get("/available")
def list_available_inbound_numbers() -> dict[str, Any]:
    """Numbers that a service could be given."""
    return {"data": database.call_value("api.list_inbound_numbers", only_available=True)}


@blueprint.get("/service/<uuid:service_id>")
def read_inbound_number(service_id: UUID) -> dict[str, Any]:
    """The number of a service, or an empty object."""
    found = database.call_value("api.list_inbound_numbers", service_id=service_id)
    return {"data": found[0] if found else {}}


@blueprint.post("/service/<uuid:service_id>")
def assign_inbound_number(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Give a service a number: the one named, any for an empty name. 201 with its new sender.

    Errors: 400 ValidationError; 400 when it has one, or there is none to give; 404.
    """
    body = read_json()
    if isinstance(body, dict) and not body.get("inbound_number_id"):
        body = {}
    form = CHOICE.validate(body)
    sender = database.call_value(
        "api.assign_inbound_number",
        service_id=service_id,
        inbound_number_id=form.get("inbound_number_id"),
    )
    return sender, 201


@blueprint.post("/service/<uuid:service_id>/off")
def stop_inbound_number(service_id: UUID) -> tuple[str, int]:
    """Stop receiving texts on a service's number, which stays its own. 204. Errors: 404."""
    database.call("api.stop_inbound_number", service_id=service_id)
    return "", 204
