import time

import pytest

from api.internal.messages import received


@pytest.fixture
def receive(committed, owned):
    """receive("447700900001", "Hello") → the id of a message the service now has."""

    def store(number, content):
        # Ids of one millisecond have no order.
        time.sleep(0.002)
        return committed.execute(
            "with made as (select postroom.uuid7(clock_timestamp()) as id)"
            " insert into postroom.inbound_messages (id, created_at, received_at, day,"
            " kept_until, service_id, notify_number, user_number, content, provider)"
            " select id, postroom.uuid7_time(id), now(), postroom.uuid7_day(id),"
            " postroom.uuid7_day(id) + 7, %s, '07700900801', %s, %s, 'mmg' from made"
            " returning id::text as id",
            [owned.id, number, content],
        ).fetchone()["id"]

    return store


def test_messages_are_listed_and_found(admin, owned, receive, nowhere):
    path = f"{owned.path}/inbound-sms"
    assert admin(f"GET {path}/summary").body == {"count": 0, "most_recent": None}
    old, other, new = (
        receive(number, text)
        for number, text in (
            ("447700900001", "one"),
            ("447700900002", "two"),
            ("447700900001", "three"),
        )
    )

    assert [m["id"] for m in admin(f"POST {path}", {}).data] == [new, other, old]
    found = admin(f"POST {path}", {"phone_number": "07700 900001"}).data
    assert [m["content"] for m in found] == ["three", "one"]
    assert admin(f"POST {path}", {"phone_number": "nobody"}).data == []
    assert admin(f"POST {path}", {"phone_number": None}).errors == [
        "phone_number None is not of type string"
    ]
    latest = admin(f"GET {path}/most-recent").body
    assert [m["id"] for m in latest["data"]] == [new, other] and latest["has_next"] is False
    assert admin(f"GET {path}/{old}").body["content"] == "one"
    assert admin(f"GET {path}/{nowhere}").status == 404
    summary = admin(f"GET {path}/summary").body
    assert summary["count"] == 3 and summary["most_recent"][10] == "T"


def test_the_latest_of_each_sender_comes_in_pages(admin, owned, receive, monkeypatch):
    monkeypatch.setattr(received, "PAGE_SIZE", 2)
    path = f"GET {owned.path}/inbound-sms/most-recent"
    for last in range(4):
        receive(f"44770090000{last}", "x")

    assert admin(path).body["has_next"] is True
    second = admin(f"{path}?page=2").body
    assert (len(second["data"]), second["has_next"]) == (2, False)
    for page in (0, -1, 3, 10**30):
        assert admin(f"{path}?page={page}").status == 404


def test_a_number_is_taken_away(admin, owned, receive, committed):
    path = f"{owned.path}/inbound-sms"
    none = admin(f"GET {path}/most-recent-usage")
    assert (none.status, none.body) == (404, {"message": "inbound not found"})
    committed.execute(
        "insert into postroom.inbound_numbers (number, provider) values ('07700900811', 'mmg')"
    )
    admin(f"POST {owned.path}", {"permissions": ["sms", "inbound_sms"]})
    admin(f"POST {owned.path}/sms-sender", {"sms_sender": "Other", "is_default": True})
    admin(f"POST /inbound-number/service/{owned.id}", {})
    assert admin(f"GET {path}/most-recent-usage").body == {"most_recent_date": None}
    receive("447700900001", "x")
    assert admin(f"GET {path}/most-recent-usage").body["most_recent_date"].endswith(" GMT")

    assert admin(f"POST {path}/remove", {"archive": False}).body == {}

    assert admin(f"GET {owned.path}").data["permissions"] == ["sms"]
    assert len(admin(f"GET {owned.path}/sms-sender").body) == 2
    assert admin(f"GET /inbound-number/service/{owned.id}").data == {}
    available = admin("GET /inbound-number/available").data
    assert "07700900811" in [n["number"] for n in available]
    assert admin(f"POST {path}/remove", {}).errors == ["archive is a required property"]
