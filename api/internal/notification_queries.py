"""What lists of notifications can be asked for: types, statuses, pages (3.8)."""

from collections.abc import Iterable
from typing import Any

from werkzeug.exceptions import NotFound

from api.errors import Refused

TYPES = ("sms", "email", "letter")
PAGE_SIZE = 50
# No service has more pages, nor a page more rows, than a number in the database can say.
LARGEST = 10_000_000

# What a query's status stands for; any other stands for itself.
STATUS_GROUPS = {
    "failed": (
        "failed", "technical-failure", "temporary-failure", "permanent-failure",
        "validation-failed", "virus-scan-failed", "returned-letter",
    ),
    "accepted": ("created", "sending"),
    "received": ("delivered",),
}  # fmt: skip


def read_types(values: Iterable[Any]) -> list[str] | None:
    """Types of templates; None when all are meant. Raises Refused (400)."""
    found = list(values)
    for number, value in enumerate(found):
        if value not in TYPES:
            fault = {"template_type": ["Must be one of: sms, email, letter."]}
            raise Refused(400, {"template_type": {str(number): fault}})
    return found or None


def read_statuses(values: Iterable[Any]) -> list[str] | None:
    """Statuses, each by itself or several with commas between; None when all are meant."""
    names = [name for value in values for name in str(value).split(",") if name]
    return [status for name in names for status in STATUS_GROUPS.get(name, (name,))] or None


def read_positive(name: str, value: Any, default: int) -> int:
    """A page's number or size. Raises Refused (400), and NotFound past what there can be."""
    if value is None:
        return default
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise Refused(400, {name: ["Not a valid integer."]}) from None
    if number < 1:
        raise Refused(400, {name: ["Not a positive integer"]})
    if number > LARGEST:
        raise NotFound
    return number
