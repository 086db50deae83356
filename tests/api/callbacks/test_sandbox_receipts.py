from datetime import UTC, datetime

import pytest

ID = "0198c7a0-1234-7bbb-8ccc-123456789abc"
PATH = "/notifications/sandbox"


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("delivered", "delivered"),
        ("temporary-failure", "temporary-failure"),
        ("permanent-failure", "permanent-failure"),
        ("created", "technical-failure"),
    ],
)
def test_receipt_is_recorded(client, recorded, status, ours):
    receipt = {"id": ID, "status": status, "time": "2026-07-01T12:00:00+00:00"}

    answer = client.post(PATH, json=receipt)

    assert (answer.status_code, answer.json) == (200, {"result": "success"})
    assert recorded == [
        {
            "provider": "sandbox",
            "reference": ID,
            "status": ours,
            "code": None,
            "received_at": datetime(2026, 7, 1, 12, tzinfo=UTC),
        }
    ]


def test_missing_fields_are_named(client, recorded):
    answer = client.post(PATH, json={})

    assert (answer.status_code, answer.json["message"]) == (
        400,
        ["Sandbox callback failed: status missing", "Sandbox callback failed: id missing"],
    )
    assert recorded == []


def test_what_is_no_object_is_refused(client, recorded):
    assert client.post(PATH, data="[]").status_code == 400
    assert recorded == []
