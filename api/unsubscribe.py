"""One-click unsubscribe: the links of templates that ask for them, and where they lead."""

from uuid import UUID

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from api import database
from api.wire.errors import legacy_error
from postroom.links.unsubscribe import read_token

blueprint = Blueprint("unsubscribe", __name__)


@blueprint.post("/unsubscribe/<uuid:notification_id>/<token>")
def unsubscribe(notification_id: UUID, token: str) -> ResponseReturnValue:
    """Note that the recipient wants no more such emails; no body is read.

    See docs/contract/reading.md, unsubscribing. A second request for the same notification is
    answered like the first. Errors: 404 for a token that is not ours, of another message or
    older than a year, and for a notification that is unknown or went to somebody else.
    """
    claim = read_token(current_app.extensions["secret_box"], token, notification_id)
    if claim is None:
        return refuse("This is not a valid unsubscribe link.")
    if not database.call_value(
        "api.unsubscribe",
        notification_id=notification_id,
        email_address=claim.address,
        service_id=claim.service_id,
    ):
        return refuse("This unsubscribe link is invalid or expired.")
    return {"result": "success", "message": "Unsubscribe successful"}


def refuse(reason: str) -> ResponseReturnValue:
    return legacy_error(404, {"unsubscribe request": reason})
