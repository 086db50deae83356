"""Who acts in a request of the internal API, for the database to keep with what is changed.

See docs/contract/internal.md, who did what.
"""

from typing import Any
from uuid import UUID

from flask import g, request

HEADER = "X-Notify-User-Id"
# Where a body names who makes the change, which is not always who is signed in.
FIELDS = (
    "updated_by", "updated_by_id", "archived_by", "archived_by_id", "status_changed_by_id",
    "created_by", "created_by_id", "from_user", "invited_by", "requester_id",
)  # fmt: skip
READING = ("GET", "HEAD")


def begin() -> None:
    """Note who is signed in, in a request that may change something."""
    if request.method not in READING:
        g.actor = known(request.headers.get(HEADER))


def note(body: Any) -> None:
    """Note whom a body names, where the request has not said who is signed in."""
    if g.get("actor", "") is None and isinstance(body, dict):
        g.actor = next(filter(None, (known(body.get(name)) for name in FIELDS)), None)


def current() -> str | None:
    """The id of who acts; None where nobody does or nobody knows."""
    return g.get("actor")


def known(value: Any) -> str | None:
    try:
        return str(UUID(value))
    except (AttributeError, TypeError, ValueError):
        return None
