"""POST /notifications/email/ses: what Amazon SES publishes about emails, through SNS."""

import re
from typing import Any

import structlog
from flask import Blueprint
from flask.typing import ResponseReturnValue

from api import database
from api.callbacks import requests
from postroom import receipts

blueprint = Blueprint("ses_receipts", __name__)
log = structlog.get_logger(__name__)

SUCCESS = {**requests.SUCCESS, "message": "SES-SNS callback succeeded"}
SNS_URL = re.compile(r"https://sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[!-~]{1,2000}")


@blueprint.post("/notifications/email/ses")
def receive() -> ResponseReturnValue:
    """An SNS envelope: JSON whose `Message` is itself JSON, as text.

    A failure to record is an error to SNS as well, which then delivers again.
    """
    envelope = requests.json_object()
    if envelope is None:
        return requests.refuse(requests.UNREADABLE)
    if envelope.get("Type") == "SubscriptionConfirmation":
        ask_to_confirm(envelope)
        return SUCCESS
    notification = requests.parse_object(requests.text_of(envelope.get("Message")))
    if notification is None:
        return requests.refuse("SES callback failed: Message is not a JSON object")
    # Sent once, when SES is first told of the topic.
    if notification.get("notificationType") == "AmazonSnsSubscriptionSucceeded":
        return SUCCESS
    try:
        receipt = receipts.ses(notification)
    except ValueError as error:
        return requests.refuse(f"SES callback failed: {error}")
    record(receipt)
    return SUCCESS


def record(receipt: receipts.SESReceipt) -> None:
    """Store what changes a status; the rest (complaints among it) is only logged."""
    log.info("receipt", provider="ses", reference=receipt.reference, status=receipt.status)
    if receipt.status is None:
        return
    database.call(
        "api.record_receipt",
        provider="ses",
        reference=receipt.reference,
        status=receipt.status,
        received_at=receipt.received_at,
        sent_at=receipt.sent_at,
    )


def ask_to_confirm(envelope: dict[str, Any]) -> None:
    """Show the operator the address that confirms the topic: opening it is a decision.

    Anyone can post here, so an address that is not SNS's own is not passed on.
    """
    url = requests.text_of(envelope.get("SubscribeURL"))
    if SNS_URL.fullmatch(url):
        log.warning("topic subscription unconfirmed", open_to_confirm=url)
    else:
        log.warning("topic subscription refused", reason="the address is not one of SNS")
