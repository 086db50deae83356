"""Bodies of internal requests, checked field by field with the wording of internal-api-a.md 1.4.

Endpoints that the contract checks with a JSON schema use api.public.validation instead, whose
envelope and texts are the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response

from api import bodies
from api.errors import Refused, legacy_error, not_found
from postroom.content import email_addresses, phone_numbers

UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."
MISSING = "Missing data for required field."
LONGEST = 255
# What a bigint holds; like a text that is too long, what is more is not found (1.4).
LARGEST = 2**63 - 1


class Fault(ValueError):
    """What is wrong with one field."""


@dataclass(frozen=True, slots=True)
class Field:
    """How to check one field; the check gives the value to use or raises Fault."""

    check: Callable[[Any], Any]
    required: bool = False
    nullable: bool = False


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


def unstorable(_: UnicodeEncodeError) -> tuple[Response, int]:
    """A lone surrogate, which JSON may hold and a database may not."""
    return legacy_error(400, UNREADABLE)


def load(
    fields: Mapping[str, Field],
    body: dict[str, Any],
    *,
    partial: bool = False,
    closed: bool = False,
) -> dict[str, Any]:
    """The known fields of a body, checked. Raises Refused (400) with every fault.

    With partial, required fields may be absent; with closed, unknown ones are refused.
    """
    values, faults = {}, {}
    if closed and (unknown := [name for name in body if name not in fields]):
        faults["_schema"] = [f"Unknown field name {name}" for name in unknown]
    for name, field in fields.items():
        if name not in body:
            if field.required and not partial:
                faults[name] = [MISSING]
            continue
        try:
            values[name] = checked(field, body[name])
        except ValueError as fault:
            faults[name] = [str(fault)]
    if faults:
        raise Refused(400, faults)
    return values


def checked(field: Field, value: Any) -> Any:
    if value is None:
        if field.nullable:
            return None
        raise Fault("Field may not be null.")
    return field.check(value)


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise Fault("Not a valid string.")
    return value


def name(value: Any) -> str:
    """A text that is looked up as well: one too long to be there is not found."""
    if len(text(value)) > LONGEST:
        raise not_found()
    return value


def line(value: Any) -> str:
    if len(text(value)) > LONGEST:
        raise Fault(f"Longer than maximum length {LONGEST}.")
    return value


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Fault("Not a valid boolean.")
    return value


def integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Fault("Not a valid integer.")
    if abs(value) > LARGEST:
        raise not_found()
    return value


def identifier(value: Any) -> str:
    try:
        return str(UUID(value))
    except (ValueError, AttributeError, TypeError):
        raise Fault("Not a valid UUID.") from None


def moment(value: Any) -> str:
    """An ISO 8601 time; without an offset it is UTC."""
    try:
        at = datetime.fromisoformat(text(value))
    except ValueError:
        raise Fault("Not a valid datetime.") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()


def one_of(*choices: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in choices:
            raise Fault(f"Must be one of: {', '.join(choices)}.")
        return value

    return check


def email_address(value: Any) -> str:
    """Kept as given; an address is compared in lower case."""
    try:
        if len(text(value)) > LONGEST:
            raise ValueError
        email_addresses.validate(value)
    except ValueError:
        raise Fault("Not a valid email address") from None
    return value


def phone_number(value: Any) -> str:
    """Kept as given; of whatever country."""
    try:
        phone_numbers.parse(text(value))
    except phone_numbers.InvalidPhoneNumber as fault:
        raise Fault(f"Invalid phone number: {fault}") from None
    return value
