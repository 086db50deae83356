"""What the outside hears of how far a notification has come."""

from typing import Any

from api.wire.times import to_wire

# What the outside calls the stages of a letter.
LETTER_STATUSES = {
    "created": "accepted",
    "sending": "accepted",
    "delivered": "received",
    "returned-letter": "received",
}

# Statuses in which the last update is when it was completed.
COMPLETED = frozenset(
    {
        "sent", "delivered", "failed", "technical-failure", "temporary-failure",
        "permanent-failure", "returned-letter", "cancelled", "validation-failed",
    }
)  # fmt: skip


def outward_status(row: dict[str, Any]) -> str:
    status = row["status"]
    return LETTER_STATUSES.get(status, status) if row["notification_type"] == "letter" else status


def completed_at(row: dict[str, Any]) -> str | None:
    return to_wire(row["updated_at"]) if row["status"] in COMPLETED else None
