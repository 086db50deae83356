"""POST /notifications/sms/mmg: delivery receipts from MMG."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from api.callbacks import authentication, requests, statuses
from api.callbacks.record import record

blueprint = Blueprint("mmg_receipts", __name__)


@blueprint.before_request
def authenticate() -> ResponseReturnValue | None:
    settings = authentication.settings()
    if not settings.receipts_authenticated:
        return None
    return authentication.basic(settings.mmg_receipts)


@blueprint.post("/notifications/sms/mmg")
def receive() -> ResponseReturnValue:
    """JSON with `CID` (our id) and `status`, perhaps `substatus` and `deliverytime`.

    Errors: 400 for fields that are missing; 401, 403 without MMG's credentials (HTTP Basic).
    """
    form = requests.json_object()
    if form is None:
        return requests.refuse(requests.UNREADABLE)
    fields = {name: requests.text_of(form.get(name)) for name in ("status", "CID")}
    if faults := requests.missing("MMG", fields):
        return requests.refuse(faults)

    status, substatus = fields["status"], requests.text_of(form.get("substatus"))
    detail = statuses.MMG_SUBSTATUSES.get((status, substatus))
    record(
        "mmg",
        fields["CID"],
        statuses.mmg(status),
        code=substatus if detail else None,
        detail=detail,
        received_at=statuses.time(form.get("deliverytime")),
    )
    return requests.SUCCESS
