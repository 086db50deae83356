"""/organisations/notify-…: emails of services that want to go live and of those who decide."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app

from api import database
from api.sending import platform
from api.sending.platform import page, quoted, send_email
from api.wire.errors import Refused
from api.wire.forms import UNREADABLE, read_json
from api.wire.validation import Schema

blueprint = Blueprint("go_live", __name__, url_prefix="/organisations")

TEXT = {"type": "string"}
NextSteps = Schema(
    {"to": {"type": "string", "format": "email_address"}, "service_name": TEXT, "body": TEXT},
    required=("to", "service_name", "body"),
    open=True,
)
REJECTION = (
    "name", "service_name", "organisation_name", "reason", "organisation_team_member_name",
    "organisation_team_member_email",
)  # fmt: skip
Rejection = Schema(dict.fromkeys(REJECTION, TEXT), required=REJECTION, open=True)


def get_request(service_id: UUID) -> dict[str, Any]:
    return database.call_value("api.get_go_live_request", service_id=service_id)


def check_active(wish: dict[str, Any]) -> None:
    """Raises Refused (400) unless somebody waits for an answer."""
    if not (wish["is_active"] and wish["requester_name"]):
        raise Refused(400, UNREADABLE)


@blueprint.post("/notify-users-of-request-to-go-live/<uuid:service_id>")
def ask_approvers(service_id: UUID) -> tuple[str, int]:
    """Ask those who may make the service live, and tell who asked whom we asked. 204.

    Errors: 400 for a service without an organisation, or for which nobody asks; 404.
    """
    wish = get_request(service_id)
    if not (wish["organisation_name"] and wish["requester_name"]):
        raise Refused(400, UNREADABLE)
    approvers = wish["approvers"]
    values = {
        "service_name": wish["service_name"],
        "requester_name": wish["requester_name"],
        "requester_email_address": wish["requester_address"],
        "make_service_live_link": page(f"/services/{service_id}/make-service-live"),
        "support_page_link": page("/support"),
        "organisation_name": wish["organisation_name"],
    }
    for approver in approvers:
        send_email(
            platform.GO_LIVE_REQUEST,
            approver["email_address"],
            {**values, "name": approver["name"]},
            reply_to=wish["requester_address"],
        )
    if approvers:
        send_email(
            platform.GO_LIVE_RECEIPT,
            wish["requester_address"],
            {
                "service_name": wish["service_name"],
                "name": wish["requester_name"],
                "organisation_name": wish["organisation_name"],
                "organisation_team_member_names": [approver["name"] for approver in approvers],
            },
            reply_to=current_app.config["postroom"].support_email_address,
        )
    return "", 204


@blueprint.post("/notify-org-member-about-next-steps-of-go-live-request/<uuid:service_id>")
def tell_next_steps(service_id: UUID) -> tuple[str, int]:
    """Remind who decides of what is left to do. 204.

    Errors: 400 ValidationError; 400 when nobody asks for this service to go live; 404.
    """
    values = NextSteps.validate(read_json())
    check_active(get_request(service_id))
    told = {name: values[name] for name in ("service_name", "body")}
    send_email(platform.GO_LIVE_NEXT_STEPS, values["to"], told)
    return "", 204


@blueprint.post("/notify-service-member-of-rejected-go-live-request/<uuid:service_id>")
def tell_rejection(service_id: UUID) -> tuple[str, int]:
    """Tell who asked why not, the reason set apart line by line. 204.

    Errors: 400 ValidationError; 400 when nobody asks for this service to go live; 404.
    """
    body = Rejection.validate(read_json())
    wish = get_request(service_id)
    check_active(wish)
    values = {**{name: body[name] for name in REJECTION}, "reason": quoted(body["reason"])}
    send_email(platform.GO_LIVE_REJECTED, wish["requester_address"], values)
    return "", 204
