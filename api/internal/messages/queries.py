"""What lists of notifications can be asked for: types, statuses, pages, recipients.

See docs/contract/internal.md, lists of notifications.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from marshmallow import fields, pre_load

from api.wire.forms import Bounded, Choice, Form, Identifier, load, read_object
from api.wire.paging import PageForm
from api.wire.statuses import STATUS_GROUPS
from postroom.content import email_addresses, phone_numbers
from postroom.content.values import as_text

TYPES = ("sms", "email", "letter")
# Rows of a page: the admin app asks for no more, and for so many where people download a list.
LARGEST_PAGE = 10_000
# Days back from today: older than any message.
LAST_DAY = 10_000

NOT_SEARCHED = re.compile(r"[\s()\-]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A page of notifications, and what those on it have in common; None: anything goes."""

    template_types: list[str] | None
    # The statuses as they were given, without those that they stand for.
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


class Days(Bounded, fields.Integer):
    """Days before today, as many as there are messages for."""

    def stored(self, value: int) -> int:
        return max(-1, min(value, LAST_DAY))


class Boolean(fields.Boolean):
    """A boolean as marshmallow has always read it, also from numbers and texts."""

    def _deserialize(self, value: Any, *arguments: Any, **more: Any) -> Any:
        return super()._deserialize(str(value), *arguments, **more)


class Text(fields.Field):
    """Whatever was given, as a text."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        return as_text(value)


class TypeForm(Form):
    template_type = Choice(*TYPES, required=True)


class FilterForm(PageForm):
    """What pages of notifications have in common, which are given in a query or in a body."""

    template_type = fields.List(fields.Nested(TypeForm), load_default=[])
    # Each by itself, or several with commas between.
    status = fields.List(Text(), load_default=[])
    limit_days = Days(allow_none=True)
    include_jobs = Boolean(load_default=True)
    include_from_test_key = Boolean(load_default=False)
    include_one_off = Boolean(load_default=True)
    count_pages = Boolean(load_default=True)
    to = Text(allow_none=True)
    older_than = Identifier(allow_none=True)

    @pre_load
    def spread(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Lists of what may be repeated; what is empty is not given."""
        given = {name: value for name, value in given.items() if value != ""}
        for name in {"template_type", "status"} & given.keys():
            given[name] = many(given[name])
        if "template_type" in given:
            given["template_type"] = [{"template_type": kind} for kind in given["template_type"]]
        return given


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
    values = load(FilterForm(), given)
    older_than = values.get("older_than")
    return Query(
        template_types=[item["template_type"] for item in values["template_type"]] or None,
        statuses=[name for text in values["status"] for name in text.split(",") if name],
        page=values["page"],
        page_size=min(values["page_size"], LARGEST_PAGE),
        limit_days=values.get("limit_days"),
        include_jobs=values["include_jobs"],
        include_from_test_key=values["include_from_test_key"],
        include_one_off=values["include_one_off"],
        count_pages=values["count_pages"],
        to=values.get("to"),
        older_than=older_than and UUID(older_than),
    )


def many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def expand(statuses: Iterable[str]) -> list[str]:
    return [status for name in statuses for status in STATUS_GROUPS.get(name, [name])]


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
