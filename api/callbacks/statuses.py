"""What providers' receipts mean in our words. Pure functions and tables, no I/O."""

import re
from datetime import datetime
from typing import Any, NamedTuple

from postroom.content.dates import LONDON

MMG_STATUSES = {
    "2": "permanent-failure",
    "3": "delivered",
    "4": "temporary-failure",
    "5": "permanent-failure",
}

# What MMG means by a status and substatus; for logs only.
MMG_SUBSTATUSES = {
    ("2", "1"): "no such number",
    ("2", "4"): "rejected by the operator",
    ("2", "5"): "unidentified subscriber",
    ("2", "9"): "undelivered",
    ("2", "11"): "service suspended",
    ("2", "12"): "illegal equipment",
    ("2", "2049"): "IMSI barred",
    ("2", "2050"): "on the do-not-disturb list",
    ("2", "2052"): "destination barred",
    ("2", "2053"): "source barred",
    ("3", "2"): "delivered to the operator",
    ("3", "5"): "delivered to the handset",
    ("4", "6"): "absent subscriber",
    ("4", "8"): "no roaming",
    ("4", "13"): "SMS not supported",
    ("4", "15"): "expired",
    ("4", "27"): "absent subscriber",
    ("4", "29"): "bad delivery report",
    ("4", "32"): "delivery failure",
    ("5", "6"): "out of coverage",
    ("5", "8"): "bad prefix",
    ("5", "10"): "on the do-not-disturb list",
    ("5", "11"): "sender not registered",
    ("5", "13"): "sender barred",
    ("5", "14"): "destination barred",
    ("5", "19"): "no route",
    ("5", "20"): "stopped as a flood",
    ("5", "21"): "system error",
    ("5", "23"): "duplicate id",
    ("5", "24"): "malformed",
    ("5", "25"): "too long",
    ("5", "51"): "no recipient",
    ("5", "52"): "bad destination",
}

FIRETEXT_STATUSES = {
    "0": "delivered",
    "1": "permanent-failure",
    "2": "pending",
}

# What a declined message became, and why.
FIRETEXT_CODES = {
    "000": ("temporary-failure", "no error"),
    "101": ("permanent-failure", "unknown subscriber"),
    "102": ("temporary-failure", "absent subscriber"),
    "103": ("temporary-failure", "subscriber busy"),
    "104": ("temporary-failure", "no memory"),
    "201": ("permanent-failure", "invalid number"),
    "301": ("permanent-failure", "SMS not supported"),
    "302": ("temporary-failure", "SMS not supported"),
    "401": ("permanent-failure", "rejected"),
    "900": ("temporary-failure", "routing error"),
}


def mmg(status: str) -> str | None:
    """Our status for MMG's, None if it is not a known one."""
    return MMG_STATUSES.get(status)


def firetext(status: str, code: str | None = None) -> str | None:
    """Our status for Firetext's, None if it is not a known one.

    A declined message whose code says nothing is a permanent failure here; it is a temporary
    one if the notification is pending, which only the database knows.
    """
    if status == "1" and code in FIRETEXT_CODES:
        return FIRETEXT_CODES[code][0]
    return FIRETEXT_STATUSES.get(status)


class SESReceipt(NamedTuple):
    """What an SES notification says of one email. `status` is None if it changes nothing."""

    reference: str
    status: str | None
    sent_at: datetime | None
    received_at: datetime | None
    complaint: "Complaint | None" = None


class Complaint(NamedTuple):
    """Whatever a mail provider says when a recipient calls an email spam."""

    feedback_id: str | None
    complaint_type: str | None
    complained_at: datetime | None


def ses(notification: dict[str, Any]) -> SESReceipt:
    """Read the JSON object that SES published. Raises ValueError without a usable reference.

    Shape: `notificationType` (Delivery, Bounce, Complaint), `mail` (`messageId`, `timestamp`),
    `delivery` (`timestamp`), `bounce` (`bounceType`, `timestamp`) or `complaint` (`feedbackId`,
    `complaintFeedbackType`, `timestamp`). Addresses are not read.
    """
    kind = notification.get("notificationType")
    mail = member(notification, "mail")
    detail = member(notification, kind.lower()) if isinstance(kind, str) else {}
    reference = mail.get("messageId")
    if not isinstance(reference, str) or not re.fullmatch(r"[!-~]{1,255}", reference):
        raise ValueError("mail.messageId is missing")
    status: str | None
    match kind:
        case "Delivery":
            status = "delivered"
        case "Bounce" if detail.get("bounceType") == "Permanent":
            status = "permanent-failure"
        case "Bounce":
            status = "temporary-failure"
        case _:
            status = None
    at = time(detail.get("timestamp"))
    complaint = None
    if kind == "Complaint":
        complaint = Complaint(
            label(detail.get("feedbackId")), label(detail.get("complaintFeedbackType")), at
        )
    return SESReceipt(reference, status, time(mail.get("timestamp")), at, complaint)


def label(value: Any) -> str | None:
    """A short name in plain characters, None if it is anything else."""
    return value if isinstance(value, str) and re.fullmatch(r"[!-~]{1,255}", value) else None


def member(parent: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside an object, empty if there is none."""
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def time(value: Any) -> datetime | None:
    """An ISO date and time; without an offset it is London's. None if it can't be read."""
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=LONDON)
