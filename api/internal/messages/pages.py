"""Answers that hold a page of notifications and count them."""

from typing import Any
from uuid import UUID

from api import database
from api.internal.messages.fields import to_body
from api.wire.paging import links
from postroom.notification_csv import to_csv_row


def answer(
    service_id: UUID, found: dict[str, Any], page: int, page_size: int, for_csv: bool = False
) -> dict[str, Any]:
    """What a list found, on the wire. Raises NotFound past the end."""
    return {
        "notifications": describe(service_id, found, for_csv),
        "page_size": page_size,
        "total": found["total"],
        "links": links(page, page_size, found["total"]),
    }


def describe(
    service_id: UUID, found: dict[str, Any], for_csv: bool = False, replica: bool = False
) -> list[dict[str, Any]]:
    """Notifications on the wire, or as lines of a report, by their ids and days."""
    function, render = (
        ("api.describe_notifications_for_csv", to_csv_row)
        if for_csv
        else ("api.describe_notifications", to_body)
    )
    if not found["ids"]:
        return []
    rows = database.call(
        function,
        replica=replica,
        service_id=service_id,
        ids=found["ids"],
        days=found["days"],
        last_days=found["last_days"],
    )
    return [render(row) for row in rows]
