"""Times on the wire."""

from datetime import UTC, datetime
from typing import overload

from postroom.content.dates import LONDON


@overload
def to_wire(moment: datetime) -> str: ...
@overload
def to_wire(moment: None) -> None: ...
def to_wire(moment: datetime | None) -> str | None:
    """UTC, always six digits of fraction and a Z: some clients parse one fixed pattern."""
    if moment is None:
        return None
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def to_london(moment: datetime | None) -> str | None:
    """Local time to the second without a zone, as in reports."""
    if moment is None:
        return None
    return moment.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S")


def to_plain(moment: datetime | None) -> str | None:
    """UTC with its fraction but without a zone, as a few places of the internal API have it."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
