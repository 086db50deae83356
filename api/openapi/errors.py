"""Every error that the public API documents, and the answers that carry them.

Words in braces stand for what differs from one error to the next.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from api.openapi.shapes import ref
from api.sending import idempotency, rules
from api.sending.bulk import rows
from api.wire import bodies, tokens
from api.wire.errors import UNAVAILABLE
from api.wire.moments import MOMENT_FORMAT


class Fault(NamedTuple):
    """One error: the name that clients tell it by, and its text."""

    status: int
    error: str
    message: str

    def matches(self, status: int, error: str, message: str) -> bool:
        pattern = re.sub(r"\\{.*?\\}", ".*", re.escape(self.message))
        same = (self.status, self.error) == (status, error)
        return same and bool(re.fullmatch(pattern, message, re.DOTALL))


def bad(*messages: str) -> list[Fault]:
    return [Fault(400, "BadRequestError", message) for message in messages]


def invalid(*messages: str) -> list[Fault]:
    return [Fault(400, "ValidationError", message) for message in messages]


def forbidden(*messages: str) -> list[Fault]:
    return [Fault(403, "AuthError", message) for message in messages]


AUTHENTICATION = [
    Fault(401, "AuthError", "Unauthorized: authentication token must be provided"),
    Fault(401, "AuthError", "Unauthorized: authentication bearer scheme must be used"),
    *forbidden(
        tokens.UNREADABLE,
        tokens.NO_ISSUER,
        "Invalid token: service id is not the right data type",
        "Invalid token: service not found",
        "Invalid token: service has no API keys",
        "Invalid token: service is archived",
        tokens.WRONG_ALGORITHM,
        tokens.NO_KEY,
        tokens.CLOCK,
        "Invalid token: API key revoked",
    ),
]
UNFORESEEN = [
    Fault(429, "TooManyRequestsError", bodies.TOO_MANY),
    Fault(500, "Exception", "Internal server error"),
    Fault(503, "ServiceUnavailableError", UNAVAILABLE),
]
UNKNOWN = [Fault(404, "NoResultFound", "No result found")]
# An id in a form that the database does not read.
UNREADABLE_ID = [Fault(404, "DataError", "No result found")]

BODY = [
    Fault(408, "BadRequestError", bodies.TOO_SLOW),
    Fault(413, "BadRequestError", "The data value transmitted exceeds the capacity limit."),
]
UNREADABLE = bad(
    "Invalid JSON supplied in POST data",
    "The browser (or proxy) sent a request that this server could not understand.",
)
ADDITIONAL = invalid(
    "Additional properties are not allowed ({name} was unexpected)",
    "Additional properties are not allowed ({name}, {name} were unexpected)",
)
FIELDS = [
    *invalid(
        "{field} is a required property",
        "{field} {value} is not of type {type}",
        "{body} is not of type object",
        "{field} is not a valid UUID",
        "reference {value} is too long",
        "{field} must not contain a NUL character",
        "{field} is not valid Unicode",
    ),
    *ADDITIONAL,
    *UNREADABLE_ID,
]
VALID_UNTIL = invalid(f"valid_until {MOMENT_FORMAT}", "valid_until datetime can not be in the past")
SCHEDULED_FOR = invalid(
    f"scheduled_for {MOMENT_FORMAT}",
    "scheduled_for datetime can not be in the past",
    "scheduled_for datetime can only be 24 hours in the future",
)
NOT_A_UUID = [*invalid("{field} is not a valid UUID"), *UNREADABLE_ID]
LIMITS = [
    Fault(
        429,
        "RateLimitError",
        "Exceeded rate limit for key type {LIVE or TEAM or TEST} of {limit} requests per 60 "
        "seconds",
    ),
    Fault(429, "TooManyRequestsError", "Exceeded send limits ({type}: {limit}) for today"),
]
RECIPIENT = bad(rules.TEAM_ONLY, rules.TRIAL_MODE)
TEMPLATE = bad(
    "Template not found",
    "{type} template is not suitable for {type} notification",
    "Template has been deleted",
    "Missing personalisation: {names}",
    "Your message is empty.",
)
MISSING = bad("Missing personalisation: {names}")
TOO_LONG = bad(
    "Your message is too long. Emails cannot be longer than 2000000 bytes. Your message is "
    "{number} bytes."
)

ONCE = [
    *bad(idempotency.FAULT),
    *[Fault(status, "BadRequestError", text) for status, text in idempotency.REFUSALS.values()],
]
SEND = [*UNREADABLE, *FIELDS, *VALID_UNTIL, *TEMPLATE, *BODY, *LIMITS, *ONCE]
SEND_TEXT_MESSAGE = [
    *SEND,
    *SCHEDULED_FOR,
    *invalid(
        "phone_number Too many digits",
        "phone_number Not enough digits",
        "phone_number Must not contain letters or symbols",
        "phone_number Not a valid country prefix",
        "phone_number Number is not valid – double check the phone number you entered",
    ),
    *RECIPIENT,
    *bad(
        "Service is not allowed to send text messages",
        "Can only send a file by email",
        "sms_sender_id {id} does not exist in database for service id {id}",
        "Cannot send to international mobile numbers",
        "Your message is too long. Text messages cannot be longer than 918 characters. Your "
        "message is {number} characters long.",
    ),
    Fault(400, "InvalidPhoneError", "Not a UK mobile number"),
]
SEND_EMAIL = [
    *SEND,
    *SCHEDULED_FOR,
    *invalid(
        "email_address Not a valid email address",
        "one_click_unsubscribe_url is not a valid https url",
        "file {value} is not of type string",
        "is_csv Unsupported value for is_csv: {value}. Use a boolean true or false value.",
        "confirm_email_before_download Unsupported value for confirm_email_before_download: "
        "{value}. Use a boolean true or false value.",
        "retention_period Unsupported value for retention_period: {value}. Supported periods "
        "are from 1 to 78 weeks.",
        "filename `filename` must end with a file extension. For example, filename.csv",
        "Do not set a value for `is_csv` if `filename` is set.",
    ),
    *RECIPIENT,
    *bad(
        "Service is not allowed to send emails",
        "email_reply_to_id {id} does not exist in database for service id {id}",
        "Send files by email has not been set up - add contact details for your service at "
        "{address}",
        "File did not pass the virus scan",
        "Uploaded file exceeds file size limit",
        "No document upload",
        "Document is not base64 encoded",
        "Unsupported file type {type}. Supported types are: {types}",
        "`filename` cannot be longer than 100 characters",
        "`filename` must end with a file extension. For example, filename.csv",
    ),
    *TOO_LONG,
]
QR_CODE_TOO_LONG = Fault(
    400, "ValidationError", "Cannot create a usable QR code - the link is too long"
)
QR_CODE = {
    "data": {"type": "string", "description": "What the QR code was to hold."},
    "num_bytes": {"type": "integer"},
    "max_bytes": {"type": "integer"},
}
LETTERS_REFUSED = [
    Fault(403, "BadRequestError", "Cannot send letters with a team api key"),
    Fault(403, "BadRequestError", "Cannot send letters when service is in trial mode"),
]
SEND_LETTER = [
    *SEND,
    QR_CODE_TOO_LONG,
    *invalid(
        "Address must be at least 3 lines",
        "Address must be no more than 7 lines",
        "The first 2 lines of the address must both include at least one alphanumeric character",
        "The last line of a BFPO address must not be a country.",
        "Last line of address must be a real UK postcode or another country",
        "Must be a real UK postcode",
        "Address lines must not start with any of the following characters: @ ( ) = [ ] ” \\ / , "
        "< >",
        "Must be a real address",
        "postage invalid. It must be either first, second or economy.",
    ),
    *bad(
        "Service is not allowed to send letters",
        "Can only send a file by email",
        "Cannot decode letter content (invalid base64 encoding)",
    ),
    *LETTERS_REFUSED,
]
BULK = [
    *UNREADABLE,
    *FIELDS,
    *VALID_UNTIL,
    *BODY,
    LIMITS[0],
    *ONCE,
    *LETTERS_REFUSED,
    *invalid(
        f"scheduled_for {MOMENT_FORMAT}",
        "scheduled_for datetime cannot be in the past",
        "scheduled_for datetime can only be up to 96 hours in the future",
        "rows {rows} is too short",
    ),
    *bad(
        "You should specify either rows or csv",
        "Template not found",
        "Template has been deleted",
        "Service is not allowed to send {type}",
        "{field} {id} does not exist in database for service id {id}",
        "Error converting to CSV: {reason}",
        "Missing column headers: {names}",
        "Duplicate column headers: {names}",
        "csv must have a header and at least one row",
        "You only have {number} remaining messages before you reach your daily limit. You've tried "
        "to send {number} messages.",
        "Too many rows. Maximum number of rows allowed is 50000",
        rows.TRIAL_MODE,
        rows.TEAM_ONLY,
        "Some rows have errors. {faults}",
        rows.MIXED,
    ),
]
BATCH = [
    *UNREADABLE,
    *BODY,
    LIMITS[0],
    *ONCE,
    *ADDITIONAL,
    *invalid(
        "{body} is not of type object",
        "{field} is a required property",
        "{field} {value} is not of type {type}",
        "notifications [] should be non-empty",
    ),
    *bad("Too many notifications. Maximum number of notifications allowed is 1000"),
]
GET_PDF = [
    *NOT_A_UUID,
    *bad(
        "Notification is not a letter",
        "File did not pass the virus scan",
        "PDF not available for letters in status technical-failure",
    ),
    Fault(400, "PDFNotReadyError", "PDF not available yet, try again later"),
    *UNKNOWN,
]
QUERY = [*NOT_A_UUID, *ADDITIONAL, *invalid("{field} {value} is not one of [{values}]")]
LIST = [
    *QUERY,
    *invalid(
        "reference must not contain a NUL character",
        "reference is not valid Unicode",
    ),
]
LOOKUP = [
    *UNREADABLE,
    *FIELDS,
    *BODY,
    *invalid("{field} [] should be non-empty"),
    *bad(
        "You should specify either ids or references",
        "Too many ids. Maximum number of ids allowed is 1000",
        "Too many references. Maximum number of references allowed is 1000",
    ),
]
PREVIEW = [
    *UNREADABLE,
    *FIELDS,
    *MISSING,
    *TOO_LONG,
    *bad("Your message is too long."),
    *UNKNOWN,
    *BODY,
]

DESCRIPTIONS = {
    400: "The request breaks a rule.",
    401: "No token.",
    403: "The token, or what it may do, is refused.",
    404: "There is no such thing.",
    409: "The same request is under way.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    422: "The key was another request's.",
    429: "Over a limit.",
    500: "A fault of ours; try again.",
    503: "What we need ourselves is away for a moment; try again after `Retry-After` seconds.",
}


def envelope(status: int, faults: list[Fault]) -> dict[str, Any]:
    """The body of an error of the v2 API, with the names it may have."""
    more = QR_CODE if QR_CODE_TOO_LONG in faults else {}
    item = {
        "type": "object",
        "properties": {
            "error": {"enum": sorted({fault.error for fault in faults})},
            "message": {"type": "string"},
            **more,
        },
        "required": ["error", "message"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "status_code": {"const": status},
            "errors": {"type": "array", "minItems": 1, "items": item},
        },
        "required": ["errors", "status_code"],
        "additionalProperties": False,
    }


def responses(faults: Iterable[Fault], *, path_is_variable: bool) -> dict[str, Any]:
    """The responses that carry these errors, one a status, each error as an example."""
    by_status: dict[int, list[Fault]] = {}
    for fault in dict.fromkeys(faults):
        by_status.setdefault(fault.status, []).append(fault)
    return {
        str(status): response(status, found, path_is_variable)
        for status, found in sorted(by_status.items())
    }


def response(status: int, faults: list[Fault], path_is_variable: bool) -> dict[str, Any]:
    schema = envelope(status, faults)
    if status == 404 and path_is_variable:
        # An id with a slash in it leads nowhere.
        schema = {"anyOf": [schema, ref("NoSuchAddress")]}
    examples = {
        f"{fault.error} {number}": {
            "summary": fault.message,
            "value": {
                "status_code": status,
                "errors": [{"error": fault.error, "message": fault.message}],
            },
        }
        for number, fault in enumerate(faults, 1)
    }
    return {
        "description": DESCRIPTIONS[status],
        "content": {"application/json": {"schema": schema, "examples": examples}},
    }
