"""/service/<id>/service-join-request: people who ask to become members of a service."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.sending.platform import (
    JOIN_APPROVED,
    JOIN_RECEIPT,
    JOIN_REQUESTED,
    page,
    quoted,
    send_email,
)
from api.wire.forms import known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint(
    "join_requests", __name__, url_prefix="/service/<uuid:service_id>/service-join-request"
)

ID = {"type": "string", "format": "hexadecimal-uuid"}
REASON = {"type": ["string", "null"], "format": "text"}
PERMISSIONS = (
    "manage_users", "manage_templates", "manage_settings", "send_texts", "send_emails",
    "send_letters", "manage_api_keys", "view_activity",
)  # fmt: skip

REQUEST = Schema(
    {
        "requester_id": ID,
        "contacted_user_ids": {"type": "array", "items": ID, "minItems": 1},
        "invite_link_host": {"type": "string", "format": "text"},
        "reason": REASON,
    },
    required=("requester_id", "contacted_user_ids", "invite_link_host"),
)
DECISION = Schema(
    {
        "permissions": {"type": "array", "items": {"enum": list(PERMISSIONS)}},
        "folder_permissions": {"type": "array", "items": ID},
        "status_changed_by_id": ID,
        "status": {"enum": ["pending", "approved", "rejected", "cancelled"]},
        "reason": REASON,
        "auth_type": {"enum": ["email_auth", "sms_auth"]},
    },
    required=("status_changed_by_id", "status"),
)


@blueprint.post("")
def create_join_request(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Ask members of a service to be let in, with emails to them and to who asks. 201.

    Errors: 400 ValidationError; 400 for a member, or when nobody asked is one; 404.
    """
    form = REQUEST.validate(read_json())
    reason, host = form.get("reason") or "", form["invite_link_host"].rstrip("/")
    row = database.call_row(
        "api.create_join_request",
        service_id=service_id,
        requester_id=known_id(form["requester_id"]),
        contacted_user_ids=[known_id(id) for id in form["contacted_user_ids"]],
        reason=reason,
    )
    service = f"{host}/services/{service_id}"
    tell_members(row, reason, f"{service}/join-request/{row['request_id']}/approve")
    tell_requester(row, f"{service}/join/ask")
    return {"service_join_request_id": row["request_id"]}, 201


def tell_members(row: dict[str, Any], reason: str, url: str) -> None:
    """Whom of those asked the service has; answers go to the person who asks."""
    requester = row["requester"]
    for member in filter(lambda asked: asked["is_member"], row["contacted"]):
        values = {
            "approver_name": member["name"],
            "requester_name": requester["name"],
            "requester_email_address": requester["email_address"],
            "service_name": row["service_name"],
            "reason_given": "yes" if reason else "no",
            "reason": quoted(reason),
            "url": url,
        }
        send_email(
            JOIN_REQUESTED, member["email_address"], values, reply_to=requester["email_address"]
        )


def tell_requester(row: dict[str, Any], url: str) -> None:
    values = {
        "requester_name": row["requester"]["name"],
        "service_name": row["service_name"],
        "service_admin_names": [
            f"{asked['name']} – {asked['email_address']}" for asked in row["contacted"]
        ],
        "url_ask_to_join_page": url,
    }
    send_email(JOIN_RECEIPT, row["requester"]["email_address"], values)


@blueprint.get("/<uuid:request_id>")
def read_join_request(service_id: UUID, request_id: UUID) -> dict[str, Any]:
    """One request, whatever became of it. Errors: 404."""
    return database.call_value(
        "api.read_join_request", service_id=service_id, request_id=request_id
    )


@blueprint.post("/<uuid:request_id>")
def update_join_request(service_id: UUID, request_id: UUID) -> dict[str, Any]:
    """Let somebody in, or do not; who is let in reads it in an email.

    Errors: 400 ValidationError; 404, also for an unknown user who decides.
    """
    form = DECISION.validate(read_json())
    row = database.call_row(
        "api.update_join_request",
        service_id=service_id,
        request_id=request_id,
        status=form["status"],
        status_changed_by_id=known_id(form["status_changed_by_id"]),
        permissions=list(dict.fromkeys(form.get("permissions", []))),
        folder_ids=[known_id(id) for id in form.get("folder_permissions", [])],
        auth_type=form.get("auth_type"),
        reason=form.get("reason"),
    )
    request = row["request"]
    if row["is_approved"]:
        values = {
            "requester_name": request["requester"]["name"],
            "approver_name": request["status_changed_by"]["name"],
            "service_name": row["service_name"],
            "dashboard_url": page(f"/services/{service_id}"),
        }
        send_email(JOIN_APPROVED, request["requester"]["email_address"], values)
    return request
