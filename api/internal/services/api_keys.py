"""/service/<id>/api-key: the keys that a service signs its requests with."""

import uuid
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify

from api import database
from api.wire.errors import Refused
from api.wire.forms import Choice, Form, Identifier, Name, load, read_object, told_after
from api.wire.validation import Schema

blueprint = Blueprint("api_keys", __name__, url_prefix="/service/<uuid:service_id>")


class KeyForm(Form):
    name = Name(required=True)
    key_type = Choice("normal", "team", "test", required=True)
    created_by = Identifier(required=True)


REVOCATION = Schema({"created_by": {"type": "string", "format": "uuid"}})


@blueprint.post("/api-key")
def create_api_key(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Add a key. 201 with its secret, which is never shown again.

    Errors: 400 by field; 400 for a name that an unexpired key has; 404.
    """
    with told_after("api.read_service", id=service_id):
        values = load(KeyForm(), read_object())
    secret = str(uuid.uuid4())
    database.call(
        "api.create_api_key",
        service_id=service_id,
        name=values["name"],
        key_type=values["key_type"],
        created_by_id=values["created_by"],
        secret=current_app.extensions["secret_box"].encrypt(secret),
    )
    return {"data": secret}, 201


@blueprint.get("/api-keys")
def list_api_keys(service_id: UUID) -> dict[str, Any]:
    """The keys of a service with those that expired in the last week; never a secret."""
    return {"apiKeys": database.call_value("api.list_api_keys", service_id=service_id)}


@blueprint.get("/api-keys/<uuid:key_id>")
def get_api_key(service_id: UUID, key_id: UUID) -> dict[str, Any]:
    """One key in a list of its own. Errors: 404, also when it has expired."""
    keys = database.call_value("api.list_api_keys", service_id=service_id, key_id=key_id)
    if not keys:
        raise Refused(404, f"API key not found for id: {service_id}")
    return {"apiKeys": keys}


@blueprint.post("/api-key/revoke/<uuid:key_id>")
def revoke_api_key(service_id: UUID, key_id: UUID) -> tuple[Response, int]:
    """End a key at once. 202. Errors: 400 ValidationError; 404."""
    body = REVOCATION.validate(read_object(optional=True))
    database.call(
        "api.revoke_api_key",
        service_id=service_id,
        key_id=key_id,
        created_by_id=body.get("created_by"),
    )
    return jsonify(None), 202
