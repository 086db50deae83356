"""POST /v2/notifications/sms."""

from flask import Blueprint, Response

from api.public.authentication import authenticated
from api.public.limited import limited
from api.sending import single
from api.sending.channels import CHANNELS
from api.sending.services import Caller

blueprint = Blueprint("sms", __name__)


@blueprint.post("/v2/notifications/sms")
@authenticated
@limited(single.finish)
def send_sms(caller: Caller) -> tuple[Response, int]:
    """Accept one text message: 201 once it is stored and queued.

    See docs/contract/sending.md, text messages.

    Errors: 400 ValidationError, BadRequestError, InvalidPhoneError; 429 RateLimitError,
    TooManyRequestsError.
    """
    return single.send(caller, CHANNELS["sms"])
