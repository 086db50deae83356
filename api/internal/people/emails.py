"""/user…: emails with links that finish a registration, a new password, a new address."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint
from marshmallow import fields

from api import database
from api.internal.people.users import EmailForm, read
from api.sending import platform
from api.sending.platform import link, page, send_email
from api.wire.forms import EmailAddress, Form, load, read_object

blueprint = Blueprint("emails", __name__, url_prefix="/user")


class LinkForm(Form):
    admin_base_url = fields.String(allow_none=True)


class ResetForm(LinkForm):
    email = EmailAddress(required=True)
    next = fields.String(allow_none=True)


@blueprint.post("/<uuid:user_id>/email-verification")
def send_email_verification(user_id: UUID) -> tuple[str, int]:
    """A link that confirms the address someone registered with. 204. Errors: 400; 404."""
    user = read(user_id)
    values = load(LinkForm(), read_object())
    payload = {"user_id": user["id"], "email": user["email_address"]}
    url = link("verify-email", payload, values.get("admin_base_url"))
    send_email(
        platform.EMAIL_VERIFICATION,
        user["email_address"],
        {"name": user["name"], "url": url},
    )
    return "", 204


@blueprint.post("/<uuid:user_id>/email-already-registered")
def send_already_registered(user_id: UUID) -> tuple[str, int]:
    """What someone reads who registers a second time. 204. Errors: 400 by field; 404."""
    values = load(EmailForm(), read_object())
    read(user_id)
    send_email(
        platform.ALREADY_REGISTERED,
        values["email"],
        {
            "signin_url": page("/sign-in"),
            "forgot_password_url": page("/forgot-password"),
            "feedback_url": page("/support"),
        },
    )
    return "", 204


@blueprint.post("/<uuid:user_id>/change-email-verification")
def send_change_of_email(user_id: UUID) -> tuple[str, int]:
    """A link, to the new address, that makes it the one to sign in with. 204.

    Errors: 400 by field; 404.
    """
    user = read(user_id)
    values = load(EmailForm(), read_object())
    payload = {"user_id": user["id"], "email": values["email"]}
    url = link("your-account/email/confirm", payload)
    send_email(
        platform.CHANGE_OF_EMAIL,
        values["email"],
        {"name": user["name"], "url": url, "feedback_url": page("/support")},
    )
    return "", 204


@blueprint.post("/reset-password")
def send_password_reset() -> tuple[str, int]:
    """A link to choose a new password with. 204. Errors: 400 by field; 404."""
    values = load(ResetForm(), read_object())
    user = database.call_value("api.find_user", email_address=values["email"])
    payload = {
        "email": user["email_address"],
        "created_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    }
    url = link("new-password", payload, values.get("admin_base_url"), values.get("next"))
    send_email(
        platform.PASSWORD_RESET,
        values["email"],
        {"user_name": user["name"], "url": url},
    )
    return "", 204
