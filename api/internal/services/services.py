"""/service: create, read, change and archive services."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, request
from psycopg.types.json import Jsonb
from sqlalchemy import Select, select

from api import database, reading
from api.internal.dates import read_dates
from api.internal.services import names as service_names
from api.internal.services.fields import COLUMNS, NewServiceForm, ServiceForm
from api.sending.platform import SERVICE_LIVE, send_email
from api.wire import paging
from api.wire.errors import Refused, not_found
from api.wire.forms import MISSING, known_id, load, read_object, told_after

blueprint = Blueprint("services", __name__, url_prefix="/service")

# Arguments of api.create_service; whatever else is given goes along as a detail.
OWN_ARGUMENTS = (
    "created_by_id", "restricted", "sms_message_limit", "email_message_limit",
    "letter_message_limit",
)  # fmt: skip


def to_columns(values: dict[str, Any]) -> dict[str, Any]:
    return {COLUMNS.get(name, name): value for name, value in values.items()}


@blueprint.get("")
def list_services() -> dict[str, Any]:
    """Services, oldest first; with user_id, those of one member; with detailed=True what they sent.

    Errors: 400 for a bad date; 404 for a bad id.
    """
    user_id = request.args.get("user_id")
    only_active = request.args.get("only_active") == "True"
    if request.args.get("detailed") == "True" and not user_id:
        return {"data": list_services_with_statistics(only_active)}
    services = database.call_value(
        "api.list_services",
        user_id=known_id(user_id) if user_id else None,
        only_active=only_active,
    )
    return {"data": services}


def list_services_with_statistics(only_active: bool) -> list[dict[str, Any]]:
    return database.call_value(
        "api.list_services_with_statistics",
        replica=True,
        only_active=only_active,
        include_tests=request.args.get("include_from_test_key") != "False",
        **read_dates(),
    )


@blueprint.post("")
def create_service() -> tuple[dict[str, Any], int]:
    """Add a service with its first member. 201.

    Errors: 400 by field, also for a name that is taken; 404 for an unknown member.
    """
    body = read_object()
    if not body.get("user_id"):
        raise Refused(400, {"user_id": [MISSING]})
    values = to_columns(load(NewServiceForm(), body))
    names = service_names.columns(values.pop("name"), values.get("custom_email_sender_name"))
    service = database.call_value(
        "api.create_service",
        **names,
        **{name: values.pop(name) for name in OWN_ARGUMENTS},
        user_id=values.pop("user_id"),
        sms_sender=current_app.config["postroom"].from_number,
        details=Jsonb(values),
    )
    return {"data": service}, 201


@blueprint.get("/<uuid:service_id>")
def read_service(service_id: UUID) -> dict[str, Any]:
    """One service; with detailed=True also what belongs to it. Errors: 404."""
    if request.args.get("detailed") != "True":
        return {"data": database.call_value("api.read_service", id=service_id)}
    details = database.call_value("api.read_service_details", id=service_id, days=read_days())
    if details is None:
        raise not_found()
    return {"data": details}


@blueprint.post("/<uuid:service_id>")
def update_service(service_id: UUID) -> dict[str, Any]:
    """Change some fields; makes a new version. Errors: 400 by field; 404."""
    with told_after("api.read_service", id=service_id):
        changes = to_columns(load(ServiceForm(), read_object(), partial=True))
    changes |= service_names.changes(changes)
    row = database.call_row("api.update_service", service_id=service_id, changes=Jsonb(changes))
    for member in row["to_tell"]:
        values = {"service_name": row["service"]["name"], "name": member["name"]}
        send_email(SERVICE_LIVE, member["email_address"], values)
    return {"data": row["service"]}


@blueprint.post("/<uuid:service_id>/archive")
def archive_service(service_id: UUID) -> tuple[str, int]:
    """End a service for ever. 204, also when ended already. Errors: 404."""
    database.call("api.archive_service", id=service_id)
    return "", 204


@blueprint.get("/<uuid:service_id>/history")
def list_service_versions(service_id: UUID) -> dict[str, Any]:
    """Every version of a service and of its keys; empty lists for an unknown one."""
    return {"data": database.call_value("api.list_service_versions", service_id=service_id)}


@blueprint.get("/find-services-by-name")
def find_services() -> dict[str, Any]:
    """Services whose name has this in it. Errors: 400 without a name."""
    part = request.args.get("service_name")
    if not part:
        raise Refused(400, {"service_name": [MISSING]})
    return {"data": reading.rows(compose_search, name_part=part)}


def compose_search(_: frozenset[str]) -> Select:
    service = reading.services.c
    return (
        select(service.id, service.name, service.active, service.restricted)
        .where(reading.contains(service.name, "name_part"))
        .order_by(service.created_at, service.id)
    )


@blueprint.get("/<uuid:service_id>/statistics")
def service_statistics(service_id: UUID) -> dict[str, Any]:
    """What was sent of each type in limit_days (7) days and today, or today_only=True."""
    counts = database.call_value(
        "api.service_statistics", replica=True, service_id=service_id, days=read_days()
    )
    return {"data": counts}


def read_days() -> int:
    """Days before today that statistics are about; no message is older than the history."""
    if request.args.get("today_only") == "True":
        return 0
    return max(0, min(paging.read_number("limit_days", 7), paging.LONGEST))
