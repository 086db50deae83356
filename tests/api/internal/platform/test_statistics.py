"""What became of what all services sent, and what the public page about performance shows."""

from datetime import date

import pytest

from tests.tools import make

FAILURES = ("permanent-failure", "technical-failure", "temporary-failure", "virus-scan-failed")
NOTHING = {"failures": dict.fromkeys(FAILURES, 0), "test-key": 0, "total": 0}


@pytest.fixture
def owner(db):
    """A service of 30 June 2026, of whose platform nothing has been counted but the day before."""
    make.at(db, "2026-06-30T12:00Z")
    db.execute("truncate postroom.status_facts, postroom.processing_times")
    db.execute("delete from postroom.notifications")
    db.execute("update postroom.services set active = false")
    made = make.service(db)
    count(db, made, "2026-06-29", "delivered", 7)
    return made


def count(db, owner, day, status, number, channel="sms", key_type="normal"):
    db.execute(
        "insert into postroom.status_facts values (%(day)s, %(id)s, %(id)s,"
        " '00000000-0000-0000-0000-000000000000', %(channel)s, %(key_type)s, %(status)s, %(n)s)",
        {"day": day, "id": owner.id, "channel": channel, "key_type": key_type, "status": status,
         "n": number},
    )  # fmt: skip


def statistics(db, **dates):
    return make.call(db, "api.platform_statistics", **dates)


def days(start, end):
    return {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end)}


def test_today_is_counted_from_the_messages(db, owner):
    for status in (*FAILURES, "validation-failed", "created"):
        id = make.send(db, owner)
        db.execute("update postroom.notifications set status = %s where id = %s", (status, id))
    make.send(db, owner, key_type="team")
    make.send(db, owner, key_type="test")
    make.send(db, owner, "email", key_type="test")

    assert statistics(db) == {
        "sms": {"failures": dict.fromkeys(FAILURES, 1), "test-key": 1, "total": 7},
        "email": {**NOTHING, "test-key": 1},
        "letter": NOTHING,
    }


def test_past_days_are_counted_from_the_facts(db, owner):
    count(db, owner, "2026-06-01", "permanent-failure", 2, "letter")
    count(db, owner, "2026-06-01", "delivered", 9, key_type="test")
    make.send(db, owner)

    past = statistics(db, **days("2026-06-01", "2026-06-29"))
    assert (past["sms"]["total"], past["sms"]["test-key"]) == (7, 0)
    assert past["letter"]["total"] == past["letter"]["failures"]["permanent-failure"] == 2
    assert statistics(db, **days("2026-06-01", "2026-06-30"))["sms"]["total"] == 8
    assert statistics(db, **days("2026-06-02", "2026-06-28"))["sms"]["total"] == 0
    assert statistics(db, **days("2026-07-02", "2026-06-28"))["sms"]["total"] == 0


def test_what_a_missed_night_has_left_out_counts(db, owner):
    make.send(db, owner)
    make.at(db, "2026-07-02T12:00Z")

    assert statistics(db, **days("2026-06-30", "2026-07-01"))["sms"]["total"] == 1


def test_the_first_hour_of_a_summer_day_belongs_to_it(db, owner):
    make.at(db, "2026-06-29T23:30Z")
    make.send(db, owner)

    assert statistics(db)["sms"]["total"] == 1


@pytest.mark.parametrize("path", ["/platform-stats", "/performance-dashboard"])
def test_a_date_must_be_one(admin, path):
    answer = admin(f"GET {path}?start_date=x&end_date=y")

    assert answer.status == 400
    assert answer.errors == ["start_date x is not a date", "end_date y is not a date"]
    assert admin(f"GET {path}?start_date=2020-01-01&end_date=2020-01-02").status == 200


def test_on_the_wire(admin, committed, service):
    make.send(committed, service)

    body = admin("GET /platform-stats").body
    assert set(body) == {"sms", "email", "letter"} and body["sms"]["total"] >= 1


def test_performance(db, owner):
    count(db, owner, "2026-06-29", "created", 1, "email")
    count(db, owner, "2026-06-27", "technical-failure", 2, "letter")
    count(db, owner, "2020-06-27", "delivered", 100)
    count(db, owner, "2026-06-27", "delivered", 1000, key_type="test")
    for day, total, quick in (("2026-06-26", 9, 1), ("2026-06-27", 3, 1), ("2026-06-28", 0, 0)):
        db.execute("insert into postroom.processing_times values (%s, %s, %s)", (day, total, quick))
    make.send(db, owner)

    body = make.call(db, "api.read_performance", **days("2026-06-27", "2026-06-30"))

    (live,) = body.pop("services_using_notify")
    assert live["service_id"] == str(owner.id) and live["organisation_name"] is None
    times = body.pop("processing_time")
    assert [time["date"] for time in times] == ["2026-06-27", "2026-06-28"]
    assert times[0]["percentage_under_10_seconds"] == pytest.approx(100 / 3)
    assert times[1]["percentage_under_10_seconds"] == 100.0
    assert body == {
        "total_notifications": 110, "sms_notifications": 107, "email_notifications": 1,
        "letter_notifications": 2, "live_service_count": 1,
        "notifications_by_type": [
            {"date": "2026-06-27", "emails": 0, "sms": 0, "letters": 2},
            {"date": "2026-06-29", "emails": 1, "sms": 7, "letters": 0},
        ],
    }  # fmt: skip


def test_who_is_live(db, owner):
    for name, columns in (
        ("Trial", "restricted = true"), ("Gone", "active = false"),
        ("Ours", "count_as_live = false"), ("Bins", "restricted = false"),
    ):  # fmt: skip
        made = make.service(db)
        db.execute(
            f"update postroom.services set name = %s, {columns}, organisation_id = %s"
            " where id = %s",
            (name, organisation(db), made.id),
        )

    body = make.call(db, "api.read_performance")

    assert [row["service_name"] for row in body["services_using_notify"]][:1] == ["Bins"]
    assert body["live_service_count"] == 2
    assert body["services_using_notify"][0]["organisation_name"] == "Council"


def organisation(db):
    return db.execute(
        "insert into postroom.organisations (name) values ('Council') on conflict (name)"
        " do update set active = true returning id"
    ).fetchone()["id"]
