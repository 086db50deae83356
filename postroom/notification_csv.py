"""What a report says of a notification: in words, in London's time.

See docs/contract/internal.md, notifications in reports.
"""

from typing import Any

from postroom.content.dates import LONDON
from postroom.spreadsheets import cell

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


def to_csv_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of api.describe_notifications_for_csv on the wire, harmless in a spreadsheet."""
    kind, number = row["notification_type"], row["job_row_number"]
    return {
        "id": str(row["id"]),
        "row_number": "" if number is None else number + 1,
        "recipient": cell(row["recipient"]),
        "client_reference": cell(row["client_reference"] or ""),
        "template_name": cell(row["template_name"]),
        "template_type": kind,
        "job_name": cell(row["original_file_name"] or ""),
        "status": STATUSES[kind].get(row["status"], row["status"]),
        "created_at": f"{row['created_at'].astimezone(LONDON):%Y-%m-%d %H:%M:%S}",
        "created_by_name": cell_or_none(row["created_by_name"]),
        "created_by_email_address": cell_or_none(row["created_by_email_address"]),
        "api_key_name": cell_or_none(row["key_name"]),
    }


def cell_or_none(text: str | None) -> str | None:
    return None if text is None else cell(text)
