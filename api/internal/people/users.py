"""/user: people who sign in to the admin app."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app
from marshmallow import ValidationError, fields
from psycopg.types.json import Jsonb
from sqlalchemy import Select, select

from api import database, reading
from api.internal.people import passwords
from api.sending.platform import EMAIL_CHANGED, MOBILE_CHANGED, send_email, send_sms
from api.wire.errors import Refused
from api.wire.forms import (
    Boolean,
    Choice,
    ClosedForm,
    EmailAddress,
    Form,
    Identifier,
    Moment,
    Name,
    PhoneNumber,
    load,
    not_empty,
    read_object,
)

blueprint = Blueprint("users", __name__, url_prefix="/user")

AUTH_TYPES = ("sms_auth", "email_auth", "webauthn_auth")


def no_longer(value: bool) -> None:
    """An administrator of the platform is made on the command line only."""
    if value:
        raise ValidationError("Cannot set platform_admin to True")


class PersonForm(Form):
    name = Name(not_empty("Invalid name"), required=True)
    email_address = EmailAddress(required=True)
    password = fields.String(required=True, validate=not_empty("Invalid password"))
    mobile_number = PhoneNumber(allow_none=True)
    auth_type = Choice(*AUTH_TYPES)
    state = Choice("pending", "active", "inactive")
    platform_admin = Boolean()


class ChangesForm(ClosedForm):
    name = Name(not_empty("Invalid name"))
    email_address = EmailAddress()
    mobile_number = PhoneNumber(allow_none=True)
    auth_type = Choice(*AUTH_TYPES)
    current_session_id = Identifier(allow_none=True)
    email_access_validated_at = Moment()
    take_part_in_research = Boolean()
    receives_new_features_email = Boolean()
    platform_admin = Boolean(validate=no_longer)
    updated_by = Identifier()


class EmailForm(Form):
    email = EmailAddress(required=True)


class EmailPartForm(Form):
    email = fields.String(required=True)


def read(user_id: UUID) -> dict[str, Any]:
    return database.call_value("api.read_user", id=user_id)


@blueprint.post("")
def create_user() -> tuple[dict[str, Any], int]:
    """Register a person, who is pending until activated. 201.

    Errors: 400 by field; 400 for text message codes without a number.
    """
    values = load(PersonForm(), read_object())
    if values.get("auth_type", "sms_auth") == "sms_auth" and not values.get("mobile_number"):
        raise Refused(400, "Mobile number must be set if auth_type is set to sms_auth")
    values["password_hash"] = passwords.hash(values.pop("password"))
    return {"data": database.call_value("api.create_user", **values)}, 201


@blueprint.get("/<uuid:user_id>")
def read_user(user_id: UUID) -> dict[str, Any]:
    """One person with their permissions. Errors: 404."""
    return {"data": read(user_id)}


@blueprint.post("/<uuid:user_id>")
def update_user(user_id: UUID) -> dict[str, Any]:
    """Change some attributes, and tell the person when another one did.

    Errors: 400 by field, or for an unknown one; 404, also for an unknown manager.
    """
    changes = load(ChangesForm(), read_object())
    updated_by_id = changes.pop("updated_by", None)
    row = database.call_row(
        "api.update_user", user_id=user_id, changes=Jsonb(changes), updated_by_id=updated_by_id
    )
    if updated_by_id:
        tell(row)
    return {"data": row["person"]}


def tell(row: dict[str, Any]) -> None:
    """Say at the new address, else at the new number, who put it there."""
    person = row["person"]
    values = {
        "name": person["name"],
        "servicemanagername": row["manager_name"],
        "email address": person["email_address"],
    }
    if row["new_address"]:
        send_email(EMAIL_CHANGED, person["email_address"], values)
    elif row["new_number"]:
        send_sms(MOBILE_CHANGED, person["mobile_number"], values)


@blueprint.post("/email")
def find_user() -> dict[str, Any]:
    """The person with this email address. Errors: 400 by field; 404."""
    values = load(EmailForm(), read_object())
    return {"data": database.call_value("api.find_user", email_address=values["email"])}


@blueprint.post("/find-users-by-email")
def find_users() -> dict[str, Any]:
    """People whose address has this in it. Errors: 400 by field."""
    values = load(EmailPartForm(), read_object())
    return {"data": reading.rows(compose_search, email_part=values["email"])}


def compose_search(_: frozenset[str]) -> Select:
    """The empty text is in every address."""
    user = reading.users.c
    return (
        select(user.id, user.name, user.email_address, user.mobile_number)
        .where(reading.contains(user.email_address, "email_part"))
        .order_by(user.created_at, user.id)
    )


@blueprint.post("/<uuid:user_id>/activate")
def activate_user(user_id: UUID) -> dict[str, Any]:
    """Let a registered person in. Errors: 400 when active already; 404."""
    return {"data": database.call_value("api.activate_user", id=user_id)}


@blueprint.post("/<uuid:user_id>/archive")
def archive_user(user_id: UUID) -> tuple[str, int]:
    """Forget who a person is, for ever. 204. Errors: 400 when a service needs them; 404."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H:%M:%S")
    domain = current_app.config["postroom"].email_domain
    address = f"_archived_{stamp}_{user_id}@{domain}"
    database.call("api.archive_user", id=user_id, email_address=address)
    return "", 204


@blueprint.get("/<uuid:user_id>/organisations-and-services")
def list_memberships(user_id: UUID) -> dict[str, Any]:
    """What a person belongs to, active ones only. Errors: 404."""
    return database.call_value("api.list_memberships", user_id=user_id)
