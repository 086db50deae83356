"""POST /v2/notifications/bulk."""

from flask import Blueprint, Response

from api.public.authentication import authenticated
from api.public.limited import limited
from api.sending.bulk import request as bulk
from api.sending.services import Caller

blueprint = Blueprint("bulk", __name__)


@blueprint.post("/v2/notifications/bulk")
@authenticated
@limited(bulk.finish, costly=True)
def send_bulk(caller: Caller) -> tuple[Response, int]:
    """Accept one template for up to 50,000 recipients: 201 once all are stored, or scheduled.

    See docs/contract/sending.md, many recipients.
    Errors: 400 ValidationError, BadRequestError; 403 BadRequestError; 429 RateLimitError.
    """
    return bulk.send(caller)
