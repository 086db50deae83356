"""Bodies of internal requests: read from the wire, and checked by a marshmallow schema.

Endpoints that the contract checks with a JSON schema use api.wire.validation instead, whose
envelope and texts are others (docs/contract/internal.md, errors). All fields are looked at, and
every fault is told; what the database could not hold is a fault only of a body that has no other.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)

from api import database
from api.wire import bodies, ids
from api.wire.control_characters import has_control_characters
from api.wire.errors import PublicError, Refused, legacy_error, not_found
from postroom.content import email_addresses, phone_numbers

UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."
MISSING = "Missing data for required field."
# Characters of a name; a longer one is not found (docs/contract/internal.md, errors).
LONGEST = 255
# What a bigint holds.
LARGEST = 2**63 - 1


def read_json() -> Any:
    """The body, whatever its content type says. Raises Refused (400)."""
    try:
        return bodies.parse(bodies.read())
    except ValueError:
        raise Refused(400, UNREADABLE) from None


def read_object(optional: bool = False) -> dict[str, Any]:
    """A body that is an object; with optional, no body is an empty one. Raises Refused (400)."""
    if optional and not bodies.read():
        return {}
    body = read_json()
    if not isinstance(body, dict):
        raise Refused(400, {"_schema": ["Invalid input type."]})
    return body


@contextmanager
def told_after(function: str, **arguments: Any) -> Iterator[None]:
    """Faults found here are told unless this function of the database finds one, which comes first.

    So a request without faults needs no such look: its one call makes it itself.
    """
    try:
        yield
    except (Refused, PublicError):
        database.call(function, **arguments)
        raise


def unstorable(_: UnicodeEncodeError) -> tuple[Response, int]:
    """A lone surrogate, which JSON may hold and a database may not."""
    return legacy_error(400, UNREADABLE)


class Form(Schema):
    """The fields of a body that an endpoint knows; others are left out."""

    class Meta:
        unknown = EXCLUDE

    @post_load
    def fit(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Values as they are stored. Raises Refused (404) for what no column holds."""
        for name, value in values.items():
            field = self.fields[name]
            if isinstance(field, Bounded) and value is not None:
                values[name] = field.stored(value)
        return values


class ClosedForm(Form):
    """A form that refuses fields it does not know; it names the first of them."""

    @validates_schema(pass_original=True)
    def refuse_unknown(self, _: dict[str, Any], given: dict[str, Any], **__: Any) -> None:
        for name in given:
            if name not in self.fields:
                raise ValidationError(f"Unknown field name {name}")


def load(form: Form, body: Mapping[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """The known fields of a body, checked. Raises Refused (400) with every fault, by field.

    With partial, required fields may be absent.
    """
    try:
        return form.load(body, partial=partial)
    except ValidationError as error:
        raise Refused(400, error.normalized_messages()) from None


def check_lengths(values: Mapping[str, Any], lengths: Mapping[str, int]) -> None:
    """Raises Refused (404) for a text of more characters than its column holds."""
    if any(len(values.get(name) or "") > length for name, length in lengths.items()):
        raise not_found()


def one_line(value: str) -> None:
    """A check for names, which stand in subjects, logs and alerts."""
    if has_control_characters(value):
        raise ValidationError("Must not contain control characters.")


def known_id(text: str) -> UUID:
    """The id in a text; what is none for the database cannot be found. Raises Refused (404)."""
    try:
        id = ids.read(text)
    except ValueError:
        id = None
    if id is None:
        raise not_found()
    return id


class Bounded:
    """A field whose value may be one that no column holds."""

    def stored(self, value: Any) -> Any:
        """The value as it is stored. Raises Refused (404): it cannot be found either."""
        raise NotImplementedError


class Name(Bounded, fields.String):
    """A text of one line, of as many characters as names may have."""

    def __init__(self, *checks: Callable[[str], Any], **rules: Any) -> None:
        super().__init__(validate=[one_line, *checks], **rules)

    def stored(self, value: str) -> str:
        if len(value) > LONGEST:
            raise not_found()
        return value


class Boolean(fields.Boolean):
    """True or false, and nothing that might stand for one of them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Number(Bounded, fields.Integer):
    """A whole number, not a text that holds one, as large as a bigint."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(strict=True, **rules)

    def stored(self, value: int) -> int:
        if abs(value) > LARGEST:
            raise not_found()
        return value


class Identifier(fields.UUID):
    """An id in any of the forms that Python knows, as a text in the usual form."""

    def _deserialize(self, *arguments: Any, **more: Any) -> Any:
        return str(super()._deserialize(*arguments, **more))


class StoredIdentifier(Bounded, fields.String):
    """An id that only the database judges: any text will do, and most are not found."""

    def stored(self, value: str) -> UUID:
        return known_id(value)


class Moment(fields.Field):
    """An ISO 8601 time; without an offset it is UTC."""

    default_error_messages = {"invalid": "Not a valid datetime."}

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        try:
            at = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()


class Choice(fields.String):
    """One of a few texts."""

    def __init__(self, *choices: str, **rules: Any) -> None:
        super().__init__(validate=validate.OneOf(choices), **rules)


class EmailAddress(fields.String):
    """Kept as given; an address is compared in lower case."""

    default_error_messages = {"address": "Not a valid email address"}

    def _deserialize(self, *arguments: Any, **more: Any) -> Any:
        value = super()._deserialize(*arguments, **more)
        try:
            email_addresses.validate(value)
        except email_addresses.InvalidEmailAddress:
            raise self.make_error("address") from None
        if len(value) > LONGEST or has_control_characters(value):
            raise self.make_error("address")
        return value


class PhoneNumber(fields.String):
    """Kept as given; of whatever country."""

    def _deserialize(self, *arguments: Any, **more: Any) -> Any:
        value = super()._deserialize(*arguments, **more)
        try:
            phone_numbers.parse(value)
        except phone_numbers.InvalidPhoneNumber as fault:
            raise ValidationError(f"Invalid phone number: {fault}") from None
        return value


def not_empty(message: str) -> validate.Length:
    return validate.Length(min=1, error=message)
