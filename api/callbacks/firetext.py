"""POST /notifications/sms/firetext: delivery receipts from Firetext."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from api.callbacks import authentication, requests, statuses
from api.callbacks.record import record
from api.wire import bodies

blueprint = Blueprint("firetext_receipts", __name__)


@blueprint.before_request
def authenticate() -> ResponseReturnValue | None:
    settings = authentication.settings()
    if not settings.receipts_authenticated:
        return None
    return authentication.basic(settings.firetext_receipts)


@blueprint.post("/notifications/sms/firetext")
def receive() -> ResponseReturnValue:
    """A form with `reference` (our id) and `status`, perhaps `code` and `time`.

    Errors: 400 for fields that are missing; 401, 403 without Firetext's credentials (HTTP Basic).
    """
    form = bodies.form()
    fields = {name: requests.text_of(form.get(name)) for name in ("status", "reference")}
    if faults := requests.missing("Firetext", fields):
        return requests.refuse(faults)

    # Without a code, the database takes a declined message that was pending for one that may
    # yet arrive, so a code that says nothing counts as none.
    code = requests.text_of(form.get("code"))
    _, detail = statuses.FIRETEXT_CODES.get(code, (None, None))
    record(
        "firetext",
        fields["reference"],
        statuses.firetext(fields["status"], code),
        code=code if detail else None,
        detail=detail,
        received_at=statuses.time(form.get("time")),
    )
    return requests.SUCCESS
