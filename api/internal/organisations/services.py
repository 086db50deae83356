"""/organisations/<id>/service…: the services of an organisation, and what they used."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request

from api import database
from api.wire.errors import Refused
from api.wire.forms import known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("services", __name__)

SERVICE = Schema(
    {"service_id": {"type": "string", "format": "uuid"}}, required=("service_id",), open=True
)


@blueprint.get("/service/<uuid:service_id>/organisation")
def read_service_organisation(service_id: UUID) -> dict[str, Any]:
    """The organisation that a service belongs to, or an empty object."""
    return database.call_value("api.read_service_organisation", service_id=service_id)


@blueprint.post("/organisations/<uuid:organisation_id>/service")
def set_service_organisation(organisation_id: UUID) -> tuple[str, int]:
    """Make a service one of the organisation. 204. Errors: 400 ValidationError; 404."""
    service_id = known_id(SERVICE.validate(read_json())["service_id"])
    database.call(
        "api.set_service_organisation", organisation_id=organisation_id, service_id=service_id
    )
    return "", 204


@blueprint.get("/organisations/<uuid:organisation_id>/services")
def list_organisation_services(organisation_id: UUID) -> list[dict[str, Any]]:
    """The services of an organisation, archived ones last, by name. Errors: 404."""
    return database.call_value("api.list_organisation_services", organisation_id=organisation_id)


@blueprint.get("/organisations/<uuid:organisation_id>/services-with-usage")
def read_organisation_usage(organisation_id: UUID) -> dict[str, Any]:
    """What each service that was ever live used in a financial year. Errors: 400 for no year."""
    year = request.args.get("year", "")
    if not (year.isascii() and year.isdecimal() and 1 <= int(year[:5]) < 9999):
        raise Refused(400, "No valid year provided")
    return database.call_value(
        "api.read_organisation_usage",
        replica=True,
        organisation_id=organisation_id,
        financial_year=int(year[:5]),
    )
