"""/service/<id>/callback-api: where a service is told what became of its messages."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, request

from api import database
from api.wire.errors import Refused, not_found
from api.wire.forms import read_json
from api.wire.validation import Schema

blueprint = Blueprint("callbacks", __name__, url_prefix="/service/<uuid:service_id>/callback-api")

# The name of each type, for the answer that says that it is not there.
NAMES = {
    "delivery_status": "delivery receipt",
    "returned_letter": "returned letter",
    "inbound_sms": "inbound",
    "complaint": "complaint",
}

CALLBACK = {
    "url": {"type": "string", "format": "https_url"},
    "bearer_token": {"type": "string", "minLength": 10},
    "updated_by_id": {"type": "string", "format": "uuid"},
}
NEW = Schema(CALLBACK, required=("url", "bearer_token", "updated_by_id"), open=True)
CHANGES = Schema(CALLBACK, required=("updated_by_id",), open=True)
# A fault of the kind that a database finds is looked for once the rest is right.
TYPED = Schema(
    {**dict.fromkeys(CALLBACK, True), "callback_type": {"enum": list(NAMES)}},
    required=("callback_type",),
)


def read_form(schema: Schema) -> dict[str, Any]:
    form = TYPED.validate(schema.validate(read_json()))
    if "bearer_token" in form:
        form["bearer_token"] = current_app.extensions["secret_box"].encrypt(form["bearer_token"])
    return form


def named(service_id: UUID, callback_id: UUID) -> dict[str, Any]:
    """The callback that a path and its query name. Raises Refused (404)."""
    callback_type = request.args.get("callback_type")
    if callback_type not in NAMES:
        raise not_found()
    return {
        "service_id": service_id,
        "callback_id": callback_id,
        "callback_type": callback_type,
    }


@blueprint.post("")
def create_service_callback(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Say where to call for one type of event. 201.

    Errors: 400 ValidationError; 400 when there is one of the type; 404.
    """
    form = read_form(NEW)
    callback = database.call_value("api.create_service_callback", service_id=service_id, **form)
    return {"data": callback}, 201


@blueprint.post("/<uuid:callback_id>")
def update_service_callback(service_id: UUID, callback_id: UUID) -> dict[str, Any]:
    """Change the address or the token. Errors: 400 ValidationError; 404."""
    form = read_form(CHANGES)
    callback = database.call_value(
        "api.update_service_callback", service_id=service_id, callback_id=callback_id, **form
    )
    return {"data": callback}


@blueprint.get("/<uuid:callback_id>")
def read_service_callback(service_id: UUID, callback_id: UUID) -> dict[str, Any]:
    """One callback, without its token. Errors: 404, also when it is of another type."""
    callback = database.call_value("api.read_service_callback", **named(service_id, callback_id))
    if callback is None:
        raise not_found()
    return {"data": callback}


@blueprint.delete("/<uuid:callback_id>")
def delete_service_callback(service_id: UUID, callback_id: UUID) -> tuple[str, int]:
    """Stop calling. 204. Errors: 404, which names the type."""
    wanted = named(service_id, callback_id)
    if not database.call_value("api.delete_service_callback", **wanted):
        raise Refused(404, f"Service {NAMES[wanted['callback_type']]} API not found")
    return "", 204
