"""POST /v2/notifications/letter, from a template or as a finished PDF, and GET …/pdf."""

from flask import Blueprint, Response, current_app

from api import database
from api.public.authentication import authenticated
from api.public.limited import limited
from api.sending import single
from api.sending.channels import CHANNELS
from api.sending.services import Caller
from api.wire.errors import PublicError, bad_request, no_result_found
from api.wire.validation import read_uuid
from postroom.files import objects

blueprint = Blueprint("letters", __name__, url_prefix="/v2/notifications")


@blueprint.post("/letter")
@authenticated
@limited(single.finish)
def send_letter(caller: Caller) -> tuple[Response, int]:
    """Accept one letter, from a template or as a PDF in `content`.

    See docs/contract/sending.md, letters from templates. The answer is 201 once it is stored; its
    PDF is made, or scanned and checked, afterwards.
    Errors: 400 ValidationError, BadRequestError; 403 BadRequestError for team keys and services
    in trial mode; 429 RateLimitError, TooManyRequestsError.
    """
    return single.send(caller, CHANNELS["letter"])


@blueprint.get("/<notification_id>/pdf")
@authenticated
def get_letter_pdf(caller: Caller, notification_id: str) -> Response:
    """A letter's PDF (docs/contract/reading.md, letter PDFs).

    Errors: 400 ValidationError, BadRequestError, PDFNotReadyError; 404 NoResultFound.
    """
    row = database.call_one(
        "api.get_letter_pdf",
        service_id=caller.service.id,
        context_version=caller.service.version,
        notification_id=read_uuid("notification_id", notification_id),
    )
    if row is None:
        raise no_result_found()
    if row["notification_type"] != "letter":
        raise bad_request("Notification is not a letter")
    if row["status"] == "virus-scan-failed":
        raise bad_request("File did not pass the virus scan")
    if row["status"] == "technical-failure":
        raise bad_request("PDF not available for letters in status technical-failure")
    if row["status"] == "pending-virus-check" or not row["pdf_key"]:
        raise not_ready()
    try:
        pdf = current_app.extensions["objects"].get(row["pdf_key"])
    except objects.Fault:
        raise not_ready() from None
    return Response(pdf, content_type="application/pdf")


def not_ready() -> PublicError:
    return PublicError(400, "PDFNotReadyError", "PDF not available yet, try again later")
