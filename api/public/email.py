"""POST /v2/notifications/email."""

from flask import Blueprint, Response

from api.public.authentication import authenticated
from api.public.limited import limited
from api.sending import single
from api.sending.channels import CHANNELS
from api.sending.services import Caller

blueprint = Blueprint("email", __name__)


@blueprint.post("/v2/notifications/email")
@authenticated
@limited(single.finish)
def send_email(caller: Caller) -> tuple[Response, int]:
    """Accept one email: 201 once it is stored and queued (docs/contract/sending.md, emails).

    Errors: 400 ValidationError, BadRequestError; 429 RateLimitError, TooManyRequestsError.
    """
    return single.send(caller, CHANNELS["email"])
