"""POST /notifications/sms/receive/firetext: text messages to services, from Firetext."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from api.callbacks import authentication, inbound, requests
from api.callbacks.texts import time
from api.wire import bodies

blueprint = Blueprint("firetext_inbound", __name__)

REQUIRED = ("destination", "source", "message")


@blueprint.before_request
def authenticate() -> ResponseReturnValue | None:
    settings = authentication.settings()
    return authentication.basic(settings.firetext_messages, authentication.BEARER)


@blueprint.post("/notifications/sms/receive/firetext")
def receive() -> ResponseReturnValue:
    """A form with `destination` (our number), `source` (the sender's), `message`, perhaps `time`.

    A message for nobody is dropped. Errors: 400 when one of these is missing; 401, 403 without
    Firetext's credentials (HTTP Basic).
    """
    form = bodies.form()
    if not all(name in form for name in REQUIRED) or not inbound.fits(form["source"]):
        return requests.refuse(requests.UNREADABLE)
    inbound.store(
        "firetext",
        form["destination"],
        form["source"],
        form["message"],
        received_at=time(form.get("time", "")),
    )
    return {"status": "ok"}
