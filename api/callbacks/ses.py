"""POST /notifications/email/ses: what Amazon SES publishes about emails, through SNS."""

from typing import Any

import structlog
from flask import Blueprint
from flask.typing import ResponseReturnValue

from api import database
from api.callbacks import authentication, requests, sns, statuses
from api.callbacks.record import store

blueprint = Blueprint("ses_receipts", __name__)
log = structlog.get_logger(__name__)

SUCCESS = {**requests.SUCCESS, "message": "SES-SNS callback succeeded"}


@blueprint.before_request
def authenticate() -> ResponseReturnValue | None:
    """Let only SNS in, with what it signed about one of our topics."""
    settings = authentication.settings()
    envelope = requests.json_object()
    if envelope is None or not settings.receipts_authenticated:
        return None
    try:
        sns.check(envelope, settings)
    except sns.Untrusted as error:
        return authentication.refusal(403, f"SES callback refused: {error}")
    return None


@blueprint.errorhandler(sns.Unreachable)
def unreachable(error: sns.Unreachable) -> ResponseReturnValue:
    """An error that SNS delivers again after."""
    log.error("receipt not checked", provider="ses", reason=str(error))
    return {"result": "error", "message": "SES callback failed: SNS does not answer"}, 503


@blueprint.post("/notifications/email/ses")
def receive() -> ResponseReturnValue:
    """An SNS envelope: JSON whose `Message` is itself JSON, as text.

    A failure to record is an error to SNS as well, which then delivers again. A subscription
    to one of our topics is confirmed. Errors: 400 for what is no receipt; 403 for what SNS did
    not sign, and for topics that are not ours; 503 when SNS's certificate can't be fetched.
    """
    envelope = requests.json_object()
    if envelope is None:
        return requests.refuse(requests.UNREADABLE)
    if envelope.get("Type") == "SubscriptionConfirmation":
        confirm(envelope)
        return SUCCESS
    if envelope.get("Type") == "UnsubscribeConfirmation":
        log.warning("topic unsubscribed", topic=requests.text_of(envelope.get("TopicArn")))
        return SUCCESS
    notification = requests.parse_object(requests.text_of(envelope.get("Message")))
    if notification is None:
        return requests.refuse("SES callback failed: Message is not a JSON object")
    # Sent once, when SES is first told of the topic.
    if notification.get("notificationType") == "AmazonSnsSubscriptionSucceeded":
        return SUCCESS
    try:
        receipt = statuses.ses(notification)
    except ValueError as error:
        return requests.refuse(f"SES callback failed: {error}")
    record(receipt)
    return SUCCESS


def record(receipt: statuses.SESReceipt) -> None:
    """Store what changes a status, and complaints; the rest is only logged."""
    log.info("receipt", provider="ses", reference=receipt.reference, status=receipt.status)
    if receipt.complaint:
        new = database.call_value(
            "api.record_complaint",
            reference=receipt.reference,
            sent_at=receipt.sent_at,
            **receipt.complaint._asdict(),
        )
        log.info("complaint", provider="ses", reference=receipt.reference, new=new)
    if receipt.status is None:
        return
    store(
        provider="ses",
        reference=receipt.reference,
        status=receipt.status,
        received_at=receipt.received_at,
        sent_at=receipt.sent_at,
    )


def confirm(envelope: dict[str, Any]) -> None:
    """Confirm a topic that is one of ours. Raises sns.Unreachable.

    When receipts are not authenticated nobody knows whose it is, so the operator is shown the
    address that confirms it; one that is not SNS's own is not passed on.
    """
    settings = authentication.settings()
    url = envelope.get("SubscribeURL")
    if not sns.is_of_sns(url, settings):
        log.warning("topic subscription refused", reason="the address is not one of SNS")
    elif settings.receipts_authenticated:
        sns.get(url)
        log.info("topic subscription confirmed", topic=envelope["TopicArn"])
    else:
        log.warning("topic subscription unconfirmed", open_to_confirm=url)
