"""Services with what belongs to them, and with what became of what they sent."""

import re

import pytest

from tests.tools import make

NO_JOB = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def owner(db):
    make.at(db, "2026-06-30T12:00Z")
    db.execute("truncate postroom.status_facts")
    return make.service(db)


def count(db, owner, day, status, number, channel="sms", key_type="normal"):
    db.execute(
        "insert into postroom.status_facts values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (day, owner.id, owner.id, NO_JOB, channel, key_type, status, number),
    )


def test_the_details_of_a_service_name_what_belongs_to_it(admin, committed, service):
    kept = make.send(committed, service, "email")
    make.call(
        committed, "api.unsubscribe",
        notification_id=kept, email_address="bo@example.com", service_id=service.id,
    )  # fmt: skip
    committed.execute(
        "insert into postroom.complaints (notification_id, service_id) values (%s, %s)",
        (kept, service.id),
    )
    report = {
        "count": 1,
        "earliest_timestamp": "2000-01-01T00:00:00.000000Z",
        "latest_timestamp": "2100-01-01T00:00:00.000000Z",
    }
    admin(f"POST /service/{service.id}/create-unsubscribe-request-report", report)

    detailed = admin(f"GET /service/{service.id}?detailed=True").data

    for field, table in (
        ("complaints", "complaints"),
        ("unsubscribe_requests", "unsubscribe_requests"),
        ("unsubscribe_request_reports", "unsubscribe_reports"),
    ):
        rows = committed.execute(
            f"select id::text from postroom.{table} where service_id = %s", (service.id,)
        ).fetchall()
        assert detailed[field] == [row["id"] for row in rows] and len(rows) == 1


def sums(**numbers):
    """Of a type: how many are requested, delivered and failed."""
    names = ("requested", "delivered", "failed")
    return {
        type: dict(zip(names, numbers.get(type, (0, 0, 0)), strict=True))
        for type in ("sms", "email", "letter")
    }


def with_statistics(db, start=None, end=None, *, tests=True, active=False):
    rows = db.execute(
        "select api.list_services_with_statistics(%s, %s, %s, %s) as rows",
        (active, tests, start, end),
    ).fetchone()["rows"]
    return {row["id"]: row for row in rows}


def test_services_with_what_they_sent_today(db, owner):
    idle = make.service(db)
    make.message(db, owner, "2026-06-30T10:00Z")
    make.message(db, owner, "2026-06-30T10:00Z", "email", status="permanent-failure")
    make.message(db, owner, "2026-06-30T10:00Z", "letter", status="cancelled")
    make.message(db, owner, "2026-06-30T10:00Z", key_type="test")
    make.message(db, owner, "2026-06-29T10:00Z")

    rows = with_statistics(db)

    assert list(rows) == sorted(rows)
    created = rows[str(owner.id)].pop("created_at")
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", created)
    assert rows[str(owner.id)].pop("name").startswith("Service ")
    assert rows[str(owner.id)] == {
        "id": str(owner.id), "notification_type": "email", "restricted": False, "active": True,
        "statistics": sums(sms=(2, 2, 0), email=(1, 0, 1)),
    }  # fmt: skip
    assert rows[str(idle.id)]["statistics"] == sums()
    assert rows[str(idle.id)]["notification_type"] is None
    untested = with_statistics(db, tests=False, active=True)
    assert {str(owner.id), str(idle.id)} <= set(untested)
    assert untested[str(owner.id)]["statistics"]["sms"]["requested"] == 1


def test_services_that_sent_something_on_some_days(db, owner):
    make.service(db)
    count(db, owner, "2026-05-01", "delivered", 4)
    count(db, owner, "2026-05-02", "delivered", 2, key_type="test")
    count(db, owner, "2026-06-28", "sent", 1, "email")
    make.message(db, owner, "2026-06-30T10:00Z")
    # The nights have come to the 28th, and counted it.
    make.message(db, owner, "2026-06-28T10:00Z", "email")

    def found(start, end, **asked):
        rows = with_statistics(db, start, end, **asked)
        assert set(rows) <= {str(owner.id)}
        return [row["statistics"] for row in rows.values()]

    assert found("2026-05-01", "2026-05-31") == [sums(sms=(6, 6, 0))]
    assert found("2026-05-01", "2026-05-31", tests=False) == [sums(sms=(4, 4, 0))]
    assert found("2026-05-02", "2026-05-02", tests=False) == []
    assert found("2026-06-01", "2026-12-31") == [sums(sms=(1, 1, 0), email=(1, 1, 0))]
    assert found("2026-06-01", "2026-06-29") == [sums(email=(1, 1, 0))]


def test_services_with_statistics_on_the_wire(admin, committed, service, owned):
    make.send(committed, service, key_type="test")

    def found(query, owner=service):
        rows = admin(f"GET /service?detailed=True{query}").data
        return [row["statistics"] for row in rows if row["id"] == str(owner.id)]

    assert found("") == [sums(sms=(1, 0, 0))]
    assert found("&include_from_test_key=False") == [sums()]
    assert found("&start_date=2019-05-01&end_date=2019-05-02") == []
    admin(f"POST {owned.path}/archive")
    assert (found("", owned), found("&only_active=True", owned)) == ([sums()], [])
    assert admin("GET /service?detailed=True&start_date=x").status == 400
    (own,) = admin(f"GET /service?detailed=True&user_id={owned.user['id']}").data
    assert "permissions" in own
