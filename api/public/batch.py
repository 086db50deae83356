"""POST /v2/notifications/batch."""

from flask import Blueprint, Response

from api.public.authentication import authenticated
from api.public.limited import limited
from api.sending import batch
from api.sending.services import Caller

blueprint = Blueprint("batch", __name__)


@blueprint.post("/v2/notifications/batch")
@authenticated
@limited(batch.finish, costly=True)
def send_batch(caller: Caller) -> Response:
    """Accept up to 1,000 messages of any type, each answered as if it had come alone: 200.

    See docs/contract/sending.md, many messages.
    Errors: 400 ValidationError, BadRequestError; 429 RateLimitError.
    """
    return batch.send_batch(caller)
