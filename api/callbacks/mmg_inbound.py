"""POST /notifications/sms/receive/mmg: text messages to services, from MMG."""

from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from api.callbacks import authentication, inbound, requests
from api.callbacks.texts import mmg_text, time
from api.wire import bodies

blueprint = Blueprint("mmg_inbound", __name__)

REQUIRED = ("Number", "MSISDN", "Message", "ID")


@blueprint.before_request
def parse() -> ResponseReturnValue | None:
    """Before authentication, as the contract says: a body that is no JSON at all."""
    if not request.is_json:
        return requests.refuse(requests.UNREADABLE)
    try:
        g.body = bodies.parse(bodies.read())
    except ValueError:
        return requests.refuse(requests.UNREADABLE)
    return None


@blueprint.before_request
def authenticate() -> ResponseReturnValue | None:
    settings = authentication.settings()
    return authentication.basic(settings.mmg_messages, authentication.BEARER)


@blueprint.post("/notifications/sms/receive/mmg")
def receive() -> ResponseReturnValue:
    """JSON with `Number` (ours), `MSISDN` (the sender's), `Message`, `ID`, perhaps `DateRecieved`.

    A message for nobody is dropped, and the answer then the text RECEIVED. Errors: 400 for a
    body that is no JSON or lacks one of these; 401, 403 without MMG's credentials (HTTP Basic).
    """
    fields = texts(g.body)
    if fields is None:
        return requests.refuse(requests.UNREADABLE)
    stored = inbound.store(
        "mmg",
        fields["Number"],
        fields["MSISDN"],
        mmg_text(fields["Message"]),
        reference=fields["ID"],
        received_at=time(str(g.body.get("DateRecieved", ""))),
    )
    return {"status": "ok"} if stored else ("RECEIVED", {"Content-Type": "text/plain"})


def texts(body: Any) -> dict[str, str] | None:
    """The required fields, numbers as text too; None when one is missing or out of bounds."""
    if not isinstance(body, dict):
        return None
    fields = {name: body.get(name) for name in REQUIRED}
    if not all(isinstance(value, str | int) for value in fields.values()):
        return None
    found = {name: str(value) for name, value in fields.items()}
    return found if inbound.fits(found["MSISDN"], found["ID"]) else None
