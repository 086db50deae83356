"""POST /notifications/sms/firetext: delivery receipts from Firetext."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from api.callbacks import requests
from api.callbacks.record import record
from postroom import receipts

blueprint = Blueprint("firetext_receipts", __name__)


@blueprint.post("/notifications/sms/firetext")
def receive() -> ResponseReturnValue:
    """A form with `reference` (our id) and `status`, perhaps `code` and `time`."""
    form = request.form
    fields = {name: requests.text_of(form.get(name)) for name in ("status", "reference")}
    if faults := requests.missing("Firetext", fields):
        return requests.refuse(faults)

    # Without a code the database takes a declined message that was pending for one that may
    # yet arrive, so a code that says nothing counts as none.
    code = requests.text_of(form.get("code"))
    _, detail = receipts.FIRETEXT_CODES.get(code, (None, None))
    record(
        "firetext",
        fields["reference"],
        receipts.firetext(fields["status"], code),
        code=code if detail else None,
        detail=detail,
        received_at=receipts.time(form.get("time")),
    )
    return requests.SUCCESS
