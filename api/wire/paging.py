"""Pages of lists that count what they hold: their queries, and links to their neighbours."""

from typing import Any
from urllib.parse import urlencode

from flask import request
from marshmallow import ValidationError, fields
from werkzeug.exceptions import NotFound

from api.wire.errors import Refused
from api.wire.forms import Bounded, Form, load

PAGE_SIZE = 50
# No service has more pages than a number in the database can say.
LARGEST = 10_000_000
# Days: longer than anything is kept.
LONGEST = 10_000


def positive(value: int) -> None:
    if value < 1:
        raise ValidationError("Not a positive integer")


def read_number(name: str, otherwise: int) -> int:
    """A number in the query. Raises Refused (400) for what is none."""
    try:
        return int(request.args.get(name, otherwise))
    except ValueError:
        raise Refused(400, {name: ["Not a valid integer."]}) from None


class PageNumber(Bounded, fields.Integer):
    """A page's number or size."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(validate=positive, **rules)

    def stored(self, value: int) -> int:
        """Raises NotFound past what there can be."""
        if value > LARGEST:
            raise NotFound
        return value


class PageForm(Form):
    page = PageNumber(load_default=1)
    page_size = PageNumber(load_default=PAGE_SIZE)


def read_page() -> int:
    """The number of the page asked for. Raises Refused (400), NotFound."""
    return load(PageForm(), {"page": request.args["page"]} if "page" in request.args else {})[
        "page"
    ]


def read_existing_page() -> int:
    """The same where a page before the first is not there. Raises Refused (400), NotFound."""
    page = read_number("page", 1)
    if not 1 <= page <= LARGEST:
        raise NotFound
    return page


def read_limit_days() -> int | None:
    """The number of local days before today that are asked for. Raises Refused (400)."""
    value = request.args.get("limit_days")
    if not value:
        return None
    try:
        return max(-LONGEST, min(int(value), LONGEST))
    except ValueError:
        raise Refused(400, {"limit_days": [f"{value} is not an integer"]}) from None


def links(page: int, page_size: int, total: int) -> dict[str, str]:
    """Links to the previous page, the next and the last one. Raises NotFound past the end."""
    pages = max(1, -(-total // page_size))
    if page > pages:
        raise NotFound
    found = {}
    if page > 1:
        found["prev"] = page_url(page - 1)
    if page < pages:
        found |= {"next": page_url(page + 1), "last": page_url(pages)}
    return found


def page_url(page: int) -> str:
    query = {"page": page, **{n: v for n, v in request.args.lists() if n != "page"}}
    return f"{request.path}?{urlencode(query, doseq=True)}"
