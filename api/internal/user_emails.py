"""/user…: emails with links that finish a registration, a new password, a new address."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint

from api import database
from api.internal import bodies, platform_messages
from api.internal.bodies import Field, load, read_object
from api.internal.platform_messages import link, page, send_email
from api.internal.users import described

blueprint = Blueprint("user_emails", __name__, url_prefix="/user")

HOST = {"admin_base_url": Field(bodies.text, nullable=True)}
EMAIL = {"email": Field(bodies.email_address, required=True)}
RESET = {**EMAIL, **HOST, "next": Field(bodies.text, nullable=True)}


@blueprint.post("/<uuid:user_id>/email-verification")
def send_email_verification(user_id: UUID) -> tuple[str, int]:
    """A link that confirms the address someone registered with. 204. Errors: 400; 404."""
    user = described(user_id)["data"]
    values = load(HOST, read_object())
    payload = {"user_id": user["id"], "email": user["email_address"]}
    url = link("verify-email", payload, values.get("admin_base_url"))
    send_email(
        platform_messages.EMAIL_VERIFICATION,
        user["email_address"],
        {"name": user["name"], "url": url},
    )
    return "", 204


@blueprint.post("/<uuid:user_id>/email-already-registered")
def send_already_registered(user_id: UUID) -> tuple[str, int]:
    """What someone reads who registers a second time. 204. Errors: 400 by field; 404."""
    values = load(EMAIL, read_object())
    described(user_id)
    send_email(
        platform_messages.ALREADY_REGISTERED,
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
    user = described(user_id)["data"]
    values = load(EMAIL, read_object())
    payload = {"user_id": user["id"], "email": values["email"]}
    url = link("your-account/email/confirm", payload)
    send_email(
        platform_messages.CHANGE_OF_EMAIL,
        values["email"],
        {"name": user["name"], "url": url, "feedback_url": page("/support")},
    )
    return "", 204


@blueprint.post("/reset-password")
def send_password_reset() -> tuple[str, int]:
    """A link to choose a new password with. 204. Errors: 400 by field; 404."""
    values = load(RESET, read_object())
    user = database.call_value("api.find_user", email_address=values["email"])
    payload = {
        "email": user["email_address"],
        "created_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    }
    url = link("new-password", payload, values.get("admin_base_url"), values.get("next"))
    send_email(
        platform_messages.PASSWORD_RESET,
        values["email"],
        {"user_name": user["name"], "url": url},
    )
    return "", 204
