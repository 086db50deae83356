"""Waking, sweeping, and taking back what dead workers held."""

from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make


@pytest.fixture
def db(db):
    """With procrastinate's schema in sight, whose triggers name none."""
    db.execute("set search_path = procrastinate, public")
    return db


def jobs(db, status="todo"):
    return [
        row["args"]
        for row in db.execute(
            "select args from procrastinate.procrastinate_jobs where status = %s order by id",
            (status,),
        ).fetchall()
    ]


def test_wake_adds_a_job_only_where_none_waits(db):
    for lane in ("sms", "email", "sms"):
        make.call(db, "jobs.wake", lane=lane)

    assert jobs(db) == [{"lane": "sms"}, {"lane": "email"}]


def test_the_platforms_messages_and_those_of_test_keys_have_lanes_of_their_own(db):
    service = make.service(db)
    platform = SimpleNamespace(
        id="d6aa2c68-a2d9-4437-ab19-3ae8eb202553",
        keys={"normal": [None]},
        templates={"sms": "36fb0730-6259-4da1-8a80-c8de22ad4246"},
    )
    make.send(db, service)
    make.send(db, service, "email")
    make.send(db, service, key_type="test")
    make.send(db, service, "email", key_type="test")
    version = db.execute(
        "select context_version from postroom.services where id = %s", [platform.id]
    ).fetchone()["context_version"]
    make.send(db, platform, context_version=version, limited=False)

    lanes = db.execute("select lane, count(*) from postroom.delivery_queue group by lane")
    assert {row["lane"]: row["count"] for row in lanes} == {
        "sms": 1,
        "email": 1,
        "test": 2,
        "platform": 1,
    }
    expected = [{"lane": lane} for lane in ("sms", "email", "test", "platform")]
    assert jobs(db) == expected
    db.execute("delete from procrastinate.procrastinate_jobs")
    db.execute("update postroom.delivery_queue set due_at = postroom.now() - interval '1 s'")
    assert make.call(db, "jobs.sweep") == 4
    assert sorted(job["lane"] for job in jobs(db)) == ["email", "platform", "sms", "test"]


def test_a_running_job_does_not_stand_in_for_a_waiting_one(db):
    make.call(db, "jobs.wake", lane="sms")
    db.execute("update procrastinate.procrastinate_jobs set status = 'doing'")

    make.call(db, "jobs.wake", lane="sms")

    assert jobs(db) == [{"lane": "sms"}]


def test_sweep_wakes_the_lanes_with_due_messages(db):
    make.at(db, "2026-11-23T12:00:00Z")
    make.send(db, make.service(db))
    db.execute("delete from procrastinate.procrastinate_jobs")
    assert make.call(db, "jobs.sweep") == 0

    make.at(db, "2026-11-23T12:00:01Z")
    assert make.call(db, "jobs.sweep") == 1

    assert jobs(db) == [{"lane": "sms"}]


def worker(db, silent_for):
    return db.execute(
        "insert into procrastinate.procrastinate_workers (last_heartbeat)"
        " values (now() - %s) returning id",
        (timedelta(seconds=silent_for),),
    ).fetchone()["id"]


def test_jobs_of_silent_workers_go_back_and_others_stay(db):
    for lane, silent_for in (("sms", 60), ("email", 1)):
        make.call(db, "jobs.wake", lane=lane)
        db.execute(
            "update procrastinate.procrastinate_jobs set status = 'doing', worker_id = %s"
            " where status = 'todo'",
            (worker(db, silent_for),),
        )

    assert make.call(db, "jobs.release_stalled_jobs", silent_for=timedelta(seconds=5)) == 1

    assert jobs(db) == [{"lane": "sms"}]
    assert jobs(db, "doing") == [{"lane": "email"}]


def test_a_stalled_job_with_a_waiting_twin_is_dropped(db):
    make.call(db, "jobs.wake", lane="sms")
    db.execute("update procrastinate.procrastinate_jobs set status = 'doing'")
    make.call(db, "jobs.wake", lane="sms")

    assert make.call(db, "jobs.release_stalled_jobs", silent_for=timedelta(seconds=5)) == 1

    assert jobs(db) == [{"lane": "sms"}]
    assert jobs(db, "doing") == []


def test_ops_queue_tells_due_from_in_hand_from_retrying(db):
    make.at(db, "2026-11-23T12:00:00Z")
    service = make.service(db)
    ids = [make.send(db, service) for _ in range(4)]
    make.at(db, "2026-11-23T12:01:00Z")
    db.execute(
        "update postroom.delivery_queue set due_at = postroom.now() + '1 min',"
        " leased_until = postroom.now() + '1 min', attempts = 1 where notification_id = %s",
        (ids[0],),
    )
    db.execute(
        "update postroom.delivery_queue set due_at = postroom.now() + '5 min', attempts = 7"
        " where notification_id = %s",
        (ids[1],),
    )

    assert make.call(db, "ops.queue") == {
        "lane": "sms",
        "due": 2,
        "in_hand": 1,
        "retrying": 1,
        "oldest": timedelta(minutes=1),
        "oldest_due": timedelta(minutes=1),
        "most_attempts": 7,
    }


def test_ops_queue_shows_how_old_messages_are_that_wait_for_another_try(db):
    make.at(db, "2026-11-23T12:00:00Z")
    make.send(db, make.service(db))
    make.at(db, "2026-11-23T12:06:30Z")
    db.execute("update postroom.delivery_queue set due_at = postroom.now() + '4 min', attempts = 2")

    queue = make.call(db, "ops.queue")

    assert (queue["due"], queue["retrying"], queue["oldest_due"]) == (0, 1, None)
    assert queue["oldest"] == timedelta(minutes=6, seconds=30)


def test_two_sends_of_one_service_do_not_wait_for_each_other(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row) as db:
        service = make.service(db)
        make.send(db, service)  # so that a wake-up job waits
    connections = [psycopg.connect(fresh_dsn, row_factory=dict_row) for _ in range(3)]
    # Two whose counters have slots of their own.
    slots = {c.info.backend_pid % 32: c for c in connections}
    one, two, *_ = slots.values()
    try:
        make.send(one, service)
        two.execute("set lock_timeout = '500ms'")
        assert make.send(two, service)
    finally:
        for connection in connections:
            connection.close()


def test_what_waits_for_a_retry_can_be_hastened(db):
    service = make.service(db)
    sms, email = make.send(db, service), make.send(db, service, "email")
    untried = make.send(db, service)
    db.execute(
        "update postroom.delivery_queue set due_at = postroom.now() + '5 min',"
        " attempts = case when notification_id = %s then 0 else 1 end",
        (untried,),
    )

    assert make.call(db, "ops.retry_now", lane="sms") == 1
    assert make.call(db, "ops.retry_now") == 1
    assert make.call(db, "ops.retry_now") == 0

    due = db.execute(
        "select notification_id from postroom.delivery_queue where due_at <= postroom.now()"
    ).fetchall()
    assert {row["notification_id"] for row in due} == {sms, email}
