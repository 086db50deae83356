from datetime import UTC, datetime

import pytest

ID = "0198c7a0-1234-7bbb-8ccc-123456789abc"
PATH = "/notifications/sms/mmg"
UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("2", "permanent-failure"),
        ("3", "delivered"),
        (3, "delivered"),
        ("4", "temporary-failure"),
        ("5", "permanent-failure"),
        ("6", "technical-failure"),
        (0, "technical-failure"),
        ("delivered", "technical-failure"),
        (True, "technical-failure"),
    ],
)
def test_receipt_is_recorded_in_our_words(client, recorded, status, ours):
    answer = client.post(PATH, json={"CID": ID, "status": status, "reference": "x"})

    assert (answer.status_code, answer.json) == (200, {"result": "success"})
    assert recorded == [
        {"provider": "mmg", "reference": ID, "status": ours, "code": None, "received_at": None}
    ]


def test_time_and_known_substatus_are_recorded(client, recorded):
    receipt = {"CID": ID, "status": "4", "substatus": 27, "deliverytime": "2026-07-01 12:00:00"}

    client.post(PATH, json=receipt)

    assert recorded[0]["code"] == "27"
    assert recorded[0]["received_at"] == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_what_is_not_understood_is_left_out(client, recorded):
    receipt = {"CID": ID, "status": "4", "substatus": "\x00", "deliverytime": ["soon"]}

    assert client.post(PATH, json=receipt).status_code == 200

    assert (recorded[0]["code"], recorded[0]["received_at"]) == (None, None)


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ({"CID": ID}, ["status"]),
        ({"status": "3"}, ["CID"]),
        ({}, ["status", "CID"]),
        ({"CID": "", "status": " "}, ["status", "CID"]),
        ({"CID": None, "status": {"a": 1}}, ["status", "CID"]),
    ],
)
def test_missing_fields_are_named(client, recorded, form, faults):
    answer = client.post(PATH, json=form)

    assert answer.status_code == 400
    assert answer.json == {
        "result": "error",
        "message": [f"MMG callback failed: {name} missing" for name in faults],
    }
    assert recorded == []


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "3", '"x"', "[" * 100000, b"\xff\xfe", "1" * 9000, "{}{}"]
)
def test_what_is_no_object_is_refused(client, recorded, body):
    answer = client.post(PATH, data=body)

    assert (answer.status_code, answer.json) == (400, {"result": "error", "message": UNREADABLE})
    assert recorded == []


@pytest.mark.parametrize("reference", ["x", "1234", f"{ID}\x00", "\ud800", 7])
def test_reference_that_is_none_of_ours_is_dropped(client, recorded, reference):
    answer = client.post(PATH, json={"CID": reference, "status": "3"})

    assert (answer.status_code, answer.json) == (200, {"result": "success"})
    assert recorded == []


def test_content_type_does_not_matter(client, recorded):
    body = f'{{"CID": "{ID.upper()}", "status": "3"}}'

    assert client.post(PATH, data=body, content_type="text/plain").status_code == 200

    assert recorded[0]["reference"] == ID
