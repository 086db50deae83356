"""Bodies and queries: the schemas that requests are checked with, and what they mean."""

from typing import Any

from api.openapi.shapes import closed, or_null, ref, text
from api.wire import schemas
from api.wire.validation import Schema

# What is said of each property: its description, examples.
About = dict[str, dict[str, Any]]

REFERENCE = {
    "description": "Your own reference, at most 1000 characters. It need not be unique, and it "
    "does not stop a repeated request from sending a second message.",
    "examples": ["order-1234"],
}
TEMPLATE_ID = {
    "description": "The template to send.",
    "examples": ["f33517ff-2a88-4f6e-b855-c550268ce08a"],
}
PERSONALISATION = {
    "description": "A value for each placeholder of the template. Names match whatever their "
    "case, spaces, `_` and `-`; null counts as missing; names the template does not have are "
    "ignored. A list becomes bullet points in an email or letter, else `a, b and c`.",
    "examples": [{"first_name": "Amala", "application_date": "2026-11-20"}],
}
SCHEDULED_FOR = {
    "description": "Checked (a UTC time within 24 hours) and then ignored: the message is sent "
    "at once.",
    "examples": [None],
}
VALID_UNTIL = {
    "description": "After this moment (ISO 8601; UTC unless it has an offset) nobody is asked to "
    "take the message any more: it ends in `temporary-failure`.",
    "examples": [None],
}
FILES = {
    "description": f"{PERSONALISATION['description']} An object with the key `file` is sent as a "
    "link to the file.",
    "additionalProperties": {
        "if": {"type": "object", "required": ["file"]},
        "then": ref("File"),
    },
}
ADDRESS = {
    "description": "The address, `address_line_1` to `address_line_7` (or to 6, with `postcode`), "
    "and a value for each placeholder. Three to seven lines, of which the last is a UK postcode "
    "or, for services that may send abroad, a country.",
    "examples": [
        {
            "address_line_1": "Amala Bird",
            "address_line_2": "123 High Street",
            "address_line_3": "Richmond upon Thames",
            "address_line_4": "SW14 6BF",
            "first_name": "Amala",
        }
    ],
}
OLDER_THAN = {"description": "The id of the last item of the page before."}

SMS: About = {
    "reference": REFERENCE,
    "phone_number": {
        "description": "A UK or international number, in any usual spelling.",
        "examples": ["+447900900123"],
    },
    "template_id": TEMPLATE_ID,
    "personalisation": PERSONALISATION,
    "scheduled_for": SCHEDULED_FOR,
    "sms_sender_id": {"description": "One of the service's senders, instead of its default."},
    "valid_until": VALID_UNTIL,
}
EMAIL: About = {
    "reference": REFERENCE,
    "email_address": {"description": "The recipient.", "examples": ["amala@example.com"]},
    "template_id": TEMPLATE_ID,
    "personalisation": {**PERSONALISATION, **FILES},
    "scheduled_for": SCHEDULED_FOR,
    "email_reply_to_id": {
        "description": "One of the service's reply-to addresses, instead of its default."
    },
    "one_click_unsubscribe_url": {
        "description": "Where mail programs send a POST when the recipient unsubscribes; "
        "begins with `https:`, in at most 900 characters of ASCII.",
        "examples": ["https://example.com/unsubscribe?id=1"],
    },
    "sanitise_content_for": {
        "description": "Names of the values in which links and Markdown are made harmless.",
        "examples": [["first_name"]],
    },
    "valid_until": VALID_UNTIL,
}
LETTER: About = {
    "reference": REFERENCE,
    "template_id": TEMPLATE_ID,
    "personalisation": ADDRESS,
    "valid_until": VALID_UNTIL,
}
PRECOMPILED: About = {
    "reference": {"description": "Your own reference.", "examples": ["letter-1234"]},
    "content": {"description": "The PDF, in base64.", "examples": ["JVBERi0xLjQKJcOkw7zDtsOfCg=="]},
    "postage": {
        "description": "How it travels; `second` unless you say otherwise.",
        "enum": ["first", "second", "economy"],
        "examples": ["second"],
    },
    "valid_until": VALID_UNTIL,
}
PREVIEW = {"personalisation": PERSONALISATION}
BULK: About = {
    "template_id": TEMPLATE_ID,
    "reference": {"description": "Without effect."},
    "scheduled_for": {
        "description": "When to send them: ISO 8601, at most 96 hours ahead; UTC unless it has an "
        "offset. At once, unless you say otherwise.",
        "examples": [None],
    },
    "reply_to_id": {
        "description": "Emails: one of the service's reply-to addresses; text messages: one of its "
        "senders; letters: one of its letter contacts. Instead of the default.",
        "examples": [None],
    },
    "csv": {"description": "The recipients as the text of a CSV file. Either this or `rows`."},
    "rows": {
        "description": "A list of lists, first the header: `phone number`, `email address` or the "
        "columns of an address, a column for each placeholder and, if you like, `reference`. At "
        "most 50,000 rows after it.",
        "examples": [[["phone number", "first name"], ["+447900900123", "Amala"]]],
    },
    "name": {"description": "What people see of it in the web app.", "examples": ["Reminders"]},
    "valid_until": VALID_UNTIL,
}
LOOKUP: About = {
    "ids": {
        "description": "At most 1000 ids that sending answered.",
        "examples": [["740e5834-3a29-46b4-9a6f-16142fde533a"]],
    },
    "references": {
        "description": "At most 1000 of your references, of each of which the newest message is "
        "found. Give one of the two.",
    },
}

LIST = {
    "reference": {"description": "Only those with this reference."},
    "status": {"description": "Only those in one of these. `accepted`, `received` and `failed` "
               "stand for several."},
    "template_type": {"description": "Only those of one of these types."},
    "include_jobs": {"description": "Those of uploaded lists too."},
    "older_than": OLDER_THAN,
}  # fmt: skip
TEMPLATES = {"type": {"description": "Only templates of this type."}}
RECEIVED = {"older_than": OLDER_THAN}


def body(schema: Schema, about: About) -> dict[str, Any]:
    """The schema of a body, each property with its description and an example."""
    checked = {name: value for name, value in schema.schema.items() if name != "$schema"}
    return {**checked, "properties": described(schema, about)}


def one_of_many(kind: str, schema: Schema, about: About) -> dict[str, Any]:
    """The same in a list of messages of several types: with its type."""
    alone = body(schema, about)
    return {
        **alone,
        "properties": {"type": {"const": kind}, **alone["properties"]},
        "required": ["type", *alone["required"]],
    }


def query(schema: Schema, about: About) -> list[dict[str, Any]]:
    """The parameters of a query; those that are lists are repeated."""
    return [
        {
            "name": name,
            "in": "query",
            "description": value.pop("description"),
            "schema": value,
        }
        for name, value in described(schema, about).items()
    ]


def described(schema: Schema, about: About) -> dict[str, dict[str, Any]]:
    """Raises KeyError for a property that nothing is said about."""
    return {name: {**rules, **about[name]} for name, rules in schema.schema["properties"].items()}


# The period as api.sending.file_objects reads it, in capitals or not.
PERIOD = r"^\s*([1-9]|[1-6][0-9]|7[0-8]) [Ww][Ee][Ee][Kk][Ss]?\s*$"
FILE = closed(
    {
        "file": text("The content, in base64; at most 2 MiB.", "Zmlyc3QgbmFtZSxkYXRlCg=="),
        "filename": or_null(
            text(example="report.csv", pattern=r"\."), "The name that the recipient sees."
        ),
        "is_csv": or_null({"type": "boolean"}, "Only without `filename`."),
        "confirm_email_before_download": or_null(
            {"type": "boolean"},
            "Whether recipients have to give their email address before they see the file; true "
            "unless you say otherwise.",
        ),
        "retention_period": or_null(
            text(example="4 weeks", pattern=PERIOD),
            "`1 week` to `78 weeks`; 26 unless you say otherwise.",
        ),
    },
    optional=("filename", "is_csv", "confirm_email_before_download", "retention_period"),
)

BODIES = {
    "SendTextMessage": body(schemas.SMS, SMS),
    "SendEmail": body(schemas.EMAIL, EMAIL),
    "SendLetter": body(schemas.LETTER, LETTER),
    "SendPrecompiledLetter": body(schemas.PRECOMPILED, PRECOMPILED),
    "File": FILE,
    "SendBulk": body(schemas.BULK, BULK),
    "SendBatch": closed(
        {
            "notifications": {
                "type": "array",
                "minItems": 1,
                "description": "At most 1000 messages.",
                "items": {
                    "anyOf": [
                        one_of_many("sms", schemas.SMS, SMS),
                        one_of_many("email", schemas.EMAIL, EMAIL),
                        one_of_many("letter", schemas.LETTER, LETTER),
                        one_of_many("letter", schemas.PRECOMPILED, PRECOMPILED),
                    ]
                },
            }
        }
    ),
    "LookUp": body(schemas.LOOKUP, LOOKUP),
    "PreviewTemplate": body(schemas.PREVIEW, PREVIEW),
}
