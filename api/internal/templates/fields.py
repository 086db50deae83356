"""What a template may hold: its schemas, and the rules that a schema cannot say."""

from typing import Any

from api.wire.errors import Refused
from api.wire.validation import Schema
from postroom.content.letters import LetterTemplate
from postroom.content.sms import MAX_LENGTH, SMSTemplate

TEXT = {"type": "string"}
OPTIONAL_TEXT = {"type": ["string", "null"]}
UUID = {"type": "string", "format": "uuid"}
OPTIONAL_UUID = {"type": ["string", "null"], "format": "uuid"}

CONTENT = {
    "name": {"type": "string", "format": "one-line"},
    "content": TEXT,
    "template_type": {"enum": ["sms", "email", "letter"]},
    "subject": TEXT,
    "created_by": UUID,
    "postage": {"type": ["string", "null"], "format": "postage"},
    "reply_to": OPTIONAL_UUID,
    "has_unsubscribe_link": {"type": ["boolean", "null"]},
}

WELSH = ("letter_languages", "letter_welsh_subject", "letter_welsh_content")


def languages(language: str, welsh: dict[str, Any]) -> dict[str, Any]:
    return {
        "required": list(WELSH),
        "properties": dict(zip(WELSH, ({"const": language}, welsh, welsh), strict=True)),
    }


# A letter is in English alone, or names both of its Welsh parts. Whatever is wrong with the three
# is one fault: that they fit nothing.
BILINGUAL: dict[str, Any] = {
    "anyOf": [
        {
            "properties": {
                "letter_languages": {"type": "null"},
                "letter_welsh_subject": OPTIONAL_TEXT,
                "letter_welsh_content": OPTIONAL_TEXT,
            }
        },
        languages("english", {"type": "null"}),
        languages("welsh_then_english", TEXT),
    ]
}

NEW = Schema(
    {
        **CONTENT,
        "service": UUID,
        "parent_folder_id": OPTIONAL_UUID,
    },
    required=("name", "template_type", "content", "service", "created_by"),
    open=True,
    allOf=[
        {
            "if": {"properties": {"template_type": {"enum": ["email", "letter"]}}},
            "then": {"required": ["subject"]},
        },
        BILINGUAL,
    ],
)

# A fault of the kind that a database finds is looked for once the rest is right.
CLOSED = Schema(dict.fromkeys([*NEW.schema["properties"], *WELSH], True))

CHANGES = Schema(
    {
        **CONTENT,
        "archived": {"type": "boolean"},
        "redact_personalisation": {"type": "boolean"},
        "archive_email_file_ids": {"type": "array", "items": UUID},
    },
    open=True,
    **BILINGUAL,
)


def content_faults(content: str) -> dict[str, list[str]]:
    """What is wrong with a content, by the type of the template that it is for."""
    faults: dict[str, list[str]] = {}
    if SMSTemplate(content).is_too_long():
        faults["sms"] = [f"Content has a character count greater than the limit of {MAX_LENGTH}"]
    if LetterTemplate("", content).qr_code_too_long():
        faults["letter"] = ["qr-code-too-long"]
    return faults


def check_content(template_type: str, template: dict[str, Any]) -> None:
    """Nothing in a template that could never be sent. Raises Refused (400)."""
    if faults := content_faults(template["content"]).get(template_type):
        raise Refused(400, {"content": faults})
    if template_type != "email" and template.get("has_unsubscribe_link"):
        raise Refused(400, {"has_unsubscribe_link": ["Only emails have an unsubscribe link"]})
    if template_type != "letter" and template.get("letter_languages"):
        raise Refused(400, {"letter_languages": ["Only letters have languages"]})
