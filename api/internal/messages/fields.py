"""Notifications as a service's own people see them (docs/contract/internal.md, notifications)."""

from typing import Any

from api.wire.times import to_wire
from postroom.text_messages import display

# The fields of a template that a notification shows, at the version that it was sent with.
TEMPLATE_FIELDS = (
    "id", "service", "version", "name", "template_type", "content", "subject",
    "redact_personalisation", "is_precompiled_letter", "letter_attachment", "reply_to_text",
    "letter_languages", "letter_welsh_subject", "letter_welsh_content", "has_unsubscribe_link",
)  # fmt: skip

# The admin app knows providers by these names. The sandbox stands in for the first of a type,
# and takes our id for its reference, as they do.
STANDS_IN_FOR = {"sms": "mmg", "email": "ses"}


def to_body(row: dict[str, Any]) -> dict[str, Any]:
    """A row of api.describe_notifications on the wire. Nothing of it is redacted."""
    return {
        "id": str(row["id"]),
        "service": row["template"]["service"],
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
        **provider(row),
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


def provider(row: dict[str, Any]) -> dict[str, str | None]:
    if row["sent_by"] != "sandbox":
        return {"sent_by": row["sent_by"], "reference": row["reference"]}
    return {"sent_by": STANDS_IN_FOR[row["notification_type"]], "reference": str(row["id"])}


def template(described: dict[str, Any]) -> dict[str, Any]:
    """A text message is from the number in full, though that is not how senders are kept."""
    shown = {name: described[name] for name in TEMPLATE_FIELDS}
    if shown["template_type"] == "sms":
        shown["reply_to_text"] = display(shown["reply_to_text"])
    return shown


def job(row: dict[str, Any]) -> dict[str, str] | None:
    if row["job_id"] is None:
        return None
    return {"id": str(row["job_id"]), "original_file_name": row["original_file_name"]}


def person(row: dict[str, Any]) -> dict[str, str] | None:
    if row["created_by_id"] is None:
        return None
    return {
        "id": str(row["created_by_id"]),
        "name": row["created_by_name"],
        "email_address": row["created_by_email_address"],
    }


def text(value: Any) -> str | None:
    return None if value is None else str(value)
