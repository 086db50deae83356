"""/user/<id>/webauthn: security keys to sign in with; the admin app does the cryptography."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.wire.forms import read_json
from api.wire.validation import Schema

blueprint = Blueprint("webauthn", __name__, url_prefix="/user/<uuid:user_id>")

TEXT = {"type": "string", "minLength": 1}
NEW = Schema(
    {"name": TEXT, "credential_data": TEXT, "registration_response": TEXT},
    required=("name", "credential_data", "registration_response"),
)
NAME = Schema({"name": TEXT}, required=("name",))
LOGIN = Schema(
    {
        "successful": {"type": "boolean"},
        "webauthn_credential_id": {"type": ["string", "null"], "format": "uuid"},
    },
    required=("successful",),
)


@blueprint.get("/webauthn")
def list_webauthn_credentials(user_id: UUID) -> dict[str, Any]:
    """Someone's security keys, oldest first. Errors: 404."""
    return {"data": database.call_value("api.list_webauthn_credentials", user_id=user_id)}


@blueprint.post("/webauthn")
def create_webauthn_credential(user_id: UUID) -> tuple[dict[str, Any], int]:
    """Add a security key. 201. Errors: 400 ValidationError; 404."""
    form = NEW.validate(read_json())
    key = database.call_value("api.create_webauthn_credential", user_id=user_id, **form)
    return {"data": key}, 201


@blueprint.post("/webauthn/<uuid:credential_id>")
def rename_webauthn_credential(user_id: UUID, credential_id: UUID) -> dict[str, Any]:
    """Give a security key another name. Errors: 400 ValidationError; 404."""
    key = database.call_value(
        "api.rename_webauthn_credential",
        user_id=user_id,
        credential_id=credential_id,
        name=NAME.validate(read_json())["name"],
    )
    return {"data": key}


@blueprint.delete("/webauthn/<uuid:credential_id>")
def delete_webauthn_credential(user_id: UUID, credential_id: UUID) -> tuple[str, int]:
    """Take a security key away. 204. Errors: 400 for the last one; 404."""
    database.call("api.delete_webauthn_credential", user_id=user_id, credential_id=credential_id)
    return "", 204


@blueprint.post("/complete/webauthn-login")
def finish_webauthn_login(user_id: UUID) -> tuple[str, int]:
    """Sign someone in whose key the admin app has checked, or count that it failed. 204.

    Errors: 400 ValidationError; 403 after five failed logins; 404.
    """
    form = LOGIN.validate(read_json())
    database.call(
        "api.finish_webauthn_login",
        user_id=user_id,
        successful=form["successful"],
        credential_id=form.get("webauthn_credential_id"),
    )
    return "", 204
