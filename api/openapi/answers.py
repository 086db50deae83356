"""Schemas of what the public API answers when all is well."""

from typing import Any

from api.openapi.shapes import MOMENT, UUID, about, closed, list_of, or_null, ref, text, whole
from api.wire.schemas import STATUSES

TYPES = ["sms", "email", "letter"]
POSTAGE = ["first", "second", "economy", "europe", "rest-of-world"]
TYPE = text("What kind of message.", enum=TYPES)
LINK = {"type": "string", "format": "uri"}
TEMPLATE_ID = about(UUID, example="f33517ff-2a88-4f6e-b855-c550268ce08a")
VERSION = {"type": "integer", "minimum": 1, "examples": [3]}
SUBJECT = or_null(text(example="Your pigeon registration form"), "Null for text messages.")
HTML = or_null({"type": "string"}, "The body of an email as HTML, null for other types.")


def sent(content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer to a send from a template."""
    return closed(
        {
            "id": UUID,
            "reference": or_null({"type": "string"}, "As you sent it."),
            "uri": about(LINK, "Where to read what became of it."),
            "template": closed({"id": TEMPLATE_ID, "version": VERSION, "uri": LINK}),
            "scheduled_for": about({"type": "null"}, "Always null."),
            "content": closed(content),
            **more,
        }
    )


BODY = text("The template with its placeholders filled.", "Dear Amala Bird, your application …")

SENT_TEXT_MESSAGE = sent({"body": BODY, "from_number": text("The sender.", "GOVUK")})
SENT_EMAIL = sent(
    {
        "body": BODY,
        "subject": text(example="Your pigeon registration form"),
        "from_email": text(example="my.service@notify.example"),
        "one_click_unsubscribe_url": or_null(LINK, "As you sent it."),
    },
    sanitised_content={
        "type": "object",
        "description": "What `sanitise_content_for` changed, by the name of the value.",
        "additionalProperties": closed(
            {"unsanitised": {"type": "string"}, "sanitised": {"type": "string"}}
        ),
    },
)
SENT_LETTER = sent(
    {"body": BODY, "subject": text("Escaped for HTML.", "Your pigeon registration form")}
)
SENT_PRECOMPILED_LETTER = closed(
    {
        "id": UUID,
        "reference": text("As you sent it.", "letter-1234"),
        "postage": text(enum=["first", "second", "economy"]),
    }
)

NAMED = {"type": "string"}
SENT_BULK = closed(
    {
        "data": closed(
            {
                "id": about(UUID, "The upload that it became."),
                "api_key": closed(
                    {"id": UUID, "key_type": text(enum=["normal", "team", "test"]), "name": NAMED}
                ),
                "archived": {"const": False},
                "created_at": text("UTC.", "2026-11-23T17:14:15.341308+00:00"),
                "created_by": closed({"id": UUID, "name": NAMED}),
                "job_status": text(enum=["pending", "scheduled"]),
                "notification_count": whole("How many rows there are.", 1),
                "original_file_name": text("The name as you sent it.", "Reminders"),
                "processing_started": {"type": "null"},
                "processing_finished": {"type": "null"},
                "updated_at": {"type": "null"},
                "scheduled_for": or_null(NAMED),
                "sender_id": or_null(UUID, "The `reply_to_id` as you sent it."),
                "service": UUID,
                "service_name": closed({"name": NAMED}),
                "template": TEMPLATE_ID,
                "template_version": VERSION,
            }
        )
    }
)
SENT_BATCH = closed(
    {
        "notifications": list_of(
            closed(
                {
                    "status_code": about(
                        {"type": "integer"}, "What this message alone would be answered.", 201
                    ),
                    "body": {
                        "anyOf": [
                            ref("SentTextMessage"),
                            ref("SentEmail"),
                            ref("SentLetter"),
                            ref("SentPrecompiledLetter"),
                            ref("Refused"),
                        ]
                    },
                }
            )
        )
    }
)
REFUSED = closed(
    {
        "status_code": {"type": "integer", "examples": [400]},
        "errors": list_of(
            {
                "type": "object",
                "properties": {"error": NAMED, "message": NAMED},
                "required": ["error", "message"],
            }
        ),
    }
)

SMS_COST = closed(
    {
        "billable_sms_fragments": whole(example=1),
        "international_rate_multiplier": {"type": "number", "examples": [1.0]},
        "sms_rate": about({"type": "number"}, "Pounds for a fragment.", 0.0227),
    }
)
LETTER_COST = closed({"billable_sheets_of_paper": whole(example=1), "postage": text(enum=POSTAGE)})

LINE = or_null({"type": "string"}, "Letters: the address as you sent it.")

NOTIFICATION = closed(
    {
        "id": UUID,
        "reference": or_null({"type": "string"}, "Your reference."),
        "email_address": or_null({"type": "string"}, "Emails: the recipient as you sent it."),
        "phone_number": or_null(
            text(example="+447900900123"), "Text messages: the recipient as you sent it."
        ),
        **{f"line_{number}": LINE for number in range(1, 7)},
        "postcode": LINE,
        "type": TYPE,
        "status": text("See *Statuses*.", "delivered", enum=STATUSES),
        "template": closed({"id": TEMPLATE_ID, "version": VERSION, "uri": LINK}),
        "body": BODY,
        "subject": SUBJECT,
        "created_at": MOMENT,
        "created_by_name": or_null(
            {"type": "string"}, "Who sent it, for a message that a person sent."
        ),
        "sent_at": or_null(MOMENT),
        "completed_at": or_null(MOMENT, "When it came to the status it has, once that is final."),
        "scheduled_for": about({"type": "null"}, "Always null."),
        "postage": or_null(text(enum=POSTAGE), "Letters: how it travels."),
        "one_click_unsubscribe_url": or_null(LINK),
        "estimated_delivery": about(MOMENT, "Letters only."),
        "is_cost_data_ready": {"type": "boolean"},
        "cost_in_pounds": or_null(
            {"type": "number", "minimum": 0, "examples": [0.0227]}, "Null until it is known."
        ),
        "cost_details": {"anyOf": [ref("TextMessageCost"), ref("LetterCost"), closed({})]},
    },
    optional=("estimated_delivery",),
)

# What of a notification a look-up shows.
LOOKED_UP = ("id", "reference", "type", "status", "created_at", "sent_at", "completed_at")
FOUND = closed({name: NOTIFICATION["properties"][name] for name in LOOKED_UP})

LINKS = closed(
    {"current": LINK, "next": about(LINK, "The next page; absent when this one is empty.")},
    optional=("next",),
)

TEMPLATE = closed(
    {
        "id": TEMPLATE_ID,
        "type": TYPE,
        "name": text(example="Pigeon registration"),
        "created_at": MOMENT,
        "updated_at": or_null(MOMENT, "Null for version 1."),
        "created_by": text("Who wrote this version.", "charlie.smith@example.gov.uk"),
        "version": VERSION,
        "body": text(example="Dear ((first_name)), your application …"),
        "subject": SUBJECT,
        "personalisation": {
            "type": "object",
            "description": "The template's placeholders by name; not those of an address.",
            "additionalProperties": closed({"required": {"const": True}}),
            "examples": [{"first_name": {"required": True}}],
        },
        "postage": or_null(text(enum=POSTAGE), "Letters only."),
        "letter_contact_block": or_null({"type": "string"}, "Letters only."),
    }
)

PREVIEW = closed(
    {
        "id": TEMPLATE_ID,
        "type": TYPE,
        "version": VERSION,
        "body": BODY,
        "subject": SUBJECT,
        "html": HTML,
        "postage": or_null(text(enum=POSTAGE), "Letters only."),
    }
)

RECEIVED_TEXT_MESSAGE = closed(
    {
        "id": UUID,
        "created_at": MOMENT,
        "service_id": UUID,
        "notify_number": text("The service's number.", "07700900789"),
        "user_number": text("Who sent it, digits with country code, or a name.", "447700900111"),
        "content": text(example="Thank you"),
    }
)

STATUS = {
    "anyOf": [
        closed(
            {
                "status": {"const": "ok"},
                "git_commit": {"type": "string"},
                "build_time": {"type": "string"},
                "db_version": {"type": "string"},
                "db_bulk_version": {"type": ["string", "null"]},
            }
        ),
        closed({"status": {"const": "ok"}}),
    ]
}

SCHEMAS = {
    "SentTextMessage": SENT_TEXT_MESSAGE,
    "SentEmail": SENT_EMAIL,
    "SentLetter": SENT_LETTER,
    "SentPrecompiledLetter": SENT_PRECOMPILED_LETTER,
    "SentBulk": SENT_BULK,
    "SentBatch": SENT_BATCH,
    "Refused": REFUSED,
    "Notification": NOTIFICATION,
    "TextMessageCost": SMS_COST,
    "LetterCost": LETTER_COST,
    "Notifications": closed({"notifications": list_of(ref("Notification")), "links": LINKS}),
    "LookedUp": closed({"notifications": list_of({"anyOf": [FOUND, {"type": "null"}]})}),
    "Template": TEMPLATE,
    "Templates": closed({"templates": list_of(ref("Template"))}),
    "Preview": PREVIEW,
    "ReceivedTextMessage": RECEIVED_TEXT_MESSAGE,
    "ReceivedTextMessages": closed(
        {"received_text_messages": list_of(ref("ReceivedTextMessage")), "links": LINKS}
    ),
    "Unsubscribed": closed(
        {"result": {"const": "success"}, "message": {"const": "Unsubscribe successful"}}
    ),
    "Status": STATUS,
    "Counts": closed({"organisations": whole(example=12), "services": whole(example=340)}),
}
