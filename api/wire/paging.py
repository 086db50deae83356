"""Pages of lists that count what they hold: their queries, and links to their neighbours."""

from urllib.parse import urlencode

from flask import request
from werkzeug.exceptions import NotFound

from api.internal.messages.queries import PageForm
from api.wire.errors import Refused
from api.wire.forms import load

# Days: longer than anything is kept.
LONGEST = 10_000


def read_page() -> int:
    """The number of the page asked for. Raises Refused (400), NotFound."""
    return load(PageForm(), {"page": request.args["page"]} if "page" in request.args else {})[
        "page"
    ]


def read_limit_days() -> int | None:
    """How many local days before today are asked for. Raises Refused (400)."""
    value = request.args.get("limit_days")
    if not value:
        return None
    try:
        return max(-LONGEST, min(int(value), LONGEST))
    except ValueError:
        raise Refused(400, {"limit_days": [f"{value} is not an integer"]}) from None


def links(page: int, page_size: int, total: int) -> dict[str, str]:
    """Of the previous page, the next and the last one. Raises NotFound past the end."""
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
