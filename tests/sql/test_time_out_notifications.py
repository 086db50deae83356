"""What nothing has been heard of for 72 hours (docs/contract/receipts.md, time-outs)."""

from datetime import date

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make

CREATED = "2026-11-20T12:00:00Z"
LATER = "2026-11-23T12:00:01Z"


@pytest.fixture
def live(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        make.at(db, CREATED)
        yield db


@pytest.fixture
def service(live):
    made = make.service(live)
    make.service_callback(live, made)
    return made


def send(db, owner, status, channel="sms", **fields):
    id = make.letter(db, owner) if channel == "letter" else make.send(db, owner, channel, **fields)
    db.execute("update postroom.notifications set status = %s where id = %s", (status, id))
    return id


def status(db, id):
    return make.facts(db, id)["status"]


def time_out(db, moment=LATER, *arguments):
    make.at(db, moment)
    db.execute(f"call ops.time_out_notifications({', '.join(arguments)})")


def test_open_messages_fail_and_their_service_is_called(live, service):
    stale = [
        send(live, service, "sending"),
        send(live, service, "pending"),
        send(live, service, "sending", "email"),
        send(live, service, "sending", key_type="test"),
    ]

    time_out(live)

    assert {status(live, id) for id in stale} == {"temporary-failure"}
    queued = make.queued_callbacks(live)
    assert {row["subject_id"] for row in queued} == set(stale)
    assert {(row["status"], row["callback_type"]) for row in queued} == {
        ("temporary-failure", "delivery_status")
    }
    ended_at = make.facts(live, stale[0])["updated_at"]
    assert f"{ended_at:%Y-%m-%dT%H:%M:%SZ}" == LATER
    assert {row["happened_at"] for row in queued} == {ended_at}


@pytest.mark.parametrize(
    ("before", "channel"),
    [("created", "sms"), ("sent", "sms"), ("delivered", "email"), ("sending", "letter")],
)
def test_others_stay(live, service, before, channel):
    id = send(live, service, before, channel)

    time_out(live)

    assert status(live, id) == before
    assert make.queued_callbacks(live) == []


def test_not_before_72_hours(live, service):
    id = send(live, service, "sending")

    time_out(live, "2026-11-23T11:59:59Z")
    assert status(live, id) == "sending"

    time_out(live, LATER)
    assert status(live, id) == "temporary-failure"


def test_a_second_run_calls_nobody_again(live, service):
    send(live, service, "sending")
    time_out(live)
    live.execute("delete from postroom.callback_queue")

    time_out(live)

    assert make.queued_callbacks(live) == []


def test_a_run_goes_on_batch_by_batch_and_is_in_the_log(live, service):
    stale = [send(live, service, "sending") for _ in range(7)]

    time_out(live, LATER, "batch => 2")

    assert {status(live, id) for id in stale} == {"temporary-failure"}
    log = live.execute("select * from ops.maintenance_log limit 1").fetchone()
    assert (log["step"], log["details"], log["error"]) == ("time_outs", {"timed_out": 7}, None)


def test_runs_that_were_missed_are_made_up_for(live, service):
    id = send(live, service, "sending")

    time_out(live, "2026-11-30T00:05:00Z")

    assert status(live, id) == "temporary-failure"


@pytest.mark.parametrize("days", ["2", "10"])
def test_only_so_many_days_are_looked_at(live, service, days):
    id = send(live, service, "sending")

    time_out(live, "2026-11-28T12:00:00Z", f"days => {days}")

    assert status(live, id) == ("sending" if days == "2" else "temporary-failure")


def test_in_summer_a_day_begins_before_midnight_utc(live, service):
    make.partition(live, "notifications", date(2026, 7, 1))
    make.at(live, "2026-06-30T23:30:00Z")
    id = send(live, service, "sending")

    time_out(live, "2026-07-04T00:05:00Z")

    assert status(live, id) == "temporary-failure"


def test_a_dba_may_run_it(live, service):
    id = send(live, service, "sending")
    make.at(live, LATER)
    live.execute("set role postroom_dba")

    live.execute("call ops.time_out_notifications()")

    live.execute("reset role")
    assert status(live, id) == "temporary-failure"


def test_the_night_of_the_shortest_class_still_tells_the_recipient(live, service):
    """Contents kept for three days are no longer shown when their messages time out."""
    make.call(live, "ops.set_retention", service_id=service.id, notification_type="sms", days=3)
    send(live, service, "sending")
    time_out(live, "2026-11-24T00:05:00Z")

    rows = live.execute("select * from jobs.claim_callbacks(10)").fetchall()

    assert [row["payload"]["to"] for row in rows] == ["447700900001"]
