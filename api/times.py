"""Times on the wire."""

from datetime import UTC, datetime


def to_wire(moment: datetime | None) -> str | None:
    """UTC, always six digits of fraction and a Z: some clients parse one fixed pattern."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
