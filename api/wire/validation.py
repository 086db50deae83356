"""Request bodies and queries against JSON Schema draft 7, with the wire's wording.

The messages are jsonschema's own, reworded (docs/contract/requests.md, wording of faults), so
their order and text are part of the contract. jsonschema-rs takes the happy path, which needs
no messages.
"""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

import jsonschema
import jsonschema_rs
from flask import request

from api.wire import bodies, ids, message_sizes, moments
from api.wire.control_characters import has_control_characters
from api.wire.errors import PublicError, bad_request, data_error
from postroom.content import email_addresses, phone_numbers

COLLAPSED = {
    "uuid": "is not a valid UUID",
    "https_url": "is not a valid https url",
    "header_url": "is not a valid https url",
}
# Characters of a URL that stands in an email's header, whose lines have 998 octets at most.
LONGEST_HEADER_URL = 900

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

formats = jsonschema.FormatChecker(formats=())


@formats.checks("uuid", raises=ValueError)
def is_uuid(value: Any) -> bool:
    if isinstance(value, str):
        UUID(value)
    return True


@formats.checks("hexadecimal-uuid", raises=ValueError)
def is_hexadecimal_uuid(value: Any) -> bool:
    """An id whose fault is told in Python's own words."""
    if isinstance(value, str):
        UUID(value)
    return True


@formats.checks("phone_number", raises=ValueError)
def is_phone_number(value: Any) -> bool:
    if isinstance(value, str):
        phone_numbers.parse(value)
    return True


@formats.checks("email_address", raises=ValueError)
def is_email_address(value: Any) -> bool:
    if isinstance(value, str):
        email_addresses.validate(value)
    return True


@formats.checks("https_url", raises=ValueError)
def is_https_url(value: Any) -> bool:
    if isinstance(value, str) and (not value.startswith("https:") or any(map(odd, value))):
        raise ValueError
    return True


@formats.checks("header_url", raises=ValueError)
def is_header_url(value: Any) -> bool:
    """An https URL for an email's header: short, and in ASCII (RFC 5322, RFC 8058)."""
    if isinstance(value, str) and (len(value) > LONGEST_HEADER_URL or not value.isascii()):
        raise ValueError
    return is_https_url(value)


def odd(character: str) -> bool:
    return character.isspace() or not character.isprintable() or character in '<>"{}|\\^`'


for name, check in moments.CHECKS.items():
    formats.checks(name, raises=ValueError)(check)


@formats.checks("date-time")
def is_moment(value: Any) -> bool:
    """RFC 3339: a day, T, a time to the second or finer, Z or an offset."""
    if not isinstance(value, str):
        return True
    try:
        return bool(MOMENT.fullmatch(value)) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


@formats.checks("date", raises=ValueError)
def is_date(value: Any) -> bool:
    """YYYY-MM-DD; what looks like a day and is none is told in Python's own words."""
    return (
        not isinstance(value, str) or bool(DAY.fullmatch(value)) and bool(date.fromisoformat(value))
    )


@formats.checks("utc-second")
def is_utc_second(value: Any) -> bool:
    """YYYY-MM-DDTHH:MM:SSZ and nothing else."""
    return is_moment(value) and (not isinstance(value, str) or (len(value), value[-1]) == (20, "Z"))


@formats.checks("postage", raises=ValueError)
def is_postage(value: Any) -> bool:
    """How a letter may travel that is not known to go abroad; its address may decide otherwise."""
    if isinstance(value, str) and value not in ("first", "second", "economy"):
        raise ValueError("invalid. It must be either first, second or economy.")
    return True


@formats.checks("text", raises=ValueError)
def is_storable(value: Any) -> bool:
    """PostgreSQL's text has no NUL and no lone surrogates."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("must not contain a NUL character")
        value.encode()
    return True


@formats.checks("one-line", raises=ValueError)
def is_one_line(value: Any) -> bool:
    """A name, which stands in subjects, logs and alerts."""
    if isinstance(value, str) and has_control_characters(value):
        raise ValueError("must not contain control characters")
    return True


@formats.checks("lines", raises=ValueError)
def is_lines(value: Any) -> bool:
    """A text of several lines."""
    if isinstance(value, str) and has_control_characters(value, lines=True):
        raise ValueError("must not contain control characters")
    return True


class Schema:
    """An object's schema: its properties in the order in which faults are reported.

    An open one takes properties that it does not name; rules are further keywords.
    """

    def __init__(
        self,
        properties: dict[str, Any],
        required: tuple[str, ...] = (),
        *,
        open: bool = False,
        **rules: Any,
    ) -> None:
        self.schema = schema = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "object",
            "properties": properties,
            "required": list(required),
            "additionalProperties": open,
            **rules,
        }
        self._explain = jsonschema.Draft7Validator(schema, format_checker=formats)
        self._check = jsonschema_rs.Draft7Validator(
            schema,
            validate_formats=True,
            formats={name: passes(name) for name in formats.checkers},
        )

    def validate(self, document: Any) -> dict[str, Any]:
        """The document itself. Raises PublicError ValidationError with every fault."""
        if not self._passes(document):
            messages = dict.fromkeys(map(message, self._explain.iter_errors(document)))
            if messages:
                raise PublicError(400, "ValidationError", *messages)
        return document

    def _passes(self, document: Any) -> bool:
        try:
            return self._check.is_valid(document)
        except UnicodeEncodeError:
            # A lone surrogate, which is for the slow path to name.
            return False


def passes(name: str) -> Any:
    def check(value: str) -> bool:
        return formats.conforms(value, name)

    return check


def message(error: jsonschema.ValidationError) -> str:
    field = error.absolute_path[0] if error.absolute_path else None
    text = COLLAPSED.get(error.schema.get("format", "")) if field else None
    if text is None:
        text = str(error.cause) if error.cause else error.message
    if isinstance(error.cause, UnicodeEncodeError):
        text = "is not valid Unicode"
    return (f"{field} {text}" if field else text).replace("'", "")


def read_document() -> Any:
    """The request's body, whatever its content type says. Raises PublicError (400)."""
    try:
        return bodies.parse(bodies.read())
    except ValueError:
        raise bad_request("Invalid JSON supplied in POST data") from None


def read_json(optional: bool = False) -> Any:
    """A body of which falsy documents count as {}; with optional, so does no body at all."""
    if optional and not bodies.read():
        return {}
    return read_document() or {}


def read_message(field: str | None = None) -> Any:
    """The body of a send, whose personalisation is not too large (413).

    The field, if any, is the one whose texts are files in base64.
    """
    message_sizes.check_body(bodies.read(), field.encode() if field else None)
    return check_message(read_json(), field)


def check_message(document: Any, field: str | None = None) -> Any:
    """The document of a send, whose personalisation is not too large (413)."""
    if isinstance(document, dict):
        message_sizes.check_values(document.get("personalisation"), files=field == "file")
    return document


def read_query(schema: Schema, repeatable: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The query as an object: lists for what may be repeated, else the first value."""
    query = {
        name: values if name in repeatable else values[0] for name, values in request.args.lists()
    }
    return schema.validate(query)


def read_uuid(name: str, value: str) -> UUID:
    """An id from the path, a query or a body. Raises PublicError ValidationError, DataError."""
    try:
        id = ids.read(value)
    except ValueError:
        raise PublicError(400, "ValidationError", f"{name} is not a valid UUID") from None
    if id is None:
        raise data_error()
    return id
