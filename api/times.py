"""Times on the wire."""

from datetime import UTC, datetime


def to_wire(moment: datetime | None) -> str | None:
    """UTC, always six digits of fraction and a Z: some clients parse one fixed pattern."""
    if moment is None:
        return None
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
