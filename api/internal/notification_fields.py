"""Notifications as a service's own people see them, and as rows of a report (2.7, 2.8)."""

from typing import Any

from api.times import to_london, to_wire
from postroom.text_messages import display

# What of a template a notification shows, at the version that it was sent with.
TEMPLATE_FIELDS = (
    "id", "service", "version", "name", "template_type", "content", "subject",
    "redact_personalisation", "is_precompiled_letter", "letter_attachment", "reply_to_text",
    "letter_languages", "letter_welsh_subject", "letter_welsh_content", "has_unsubscribe_link",
)  # fmt: skip

# What reports call statuses. A status that is not here is shown as it is.
_EVERYWHERE = {"technical-failure": "Technical failure"}
_SENT = {
    **_EVERYWHERE,
    "created": "Sending",
    "sending": "Sending",
    "delivered": "Delivered",
    "failed": "Failed",
}
STATUSES = {
    "email": {
        **_SENT,
        "sent": "Delivered",
        "temporary-failure": "Inbox not accepting messages right now",
        "permanent-failure": "Email address doesn’t exist",
    },
    "sms": {
        **_SENT,
        "sent": "Sent internationally",
        "temporary-failure": "Phone not accepting messages right now",
        "permanent-failure": "Phone number doesn’t exist",
    },
    "letter": {
        **_EVERYWHERE,
        "created": "Accepted",
        "sending": "Accepted",
        "delivered": "Received",
        "permanent-failure": "Permanent failure",
        "returned-letter": "Returned",
    },
}


def to_body(row: dict[str, Any]) -> dict[str, Any]:
    """A row of api.describe_notifications on the wire. Nothing of it is redacted."""
    return {
        "id": str(row["id"]),
        "service": str(row["service_id"]),
        "to": row["recipient"],
        "normalised_to": row["normalised_recipient"],
        "notification_type": row["notification_type"],
        "status": row["status"],
        "key_type": row["key_type"],
        "key_name": row["key_name"],
        "api_key": text(row["api_key_id"]),
        "job": job(row),
        "job_row_number": row["job_row_number"],
        "created_by": person(row),
        "created_at": to_wire(row["created_at"]),
        "sent_at": to_wire(row["sent_at"]),
        "updated_at": to_wire(row["updated_at"]),
        "sent_by": row["sent_by"],
        "reference": row["reference"],
        "client_reference": row["client_reference"],
        "reply_to_text": row["reply_to_text"],
        "personalisation": row["personalisation"],
        "template": template(row["template"]),
        "billable_units": row["billable_units"],
        "international": row["international"],
        "phone_prefix": row["phone_prefix"],
        "rate_multiplier": row["rate_multiplier"] and float(row["rate_multiplier"]),
        "postage": row["postage"],
        "document_download_count": row["document_download_count"],
        "unsubscribe_link": row["unsubscribe_url"],
    }


def job(row: dict[str, Any]) -> dict[str, str] | None:
    if row["job_id"] is None:
        return None
    return {"id": str(row["job_id"]), "original_file_name": row["original_file_name"]}


def template(found: dict[str, Any]) -> dict[str, Any]:
    shown = {name: found[name] for name in TEMPLATE_FIELDS}
    if found["template_type"] == "sms":
        shown["reply_to_text"] = display(found["reply_to_text"])
    return shown


def person(row: dict[str, Any]) -> dict[str, str] | None:
    if row["created_by_id"] is None:
        return None
    return {
        "id": str(row["created_by_id"]),
        "name": row["created_by_name"],
        "email_address": row["created_by_email_address"],
    }


def to_csv_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of api.describe_notifications_for_csv on the wire."""
    kind, number = row["notification_type"], row["job_row_number"]
    return {
        "id": str(row["id"]),
        "row_number": "" if number is None else number + 1,
        "recipient": row["recipient"],
        "client_reference": row["client_reference"] or "",
        "template_name": row["template_name"],
        "template_type": kind,
        "job_name": row["original_file_name"] or "",
        "status": STATUSES[kind].get(row["status"], row["status"]),
        "created_at": to_london(row["created_at"]),
        "created_by_name": row["created_by_name"],
        "created_by_email_address": row["created_by_email_address"],
        "api_key_name": row["key_name"],
    }


def text(value: Any) -> str | None:
    return None if value is None else str(value)
