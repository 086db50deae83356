"""Requests of the v2 API. Properties stand in the order in which faults are reported."""

from api.wire.validation import Schema

STATUSES = [
    "cancelled", "created", "sending", "sent", "delivered", "pending", "failed",
    "technical-failure", "temporary-failure", "permanent-failure", "pending-virus-check",
    "validation-failed", "virus-scan-failed", "returned-letter", "accepted", "received",
]  # fmt: skip


REFERENCE = {"type": "string", "maxLength": 1000, "format": "text"}
TEXT = {"type": "string", "format": "text"}
UUID = {"type": "string", "format": "uuid"}
SCHEDULED_FOR = {"type": ["string", "null"], "format": "scheduled_for"}
VALID_UNTIL = {"type": ["string", "null"], "format": "valid_until"}

SMS = Schema(
    {
        "reference": REFERENCE,
        "phone_number": {"type": "string", "format": "phone_number"},
        "template_id": UUID,
        "personalisation": {"type": "object"},
        "scheduled_for": SCHEDULED_FOR,
        "sms_sender_id": UUID,
        "valid_until": VALID_UNTIL,
    },
    required=("phone_number", "template_id"),
)

EMAIL = Schema(
    {
        "reference": REFERENCE,
        "email_address": {"type": "string", "format": "email_address"},
        "template_id": UUID,
        "personalisation": {"type": "object"},
        "scheduled_for": SCHEDULED_FOR,
        "email_reply_to_id": UUID,
        "one_click_unsubscribe_url": {"type": "string", "format": "header_url"},
        "sanitise_content_for": {"type": ["array", "null"]},
        "valid_until": VALID_UNTIL,
    },
    required=("email_address", "template_id"),
)

LETTER = Schema(
    {
        "reference": REFERENCE,
        "template_id": UUID,
        "personalisation": {"type": "object"},
        "valid_until": VALID_UNTIL,
    },
    required=("template_id", "personalisation"),
)

PRECOMPILED = Schema(
    {
        "reference": TEXT,
        "content": {"type": "string"},
        "postage": {"type": "string", "format": "postage"},
        "valid_until": VALID_UNTIL,
    },
    required=("reference", "content"),
)

BULK = Schema(
    {
        "template_id": UUID,
        "reference": TEXT,
        "scheduled_for": {"type": ["string", "null"], "format": "bulk_scheduled_for"},
        "reply_to_id": {"type": ["string", "null"], "format": "uuid"},
        "csv": {"type": "string"},
        "rows": {"type": "array", "minItems": 2},
        "name": TEXT,
        "valid_until": VALID_UNTIL,
    },
    required=("template_id", "name"),
)

BATCH = Schema({"notifications": {"type": "array", "minItems": 1}}, required=("notifications",))

LOOKUP = Schema(
    {
        "ids": {"type": "array", "minItems": 1, "items": UUID},
        "references": {"type": "array", "minItems": 1, "items": TEXT},
    }
)

RECEIVED = Schema({"older_than": UUID})

LIST = Schema(
    {
        "reference": TEXT,
        "status": {"type": "array", "items": {"enum": STATUSES}},
        "template_type": {"type": "array", "items": {"enum": ["sms", "email", "letter"]}},
        "include_jobs": {"enum": ["true", "True"]},
        "older_than": UUID,
    }
)

TEMPLATES = Schema({"type": {"enum": ["sms", "email", "letter"]}})

PREVIEW = Schema({"personalisation": {"type": "object"}}, open=True)
