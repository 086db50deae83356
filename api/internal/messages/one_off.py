"""/service/<id>/send-notification: one message, sent by hand."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Blueprint
from marshmallow import fields

from api.sending import send, services
from api.sending.by_hand import prepare
from api.sending.services import Service
from api.sending.templates import find
from api.wire import message_sizes
from api.wire.errors import not_found
from api.wire.forms import Form, StoredIdentifier, load, read_object

blueprint = Blueprint("one_off", __name__, url_prefix="/service/<uuid:service_id>")


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
        return services.with_current(lambda fresh: view(read_service(service_id, fresh)))

    return with_current


def read_service(service_id: UUID, fresh: bool) -> Service:
    """The service as this process knows it, or as it is now. Raises Refused (404)."""
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
    channel = template.template_type
    prepared = send.judge(service, channel, "normal", lambda: prepare(service, template, form))
    id = send.store(service, channel, prepared, created_by_id=form["created_by"])
    return {"id": str(id)}, 201
