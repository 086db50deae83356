"""/service/<id>/send-notification: one message, sent by hand."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Blueprint
from marshmallow import fields

from api import database, message_sizes
from api.database import StaleContext
from api.errors import not_found
from api.internal.forms import Form, StoredIdentifier, load, read_object
from api.internal.one_off_messages import prepare
from api.public import services, uploads
from api.public.sending import Prepared, status_of, stored_values
from api.public.services import Service
from api.public.templates import find
from postroom import outcomes

blueprint = Blueprint("one_off", __name__, url_prefix="/service/<uuid:service_id>")

# Changes of a service in the middle of a request that are put up with.
CHANGES = 5


class MessageForm(Form):
    template_id = StoredIdentifier(required=True)
    to = fields.String(required=True, allow_none=True)
    personalisation = fields.Dict(allow_none=True)
    created_by = StoredIdentifier(required=True)
    sender_id = StoredIdentifier(allow_none=True)


def with_service(view: Callable[..., Any]) -> Callable[..., Any]:
    """Calls the view with the Service, again when what was known of it has changed."""

    @wraps(view)
    def with_current(service_id: UUID) -> Any:
        fresh = False
        for _ in range(CHANGES):
            try:
                return view(read_service(service_id, fresh))
            except StaleContext:
                fresh = True
        return view(read_service(service_id, fresh=True))

    return with_current


def read_service(service_id: UUID, fresh: bool) -> Service:
    """As this process knows it, or as it is now. Raises Refused (404)."""
    service = services.get(service_id, fresh)
    if service is None:
        raise not_found()
    return service


@blueprint.post("/send-notification")
@with_service
def send_notification(service: Service) -> tuple[dict[str, str], int]:
    """Accept one message, once it is stored and queued. 201 with its id.

    Errors: 400 by field, and for what cannot be sent; 404 for an unknown service, template or
    person; 429 over the day's limit.
    """
    form = load(MessageForm(), read_object())
    message_sizes.check_values(form.get("personalisation"))
    template = find(service, form["template_id"])
    if template is None:
        raise not_found()
    check_limit(service, template.template_type)
    prepared = prepare(service, template, form)
    return {"id": str(store(service, template.template_type, prepared))}, 201


def check_limit(service: Service, kind: str) -> None:
    """Raises NT429 over the day's limit."""
    database.call(
        "api.check_daily_limit",
        service_id=service.id,
        context_version=service.version,
        key_type="normal",
        kind=kind,
    )


def store(service: Service, channel: str, prepared: Prepared, **more: Any) -> UUID:
    """The id of the notification, stored and queued. Raises NT429."""
    row = database.call_one(
        "api.send_notification",
        service_id=service.id,
        context_version=service.version,
        notification_type=channel,
        api_key_id=None,
        key_type="normal",
        template_id=prepared.template.id,
        template_version=prepared.template.version,
        personalisation=json.dumps(stored_values(prepared)),
        client_reference=prepared.form.get("reference"),
        created_by_id=prepared.form["created_by"],
        documents=uploads.store(prepared.files),
        **prepared.message._asdict(),
        **more,
    )
    outcomes.count(channel, "normal", status_of(prepared.message))
    return row["id"]
