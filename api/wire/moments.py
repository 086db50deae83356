"""Moments in requests: how they are read, and how far ahead each may lie.

What checks one raises ValueError with the wire's text; what is no text is for the schema.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

MOMENT_FORMAT = (
    "datetime format is invalid. It must be a valid ISO8601 date time format, "
    "https://en.wikipedia.org/wiki/ISO_8601"
)


def is_within_a_day(value: Any) -> bool:
    """Checked, then ignored: what is asked for later is sent at once.

    See docs/contract/requests.md, moments.
    """
    if not isinstance(value, str):
        return True
    # An offset is dropped, not converted.
    moment = read_moment(value).replace(tzinfo=UTC)
    now = datetime.now(UTC)
    if moment < now:
        raise ValueError("datetime can not be in the past")
    if moment > now + timedelta(hours=24):
        raise ValueError("datetime can only be 24 hours in the future")
    return True


def is_to_come(value: Any) -> bool:
    """A moment, however far ahead."""
    if isinstance(value, str) and read_moment(value) < datetime.now(UTC):
        raise ValueError("datetime can not be in the past")
    return True


def is_within_four_days(value: Any) -> bool:
    """When a bulk request's messages are to be sent."""
    if isinstance(value, str):
        moment, now = read_moment(value), datetime.now(UTC)
        if moment < now:
            raise ValueError("datetime cannot be in the past")
        if moment > now + timedelta(hours=96):
            raise ValueError("datetime can only be up to 96 hours in the future")
    return True


def read_moment(text: str) -> datetime:
    """A moment in ISO 8601; without an offset it is UTC. Raises ValueError with the wire's text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(MOMENT_FORMAT) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def moment_or_none(text: str | None) -> datetime | None:
    """A moment that has been checked, if there is one."""
    return None if text is None else read_moment(text)


CHECKS = {
    "scheduled_for": is_within_a_day,
    "bulk_scheduled_for": is_within_four_days,
    "valid_until": is_to_come,
}
