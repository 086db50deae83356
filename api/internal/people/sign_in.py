"""/user/<id>/…: passwords, and the codes that are asked for besides."""

import hashlib
import hmac
import secrets
import uuid
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app
from marshmallow import fields

from api import database
from api.internal.people import passwords
from api.sending import platform
from api.sending.platform import link
from api.wire.errors import PublicError, Refused, not_found
from api.wire.forms import ClosedForm, load, read_json, read_object
from api.wire.validation import Schema

blueprint = Blueprint("sign_in", __name__, url_prefix="/user/<uuid:user_id>")

CODE_LENGTH = 5


class PasswordForm(ClosedForm):
    _password = fields.String(required=True)


OPTIONAL_TEXT = {"type": ["string", "null"]}
SMS_CODE = Schema({"to": OPTIONAL_TEXT})
EMAIL_CODE = Schema(
    {"to": {"type": "null"}, "next": OPTIONAL_TEXT, "email_auth_link_host": OPTIONAL_TEXT}
)
CODE = Schema(
    {"code": {"type": "string"}, "code_type": {"type": "string"}},
    required=("code", "code_type"),
    open=True,
)


@blueprint.post("/verify/password")
def verify_password(user_id: UUID) -> tuple[str, int]:
    """Check a password, and count a wrong one. 204. Errors: 400 by field; 404."""
    given = read_object().get("password")
    if not isinstance(given, str):
        raise Refused(400, {"password": ["Required field missing data"]})
    kept = database.call_value("api.get_password_hash", user_id=user_id)
    right = kept is not None and passwords.matches(kept, given)
    # A second call: only here can the two be compared.
    database.call(
        "api.finish_password_check",
        user_id=user_id,
        is_right=right,
        old_hash=kept,
        new_hash=passwords.hash(given) if right and passwords.is_outdated(kept) else None,
    )
    if not right:
        raise Refused(400, {"password": ["Incorrect password"]})
    return "", 204


@blueprint.post("/update-password")
def set_password_hash(user_id: UUID) -> dict[str, Any]:
    """Change a password. Errors: 400 by field, or for any other field; 404."""
    values = load(PasswordForm(), read_object())
    hashed = passwords.hash(values["_password"])
    user = database.call_value("api.set_password_hash", user_id=user_id, password_hash=hashed)
    return {"data": user}


@blueprint.post("/reset-failed-login-count")
def reset_failed_logins(user_id: UUID) -> dict[str, Any]:
    """Unlock an account. Errors: 404."""
    return {"data": database.call_value("api.reset_failed_logins", user_id=user_id)}


@blueprint.post("/sms-code")
def send_sms_code(user_id: UUID) -> tuple[str, int]:
    """Text someone a code to sign in with. 204, also when five still work: then none is sent.

    Errors: 400 ValidationError; 400 for a number that cannot be sent to; 404.
    """
    form = read_form(user_id, SMS_CODE)
    if form is None:
        return "", 204
    code, to = new_code(), form.get("to")
    user = keep(user_id, "sms", code, other_number=bool(to))
    if user:
        number = to or user["mobile_number"]
        platform.send_sms(platform.SMS_CODE, number, {"verify_code": code})
    return "", 204


@blueprint.post("/email-code")
def send_email_code(user_id: UUID) -> tuple[str, int]:
    """Email someone a link to sign in with. 204, as for text messages.

    Errors: 400 ValidationError; 404.
    """
    form = read_form(user_id, EMAIL_CODE)
    if form is None:
        return "", 204
    code = str(uuid.uuid4())
    if user := keep(user_id, "email", code):
        payload = {"user_id": str(user_id), "secret_code": code}
        url = link("email-auth", payload, form.get("email_auth_link_host"), form.get("next"))
        platform.send_email(
            platform.EMAIL_SIGN_IN,
            user["email_address"],
            {"name": user["name"], "url": url},
        )
    return "", 204


@blueprint.post("/verify/code")
def use_code(user_id: UUID) -> tuple[str, int]:
    """Sign someone in with a code. 204.

    Errors: 400 ValidationError; 400 for a code that was used or is too old; 404 for a wrong
    one, or after ten failed logins.
    """
    form = CODE.validate(read_json())
    if form["code_type"] not in ("sms", "email"):
        raise not_found()
    outcome = database.call_value(
        "api.use_code",
        user_id=user_id,
        code_type=form["code_type"],
        code_hashes=code_hashes(user_id, form["code"]),
    )
    if outcome == "expired":
        raise Refused(400, "Code has expired")
    if outcome == "unknown":
        raise Refused(404, "Code not found")
    return "", 204


def read_form(user_id: UUID, schema: Schema) -> dict[str, Any] | None:
    """What to send a code with. None for one with faults, while no code would be sent anyway.

    Raises PublicError, Refused (400).
    """
    try:
        form = schema.validate(read_json())
        if form.get("to"):
            platform.read_number(form["to"])
    except (PublicError, Refused):
        if database.call_value("api.may_send_code", user_id=user_id):
            raise
        return None
    return form


def new_code() -> str:
    """Five digits, no two neighbours equal: a doubled digit is easily mistyped."""
    digits = ""
    while len(digits) < CODE_LENGTH:
        digit = secrets.choice("0123456789")
        if not digits.endswith(digit):
            digits += digit
    return digits


def keep(user_id: UUID, code_type: str, code: str, **more: Any) -> dict[str, Any] | None:
    """Who is to be sent a code; nobody while five still work."""
    return database.call_value(
        "api.create_code",
        user_id=user_id,
        code_type=code_type,
        code_hash=code_hashes(user_id, code)[0],
        **more,
    )


def code_hashes(user_id: UUID, code: str) -> list[str]:
    """The code under each of our keys, newest first.

    Five digits are guessed at once from a plain hash, however slow; not without the key.
    """
    message = f"{user_id}:{code}".encode()
    keys = current_app.config["postroom"].secret_keys
    return [hmac.new(key.encode(), message, hashlib.sha256).hexdigest() for key in keys]
