"""Letters as reading shows them: statuses, costs, when they should arrive."""

from datetime import datetime

import pytest

from api.public import notifications
from tests.tools import make


@pytest.mark.parametrize(
    ("status", "outward", "sheets", "postage", "cost"),
    [
        ("created", "accepted", 0, "second", (False, None, {})),
        ("created", "accepted", 1, "second", (True, 0.73, 1)),
        ("sending", "accepted", 2, "second", (True, 0.77, 2)),
        ("delivered", "received", 5, "rest-of-world", (True, 1.96, 5)),
        ("returned-letter", "received", 3, "economy", (True, 0.724, 3)),
        ("cancelled", "cancelled", 1, "first", (True, 0.0, 0)),
        ("technical-failure", "technical-failure", 1, "first", (True, 0.0, 0)),
        ("validation-failed", "validation-failed", 1, "first", (True, 0.0, 0)),
        ("virus-scan-failed", "virus-scan-failed", 0, "first", (True, 0.0, 0)),
        ("pending-virus-check", "pending-virus-check", 0, "second", (False, None, {})),
        # Nobody sends so many; where it happens, there is no rate to name.
        ("created", "accepted", 6, "second", (False, None, {})),
    ],
)
def test_statuses_and_costs(ask, service, committed, status, outward, sheets, postage, cost):
    id = make.letter(committed, service, postage=postage)
    committed.execute(
        "update postroom.notifications set status = %s, billable_units = %s, updated_at = now()"
        " where id = %s",
        (status, sheets, id),
    )

    read = ask(f"GET /v2/notifications/{id}").body

    ready, pounds, details = cost
    if details != {}:
        details = {"billable_sheets_of_paper": details, "postage": postage}
    assert read["status"] == outward
    assert read["estimated_delivery"] > read["created_at"]
    assert (read["is_cost_data_ready"], read["cost_in_pounds"]) == (ready, pounds)
    assert read["cost_details"] == details
    completed = outward not in ("accepted", "pending-virus-check", "virus-scan-failed")
    assert (read["completed_at"] is not None) == completed


@pytest.mark.parametrize(
    ("postage", "day"),
    [("first", "2026-11-25"), ("second", "2026-12-01"), ("economy", "2026-12-03"),
     ("europe", "2026-12-02"), ("rest-of-world", "2026-12-04")],
)  # fmt: skip
def test_estimated_delivery(postage, day):
    created_at = datetime.fromisoformat("2026-11-23T17:05:07.015+00:00")

    found = notifications.estimated_delivery({"created_at": created_at, "postage": postage})

    assert found == f"{day}T16:00:07.015000Z"
