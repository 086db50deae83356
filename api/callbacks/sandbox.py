"""POST /notifications/sandbox: the receipts that the sandbox provider sends itself."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from api.callbacks import authentication, requests, statuses
from api.callbacks.record import record

blueprint = Blueprint("sandbox_receipts", __name__)
blueprint.before_request(authentication.sandbox)


@blueprint.post("/notifications/sandbox")
def receive() -> ResponseReturnValue:
    """JSON with `id` (our id) and `status` (in our words), perhaps `time`.

    Errors: 400 for fields that are missing; 401, 403 without a token of the worker's.
    """
    form = requests.json_object()
    if form is None:
        return requests.refuse(requests.UNREADABLE)
    fields = {name: requests.text_of(form.get(name)) for name in ("status", "id")}
    if faults := requests.missing("Sandbox", fields):
        return requests.refuse(faults)

    status = statuses.sandbox(fields["status"])
    record("sandbox", fields["id"], status, received_at=statuses.time(form.get("time")))
    return requests.SUCCESS
