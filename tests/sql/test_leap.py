"""The clock is set ahead by weeks, and back: nothing is lost for it, nor waits for weeks."""

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make


@pytest.fixture
def service(db):
    return make.service(db)


def mark(db, *ago):
    db.execute("delete from postroom.horizon_marks")
    for interval in ago:
        db.execute(
            "insert into postroom.horizon_marks (at) values (clock_timestamp() - %s::interval)",
            (interval,),
        )


def leap(db):
    return db.execute("select * from ops.leap()").fetchone()


@pytest.mark.parametrize(
    ("marks", "is_doubtful"),
    [
        ((), False),
        (("1 minute",), False),
        (("25 hours", "1 minute"), False),
        (("40 days",), True),
        (("40 days", "20 hours", "1 minute"), True),
        (("40 days", "25 hours", "1 minute"), False),
        (("-40 days", "1 minute"), False),
    ],
)
def test_a_leap_is_in_doubt_for_a_day(db, marks, is_doubtful):
    mark(db, *marks)

    assert (leap(db) is not None) == is_doubtful


def test_who_trusts_the_clock_ends_the_doubt(db):
    mark(db, "40 days", "1 minute")

    assert make.call(db, "ops.trust_clock")
    assert leap(db) is None
    assert not make.call(db, "ops.trust_clock")


def test_marks_are_kept_for_a_day_and_the_one_before(db):
    mark(db, "40 days", "39 days", "10 minutes")
    make.call(db, "ops.refresh_alerts")

    count = db.execute("select count(*) from postroom.horizon_marks").fetchone()["count"]
    assert count == 3
    names = {row["name"] for row in db.execute("select name from postroom.alerts").fetchall()}
    assert "clock_leapt" in names


def test_messages_whose_time_seems_to_be_over_wait_while_that_is_in_doubt(db, service):
    id = make.send(db, service)
    mark(db, "40 days")
    make.at(db, days(db, 40))

    assert db.execute("select * from jobs.claim('sms', 10)").fetchall() == []
    found = db.execute(
        "select n.status, q.attempts, q.leased_until, q.due_at - postroom.now() as wait"
        " from postroom.notifications as n"
        " inner join postroom.delivery_queue as q on q.notification_id = n.id where n.id = %s",
        (id,),
    ).fetchone()
    assert (found["status"], found["attempts"], found["leased_until"]) == ("created", 0, None)
    assert found["wait"].total_seconds() == 300

    make.call(db, "ops.trust_clock")
    db.execute("update postroom.delivery_queue set due_at = postroom.now()")
    assert db.execute("select * from jobs.claim('sms', 10)").fetchall() == []
    assert make.facts(db, id)["status"] == "technical-failure"


def days(db, number):
    return db.execute(
        "select (now() + make_interval(days => %s))::text as at", (number,)
    ).fetchone()["at"]


def test_what_was_queued_while_the_clock_was_ahead_is_due_when_it_is_back(db, service):
    mark(db, "-40 days")
    db.execute("delete from postroom.delivery_queue")
    make.at(db, days(db, 40))
    new, tried, scheduled = (make.send(db, service) for _ in range(3))
    update = "update postroom.delivery_queue set {} where notification_id = %s"
    db.execute(update.format("attempts = 3, due_at = due_at + interval '5 minutes'"), (tried,))
    db.execute(update.format("due_at = due_at + interval '1 hour'"), (scheduled,))
    db.execute("set local postroom.now = ''")
    make.call(db, "ops.refresh_alerts")

    rows = db.execute(
        "select notification_id, extract(epoch from due_at - now())::int as wait"
        " from postroom.delivery_queue"
    ).fetchall()
    waits = {row["notification_id"]: row["wait"] for row in rows}
    assert waits[new] <= 0 and waits[tried] <= 0
    assert 3590 <= waits[scheduled] <= 3600
    marks = "select count(*) from postroom.horizon_marks where at > clock_timestamp()"
    assert db.execute(marks).fetchone()["count"] == 0


def test_a_bucket_that_was_filled_in_the_future_lets_requests_pass(db, service):
    taken = {"service_id": service.id, "key_type": "normal", "rate_limit": 600, "wanted": 1}
    make.call(db, "api.take_tokens", **taken)
    db.execute(
        "update postroom.token_buckets set tokens = 0, refilled_at = now() + interval '40 days'"
    )

    assert make.call(db, "api.take_tokens", **taken)["granted"] == 0
    db.execute("select pg_sleep(0.5)")
    assert make.call(db, "api.take_tokens", **taken)["granted"] == 1


def test_what_was_done_in_the_future_has_not_been_done(db):
    db.execute(
        "insert into postroom.maintenance_log (step, as_of, started_at, finished_at)"
        " values ('retention', now() + interval '40 days', now() + interval '40 days',"
        " now() + interval '40 days')"
    )

    steps = {row["step"]: row for row in db.execute("select * from ops.maintenance()").fetchall()}
    assert not steps["retention"]["done"]


def test_maintenance_forgets_nothing_while_the_clock_is_in_doubt(fresh_dsn):
    with psycopg.connect(fresh_dsn, autocommit=True, row_factory=dict_row) as db:
        mark(db, "40 days", "1 minute")
        db.execute("call ops.run_maintenance()")
        query = "select step from ops.maintenance() where done"
        doubtful = {row["step"] for row in db.execute(query).fetchall()}
        make.call(db, "ops.trust_clock")
        db.execute("call ops.run_maintenance()")
        trusted = {row["step"] for row in db.execute(query).fetchall()}

    assert doubtful == {"partitions"}
    assert "retention" in trusted
