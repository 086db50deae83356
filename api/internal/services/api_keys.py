"""/service/<id>/api-key: the keys that a service signs its requests with."""

import uuid
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import ColumnElement, Date, Select, bindparam, cast, func, or_, select

from api import database, reading
from api.wire.errors import Refused
from api.wire.forms import Choice, Form, Identifier, Name, load, read_object, told_after
from api.wire.times import to_wire
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
    return {"apiKeys": keys(service_id=service_id)}


@blueprint.get("/api-keys/<uuid:key_id>")
def get_api_key(service_id: UUID, key_id: UUID) -> dict[str, Any]:
    """One key in a list of its own. Errors: 404, also when it has expired."""
    found = keys(service_id=service_id, key_id=key_id)
    if not found:
        raise Refused(404, f"API key not found for id: {service_id}")
    return {"apiKeys": found}


def keys(**wanted: Any) -> list[dict[str, Any]]:
    return [to_body(row) for row in reading.rows(compose_list, **wanted)]


def compose_list(given: frozenset[str]) -> Select:
    """The keys of a service, oldest first; or the one named, if it has not expired."""
    key = reading.api_keys.c
    endless: ColumnElement[bool] = key.expires_at.is_(None)
    shown: ColumnElement[bool]
    if "key_id" in given:
        shown = endless & (key.id == bindparam("key_id"))
    else:
        shown = or_(endless, cast(key.expires_at, Date) > cast(func.now(), Date) - 7)
    return (
        select(reading.api_keys)
        .where(key.service_id == bindparam("service_id"), shown)
        .order_by(key.created_at, key.id)
    )


def to_body(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "key_type": row["key_type"],
        "created_by": row["created_by_id"],
        "version": row["version"],
        "created_at": to_wire(row["created_at"]),
        "updated_at": to_wire(row["updated_at"]),
        "expiry_date": to_wire(row["expires_at"]),
    }


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
