"""Statuses of messages as clients ask for them."""

# Filter values that stand for several statuses, whatever the type of message.
STATUS_GROUPS = {
    "failed": [
        "failed", "technical-failure", "temporary-failure", "permanent-failure",
        "validation-failed", "virus-scan-failed", "returned-letter",
    ],
    "accepted": ["created", "sending"],
    "received": ["delivered"],
}  # fmt: skip
