"""What lists of notifications can be asked for: types, statuses, pages, recipients (3.8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from werkzeug.exceptions import NotFound

from api.errors import Refused
from api.internal.bodies import Fault, Field, identifier, load, read_object
from api.public.schemas import STATUS_GROUPS
from postroom.content import email_addresses, phone_numbers
from postroom.content.values import as_text

TYPES = ("sms", "email", "letter")
PAGE_SIZE = 50
# As many rows as the admin app ever asks for at once.
LARGEST_PAGE = 5000
# No service has more pages than a number in the database can say.
LARGEST = 10_000_000
# Older than any message.
LAST_DAY = 10_000

TRUE = {"t", "T", "true", "True", "TRUE", "on", "On", "ON", "y", "Y", "yes", "Yes", "YES", "1"}
FALSE = {"f", "F", "false", "False", "FALSE", "off", "Off", "OFF", "n", "N", "no", "No", "NO", "0"}

NOT_SEARCHED = re.compile(r"[\s()\-]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A page of notifications, and what those on it have in common; None: anything goes."""

    template_types: list[str] | None
    # As they were given, without what they stand for.
    statuses: list[str]
    page: int
    page_size: int
    limit_days: int | None
    include_jobs: bool
    include_from_test_key: bool
    include_one_off: bool
    count_pages: bool
    to: str | None
    older_than: UUID | None


def integer(value: Any) -> int:
    try:
        return int(value)
    except (ValueError, TypeError, OverflowError):
        raise Fault("Not a valid integer.") from None


def days(value: Any) -> int:
    return max(-1, min(integer(value), LAST_DAY))


def boolean(value: Any) -> bool:
    text = str(value)
    if text not in TRUE | FALSE:
        raise Fault("Not a valid boolean.")
    return text in TRUE


FIELDS = {
    "limit_days": Field(days, nullable=True),
    "include_jobs": Field(boolean),
    "include_from_test_key": Field(boolean),
    "include_one_off": Field(boolean),
    "count_pages": Field(boolean),
    "to": Field(as_text, nullable=True),
    "older_than": Field(identifier, nullable=True),
}


def read_query() -> Query:
    """The query of a GET, or the body of a POST, which keeps recipients out of logs.

    Raises Refused (400) by field.
    """
    if request.method == "POST":
        given = read_object(optional=True)
    else:
        given = {
            name: values if name in ("template_type", "status") else values[0]
            for name, values in request.args.lists()
        }
    given = {name: value for name, value in given.items() if value != ""}
    values = load(FIELDS, given)
    older_than = values.get("older_than")
    page_size = read_positive("page_size", given.get("page_size"), PAGE_SIZE)
    return Query(
        template_types=read_types(many(given.get("template_type"))),
        statuses=read_texts(many(given.get("status"))),
        page=read_positive("page", given.get("page"), 1),
        page_size=min(page_size, LARGEST_PAGE),
        limit_days=values.get("limit_days"),
        include_jobs=values.get("include_jobs", True),
        include_from_test_key=values.get("include_from_test_key", False),
        include_one_off=values.get("include_one_off", True),
        count_pages=values.get("count_pages", True),
        to=values.get("to"),
        older_than=older_than and UUID(older_than),
    )


def many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def read_types(values: Iterable[Any]) -> list[str] | None:
    """Types of templates; None when all are meant. Raises Refused (400)."""
    found = list(values)
    for number, value in enumerate(found):
        if value not in TYPES:
            fault = {"template_type": ["Must be one of: sms, email, letter."]}
            raise Refused(400, {"template_type": {str(number): fault}})
    return found or None


def read_statuses(values: Iterable[Any]) -> list[str] | None:
    """Statuses, and those that a group's name stands for; None when all are meant."""
    return expand(read_texts(values)) or None


def read_texts(values: Iterable[Any]) -> list[str]:
    """Each by itself, or several with commas between."""
    return [text for value in values for text in as_text(value).split(",") if text]


def expand(statuses: Iterable[str]) -> list[str]:
    return [status for name in statuses for status in STATUS_GROUPS.get(name, [name])]


def read_positive(name: str, value: Any, default: int) -> int:
    """A page's number or size. Raises Refused (400), and NotFound past what there can be."""
    if value is None:
        return default
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise Refused(400, {name: ["Not a valid integer."]}) from None
    if number < 1:
        raise Refused(400, {name: ["Not a positive integer"]})
    if number > LARGEST:
        raise NotFound
    return number


def search_form(term: str, template_type: str | None) -> str:
    """What is looked for in recipients of this type, which are compared normalised."""
    if template_type == "sms":
        try:
            return phone_numbers.parse(term).normalised
        except phone_numbers.InvalidPhoneNumber:
            return NOT_SEARCHED.sub("", term).lstrip("+0")
    if template_type == "email":
        try:
            return email_addresses.normalise(email_addresses.validate(term))
        except email_addresses.InvalidEmailAddress:
            return term.lower()
    return "".join(term.split()).lower()
