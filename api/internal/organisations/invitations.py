"""/organisation/<id>/invite, /invite/organisation: people who are asked to join an organisation."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.internal.organisations.fields import PERMISSIONS
from api.internal.people.invitations import read_link
from api.sending.platform import ORGANISATION_INVITATION, link, send_email
from api.wire.forms import LONGEST, check_lengths, known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("invitations", __name__)

NEW = Schema(
    {
        "email_address": {"type": "string", "format": "email_address"},
        "invited_by": {"type": "string", "format": "uuid"},
        "permissions": {"type": "array", "items": {"enum": PERMISSIONS}},
        "invite_link_host": {"type": ["string", "null"]},
    },
    required=("email_address", "invited_by", "permissions"),
    open=True,
)
STATUS = Schema(
    {"status": {"enum": ["pending", "accepted", "cancelled"]}}, required=("status",), open=True
)


@blueprint.post("/organisation/<uuid:organisation_id>/invite")
def create_organisation_invitation(organisation_id: UUID) -> tuple[dict[str, Any], int]:
    """Ask someone to join an organisation, with an email that answers go to who asks. 201.

    Errors: 400 ValidationError; 404 for an unknown organisation or user.
    """
    body = NEW.validate(read_json())
    check_lengths(body, {"email_address": LONGEST})
    row = database.call_row(
        "api.create_organisation_invitation",
        organisation_id=organisation_id,
        email_address=body["email_address"],
        invited_by_id=known_id(body["invited_by"]),
        permissions=list(dict.fromkeys(body["permissions"])),
    )
    by_platform = row["is_by_platform"]
    send_email(
        ORGANISATION_INVITATION,
        body["email_address"],
        {
            "user_name": "The GOV.UK Notify team" if by_platform else row["inviter_name"],
            "organisation_name": row["organisation_name"],
            "url": link(
                "organisation-invitation", row["invitation"]["id"], body.get("invite_link_host")
            ),
        },
        reply_to=row["inviter_address"],
    )
    return {"data": row["invitation"]}, 201


@blueprint.get("/organisation/<uuid:organisation_id>/invite")
def list_organisation_invitations(organisation_id: UUID) -> dict[str, Any]:
    """All invitations of an organisation, oldest first."""
    invitations = database.call_value(
        "api.list_organisation_invitations", organisation_id=organisation_id
    )
    return {"data": invitations}


@blueprint.get("/organisation/<uuid:organisation_id>/invite/<invitation_id>")
def read_organisations_invitation(organisation_id: UUID, invitation_id: str) -> dict[str, Any]:
    """One invitation of an organisation. Errors: 404."""
    return read(known_id(invitation_id), organisation_id)


@blueprint.post("/organisation/<uuid:organisation_id>/invite/<invitation_id>")
def update_organisation_invitation(organisation_id: UUID, invitation_id: str) -> dict[str, Any]:
    """Say what became of an invitation. Errors: 400 ValidationError; 404."""
    invitation = database.call_value(
        "api.update_organisation_invitation",
        organisation_id=organisation_id,
        invitation_id=known_id(invitation_id),
        status=STATUS.validate(read_json())["status"],
    )
    return {"data": invitation}


@blueprint.get("/invite/organisation/<uuid:invitation_id>")
def read_organisation_invitation(invitation_id: UUID) -> dict[str, Any]:
    """One invitation. Errors: 404."""
    return read(invitation_id)


@blueprint.get("/invite/organisation/<token>")
@blueprint.get("/invite/organisation/check/<token>")
def check_organisation_invitation(token: str) -> dict[str, Any]:
    """The invitation that a link in an email leads to, whatever became of it.

    Errors: 400 for a link that is too old, or none of ours; 404.
    """
    return read(read_link(token))


def read(invitation_id: UUID, organisation_id: UUID | None = None) -> dict[str, Any]:
    invitation = database.call_value(
        "api.read_organisation_invitation", id=invitation_id, organisation_id=organisation_id
    )
    return {"data": invitation}
