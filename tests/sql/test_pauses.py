"""Lanes, services and uploads that an operator stops, lets go on, or gives up."""

import psycopg
import pytest
from psycopg.errors import InvalidParameterValue

from tests.tools import make


def claimed(db, lane="sms", size=100):
    rows = db.execute("select id from jobs.claim(%s, %s, '60 seconds')", (lane, size)).fetchall()
    return {row["id"] for row in rows}


def pause(db, target, reason="Case 12"):
    return make.call(db, "ops.pause", target=str(target), reason=reason)


def resume(db, target):
    return make.call(db, "ops.resume", target=str(target))


def cancel(db, target, reason="Case 12"):
    return make.call(db, "ops.cancel", target=str(target), reason=reason)


def waiting_jobs(db):
    return {
        row["queueing_lock"]
        for row in db.execute(
            "select queueing_lock from procrastinate.procrastinate_jobs where status = 'todo'"
        ).fetchall()
    }


def test_a_paused_lane_waits_until_it_is_resumed(db):
    service = make.service(db)
    before = make.send(db, service)
    email = make.send(db, service, "email")

    assert pause(db, "sms") == {"kind": "lane", "name": "sms", "messages": 1, "in_hand": 0}
    after = make.send(db, service)

    assert claimed(db) == set()
    assert claimed(db, "email") == {email}
    assert resume(db, "sms")["messages"] == 2
    assert claimed(db) == {before, after}


def test_a_paused_service_waits_alone_whatever_it_sends_meanwhile(db):
    one, two = make.service(db), make.service(db)
    before = make.send(db, one)
    pause(db, one.id)
    after, email = make.send(db, one), make.send(db, one, "email")
    others = {make.send(db, two) for _ in range(3)}

    assert claimed(db) == others
    db.execute("select jobs.sweep()")
    assert claimed(db) == claimed(db, "email") == set()
    assert make.call(db, "ops.retry_now") == 0
    assert claimed(db) == set()

    assert resume(db, one.id)["messages"] == 3
    assert claimed(db) == {before, after}
    assert claimed(db, "email") == {email}


def test_a_service_is_known_by_its_name_too(db):
    service = make.service(db, name="Passports")

    assert pause(db, "Passports")["kind"] == "service"
    assert make.call(db, "ops.pauses")["id"] == service.id
    resume(db, str(service.id).upper())
    assert make.call(db, "ops.pauses") is None


def test_what_a_dead_worker_held_of_a_paused_service_waits_too(db):
    service = make.service(db)
    make.at(db, "2026-11-23T12:00:00Z")
    id = make.send(db, service)
    assert claimed(db) == {id}
    pause(db, service.id)

    make.at(db, "2026-11-23T12:02:00Z")
    assert claimed(db) == set()
    db.execute("select jobs.sweep()")
    assert claimed(db) == set()

    resume(db, service.id)
    assert claimed(db) == {id}


def test_a_paused_upload_keeps_its_messages_and_its_rows_back(db):
    service = make.service(db)
    id = make.job(db, service)
    make.call(db, "jobs.begin_upload", job_id=id, row_count=3)
    make.store_rows(db, id, [make.row(1), make.row(2)])
    single = make.send(db, service)

    assert pause(db, id)["messages"] == 2

    assert claimed(db) == {single}
    assert make.store_rows(db, id, [make.row(3)], first=2) is None
    assert make.call(db, "jobs.read_upload", job_id=id) is None
    make.call(db, "jobs.start_uploads")
    resume(db, id)
    assert make.store_rows(db, id, [make.row(3)], first=2) == 3
    assert len(claimed(db)) == 3


def test_what_a_worker_could_not_send_of_a_paused_upload_does_not_come_back(db):
    service = make.service(db)
    id = make.upload(db, service)
    (first, *_) = held = claimed(db)
    assert pause(db, id) == {
        "kind": "upload", "name": str(id), "messages": 0, "in_hand": 2
    }  # fmt: skip
    db.execute(
        "select jobs.record_results(%s)",
        (f'[{{"id": "{first}", "attempt": 1, "outcome": "retry", "failed": []}}]',),
    )
    make.at(db, "2099-01-01T00:00:00Z")  # every lease and retry is over by then

    assert claimed(db) == set()
    make.at(db, "")
    resume(db, id)
    assert claimed(db) == {first}
    assert len(held) == 2


def test_what_is_paused_twice_needs_to_be_resumed_twice(db):
    service = make.service(db)
    id = make.upload(db, service)
    pause(db, service.id)
    pause(db, id)
    resume(db, service.id)
    assert claimed(db) == set()
    resume(db, id)
    assert len(claimed(db)) == 2


def test_paused_lanes_are_not_woken(db):
    service = make.service(db)
    make.at(db, "2026-11-23T12:00:00Z")
    make.send(db, service)
    make.send(db, service, "email")
    pause(db, "sms")
    pause(db, "callback")
    db.execute("set local search_path = procrastinate")
    db.execute("delete from procrastinate_jobs")
    make.at(db, "2026-11-23T12:01:00Z")

    assert make.call(db, "jobs.sweep") == 1
    assert waiting_jobs(db) == {"deliver:email"}


def test_paused_services_do_not_keep_a_lane_awake(db):
    service = make.service(db)
    make.at(db, "2026-11-23T12:00:00Z")
    make.send(db, service)
    pause(db, service.id)
    make.send(db, service)
    make.at(db, "2026-11-23T12:01:00Z")

    assert make.call(db, "jobs.sweep") == 0


def test_calls_to_services_can_be_paused_and_given_up(db):
    service = make.service(db)
    make.service_callback(db, service)
    make.receipt(db, make.send(db, service))
    assert len(make.queued_callbacks(db)) == 1
    claim = "select * from jobs.claim_callbacks(10)"

    pause(db, "callback")
    assert db.execute(claim).fetchall() == []

    cancelled = cancel(db, "callback")
    assert (cancelled["messages"], cancelled["calls"]) == (0, 1)
    assert make.call(db, "ops.abandoned_callbacks")["reason"] == "cancelled"


def test_what_is_cancelled_is_never_sent_and_its_service_hears_of_it(db):
    one, two = make.service(db), make.service(db)
    make.service_callback(db, one)
    in_hand = make.send(db, one)
    assert claimed(db) == {in_hand}
    sms, letter, others = make.send(db, one), make.letter(db, one), make.send(db, two)

    cancelled = cancel(db, one.id)

    assert cancelled == {
        "kind": "service", "name": cancelled["name"], "messages": 2, "calls": 0, "uploads": 0,
        "in_hand": 1,
    }  # fmt: skip
    assert make.facts(db, sms)["status"] == "technical-failure"
    assert make.facts(db, letter)["status"] == "cancelled"
    assert make.facts(db, in_hand)["status"] == "created"
    assert [row["subject_id"] for row in make.queued_callbacks(db)] == [sms]
    assert claimed(db) == {others}
    assert claimed(db, "letter") == set()
    (noted,) = db.execute(
        "select details from ops.maintenance_log where step = 'cancel'"
    ).fetchall()
    assert noted["details"]["reason"] == "Case 12"
    assert noted["details"]["target"] == str(one.id)


def test_a_cancelled_upload_stops_where_it_is(db):
    service = make.service(db)
    id = make.job(db, service)
    make.call(db, "jobs.begin_upload", job_id=id, row_count=3)
    make.store_rows(db, id, [make.row(1), make.row(2)])
    pause(db, id)

    cancelled = cancel(db, id)

    assert (cancelled["messages"], cancelled["uploads"]) == (2, 1)
    assert make.job_facts(db, id)["status"] == "cancelled"
    assert make.store_rows(db, id, [make.row(3)], first=2) is None
    assert make.call(db, "ops.pauses") is None


def test_a_service_that_is_cancelled_keeps_what_is_scheduled_for_later(db):
    service = make.service(db)
    later = make.job(db, service, scheduled_for="2099-01-01T00:00:00Z")
    begun = make.job(db, service)

    assert cancel(db, service.id)["uploads"] == 1
    assert make.job_facts(db, later)["status"] == "scheduled"
    assert make.job_facts(db, begun)["status"] == "cancelled"


@pytest.mark.parametrize("function", ["pause", "cancel"])
@pytest.mark.parametrize(
    ("target", "reason", "message"),
    [
        ("nolane", "x", "no lane, service or upload nolane"),
        (None, "x", "no lane, service or upload null"),
        ("00000000-0000-0000-0000-000000000000", "x", "no lane, service or upload 0000"),
        ("sms", " \u00a0", "reason is missing"),
        ("sms", None, "reason is missing"),
        ("sms", "a\nb", "control characters"),
    ],
)
def test_what_is_not_there_and_what_has_no_reason_is_refused(db, function, target, reason, message):
    with pytest.raises(InvalidParameterValue, match=message) as caught:
        make.call(db, f"ops.{function}", target=target, reason=reason)
    assert caught.value.diag.message_hint


def test_only_what_is_paused_can_be_resumed(db):
    with pytest.raises(InvalidParameterValue, match="lane sms is not paused"):
        resume(db, "sms")


def test_a_dba_pauses_and_readonly_looks(db):
    service = make.service(db)
    make.send(db, service)
    db.execute("set role postroom_dba")
    pause(db, service.id, "Too many")
    db.execute("set role postroom_readonly")

    row = make.call(db, "ops.pauses")
    assert (row["kind"], row["reason"], row["messages"]) == ("service", "Too many", 1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        resume(db, service.id)
