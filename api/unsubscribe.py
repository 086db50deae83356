"""One-click unsubscribe: the links of templates that ask for them, and where they lead."""

from uuid import UUID

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed

from api import database
from api.wire import pages
from api.wire.errors import legacy_error
from postroom.links.unsubscribe import Claim, read_token

blueprint = Blueprint("unsubscribe", __name__)
pages.serve(blueprint)

LINK = "/unsubscribe/<uuid:notification_id>/<token>"
INVALID = "This is not a valid unsubscribe link."
UNKNOWN = "This unsubscribe link is invalid or expired."


@blueprint.get(LINK)
def ask_to_unsubscribe(notification_id: UUID, token: str) -> ResponseReturnValue:
    """A page with a button that posts to the same address; looking at it changes nothing.

    Errors: 405 for a token that is not ours, to a browser as a page (404).
    """
    claim = read(notification_id, token)
    if claim is not None:
        return render_template("unsubscribe/ask.html", address=claim.address)
    if not pages.are_wanted():
        raise MethodNotAllowed(["POST", "OPTIONS"])
    return refuse(INVALID)


@blueprint.post(LINK)
def unsubscribe(notification_id: UUID, token: str) -> ResponseReturnValue:
    """Note that the recipient wants no more such emails; no body is read.

    See docs/contract/reading.md, unsubscribing. A second request for the same notification is
    answered like the first; a browser gets pages. Errors: 404 for a token that is not ours, of
    another message or older than a year, and for a notification that is unknown or went to
    somebody else.
    """
    claim = read(notification_id, token)
    if claim is None:
        return refuse(INVALID)
    if not database.call_value(
        "api.unsubscribe",
        notification_id=notification_id,
        email_address=claim.address,
        service_id=claim.service_id,
    ):
        return refuse(UNKNOWN)
    if pages.are_wanted():
        return render_template("unsubscribe/done.html")
    return {"result": "success", "message": "Unsubscribe successful"}


def read(notification_id: UUID, token: str) -> Claim | None:
    return read_token(current_app.extensions["secret_box"], token, notification_id)


def refuse(reason: str) -> ResponseReturnValue:
    if pages.are_wanted():
        return render_template("unsubscribe/refused.html", reason=reason), 404
    return legacy_error(404, {"unsubscribe request": reason})
