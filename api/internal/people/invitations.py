"""/service/<id>/invite, /invite/service: people who are asked to join a service."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app
from marshmallow import fields
from psycopg.types.json import Jsonb

from api import database
from api.internal.people.users import AUTH_TYPES
from api.sending.platform import INVITATION, link, send_email
from api.wire.errors import Refused, not_found
from api.wire.forms import Choice, EmailAddress, Form, Identifier, load, read_object
from postroom.links.secret_keys import InvalidToken, SecretBox

blueprint = Blueprint("invitations", __name__)

VALID_FOR = 2 * 24 * 60 * 60

EXPIRED = (
    "Your invitation to GOV.UK Notify has expired. "
    "Please ask the person that invited you to send you another one"
)
BROKEN = "Something’s wrong with this link. Make sure you’ve copied the whole thing."


class ChangesForm(Form):
    permissions = fields.String(required=True)
    auth_type = Choice(*AUTH_TYPES)
    folder_permissions = fields.List(Identifier())
    status = Choice("pending", "accepted", "cancelled")


class InvitationForm(ChangesForm):
    email_address = EmailAddress(required=True)
    from_user = Identifier(required=True)
    invite_link_host = fields.String(allow_none=True)


@blueprint.post("/service/<uuid:service_id>/invite")
def create_invitation(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Ask someone to join a service, with an email that answers go to who asks. 201.

    Errors: 400 by field; 404 for an unknown service or user.
    """
    values = load(InvitationForm(), read_object())
    host = values.pop("invite_link_host", None)
    values["from_user_id"] = values.pop("from_user")
    row = database.call_row("api.create_invitation", service_id=service_id, details=Jsonb(values))
    send_email(
        INVITATION,
        values["email_address"],
        {
            "user_name": row["inviter_name"],
            "service_name": row["service_name"],
            "url": link("invitation", row["invitation"]["id"], host),
        },
        reply_to=row["inviter_address"],
    )
    return {"data": row["invitation"]}, 201


@blueprint.get("/service/<uuid:service_id>/invite")
def list_invitations(service_id: UUID) -> dict[str, Any]:
    """All invitations of a service, oldest first."""
    return {"data": database.call_value("api.list_invitations", service_id=service_id)}


@blueprint.get("/service/<uuid:service_id>/invite/<uuid:invitation_id>")
def read_service_invitation(service_id: UUID, invitation_id: UUID) -> dict[str, Any]:
    """One invitation of a service. Errors: 404."""
    return read(invitation_id, service_id)


@blueprint.post("/service/<uuid:service_id>/invite/<uuid:invitation_id>")
def update_invitation(service_id: UUID, invitation_id: UUID) -> dict[str, Any]:
    """Accept, cancel or change an invitation. Errors: 400 by field; 404."""
    changes = load(ChangesForm(), read_object(), partial=True)
    invitation = database.call_value(
        "api.update_invitation",
        service_id=service_id,
        invitation_id=invitation_id,
        changes=Jsonb(changes),
    )
    return {"data": invitation}


@blueprint.get("/invite/service/<uuid:invitation_id>")
def read_invitation(invitation_id: UUID) -> dict[str, Any]:
    """One invitation. Errors: 404."""
    return read(invitation_id)


@blueprint.get("/invite/service/<token>")
@blueprint.get("/invite/service/check/<token>")
def check_invitation(token: str) -> dict[str, Any]:
    """The invitation that a link in an email leads to, whatever became of it.

    Errors: 400 for a link that is too old, or none of ours; 404.
    """
    return read(read_link(token))


def read_link(token: str) -> UUID:
    """The id of the invitation that a link leads to.

    Raises Refused (400): the link is too old, or none of ours.
    """
    box = SecretBox([current_app.config["postroom"].token_secret_key])
    try:
        invitation_id = UUID(box.decrypt(token))
    except (InvalidToken, ValueError):
        raise Refused(400, {"invitation": BROKEN}) from None
    try:
        box.decrypt(token, max_age=VALID_FOR)
    except InvalidToken:
        raise Refused(400, {"invitation": EXPIRED}) from None
    return invitation_id


def read(invitation_id: UUID, service_id: UUID | None = None) -> dict[str, Any]:
    found = database.call_value(
        "api.list_invitations", service_id=service_id, invitation_id=invitation_id
    )
    if not found:
        raise not_found()
    return {"data": found[0]}
