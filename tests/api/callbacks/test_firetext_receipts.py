from datetime import UTC, datetime

import pytest

ID = "0198c7a0-1234-7bbb-8ccc-123456789abc"
PATH = "/notifications/sms/firetext"


@pytest.mark.parametrize(
    ("status", "code", "ours", "kept"),
    [
        ("0", None, "delivered", None),
        ("0", "000", "delivered", "000"),
        ("1", "101", "permanent-failure", "101"),
        ("1", "102", "temporary-failure", "102"),
        ("1", None, "permanent-failure", None),
        ("1", "999", "permanent-failure", None),
        ("1", "\x00", "permanent-failure", None),
        ("2", None, "pending", None),
        ("7", None, "technical-failure", None),
        ("zero", None, "technical-failure", None),
    ],
)
def test_receipt_is_recorded_in_our_words(client, recorded, status, code, ours, kept):
    form = {"reference": ID, "status": status, "mobile": "447700900855"}
    form |= {"code": code} if code else {}

    answer = client.post(PATH, data=form)

    assert (answer.status_code, answer.json) == (200, {"result": "success"})
    assert recorded == [
        {"provider": "firetext", "reference": ID, "status": ours, "code": kept, "received_at": None}
    ]


def test_time_is_of_london(client, recorded):
    client.post(PATH, data={"reference": ID, "status": "0", "time": "2026-07-01 12:00:00"})

    assert recorded[0]["received_at"] == datetime(2026, 7, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ({"reference": ID}, ["status"]),
        ({"status": "0"}, ["reference"]),
        ({"code": "1"}, ["status", "reference"]),
        ({"status": "", "reference": ""}, ["status", "reference"]),
    ],
)
def test_missing_fields_are_named(client, recorded, form, faults):
    answer = client.post(PATH, data=form)

    assert answer.status_code == 400
    assert answer.json == {
        "result": "error",
        "message": [f"Firetext callback failed: {name} missing" for name in faults],
    }
    assert recorded == []


def test_json_counts_as_all_missing(client, recorded):
    answer = client.post(PATH, json={"reference": ID, "status": "0"})

    assert answer.status_code == 400
    assert len(answer.json["message"]) == 2
    assert recorded == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"status=%FF&reference=%FF%00", "application/x-www-form-urlencoded"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
    ],
)
def test_odd_forms_do_no_harm(client, recorded, body, kind):
    assert client.post(PATH, data=body, content_type=kind).status_code in (200, 400)
    assert recorded == []
