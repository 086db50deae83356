"""What a dead worker held: taken over at once, and only what it had handed over is in doubt."""

import json
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.tools import make

LEASE = timedelta(seconds=60)


@pytest.fixture
def db(fresh_dsn):
    """Commits, since the sessions of workers look on; with procrastinate's schema in sight."""
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        db.execute("set search_path = procrastinate, public")
        db.execute("update postroom.provider_details set active = identifier = 'mmg'")
        yield db


@pytest.fixture
def work(fresh_dsn):
    """The session of a worker, whose number is given."""
    sessions = []

    def begin(worker):
        session = psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True)
        sessions.append(session)
        make.call(session, "jobs.begin_work", worker=worker)
        return session

    yield begin
    for session in sessions:
        session.close()


def lease(db, worker=1, lane="sms", size=100):
    return make.call(db, "jobs.lease", lane=lane, size=size, length=LEASE, worker=worker)


def hand_over(db, *ids, attempt=1, answers=()):
    marks = [{"id": str(id), "attempt": attempt} for id in ids]
    rows = db.execute(
        "select * from jobs.hand_over(%s, %s)", (Jsonb(marks), Jsonb(list(answers)))
    ).fetchall()
    return [row["hand_over"] for row in rows]


def answer(id, outcome="sent", attempt=1, **fields):
    return {"id": str(id), "attempt": attempt, "outcome": outcome, "provider": "mmg", **fields}


def queued(db, id):
    return db.execute(
        "select attempts, leased_until, leased_by, handed_over_at, answer,"
        " round(extract(epoch from due_at - now())) as due"
        " from postroom.delivery_queue where notification_id = %s",
        (id,),
    ).fetchone()


def wait_until_gone(db, worker):
    """A session that was closed has ended a moment later."""
    for _ in range(500):
        if make.call(db, "jobs.is_gone", worker=worker):
            return
        db.execute("select pg_sleep(0.01)")
    raise AssertionError("still there")


def test_what_was_not_handed_over_is_due_again_at_once(db, work):
    service = make.service(db)
    ids = {make.send(db, service) for _ in range(3)}
    with closing(work(1)):
        assert set(lease(db)) == ids
        assert make.call(db, "jobs.take_over") == 0
        assert lease(db, 2) is None
    wait_until_gone(db, 1)

    assert make.call(db, "jobs.take_over") == 3

    assert set(lease(db, 2)) == ids
    assert {queued(db, id)["attempts"] for id in ids} == {2}


def test_a_worker_does_not_take_itself_for_gone(db, work):
    ids = {make.send(db, make.service(db)) for _ in range(2)}
    with closing(work(1)) as session:
        assert set(lease(session)) == ids
        assert make.call(session, "jobs.take_over") == 0
        assert not make.call(session, "jobs.is_gone", worker=1)
        assert make.call(session, "jobs.is_gone", worker=2)
        assert lease(db, 2) is None


def test_what_was_handed_over_waits_for_a_receipt(db, work):
    service = make.service(db)
    waits, settled = (make.send(db, service) for _ in range(2))
    with closing(work(1)):
        lease(db)
        assert sorted(hand_over(db, waits, settled)) == [1, 2]
    wait_until_gone(db, 1)
    make.receipt(db, settled)

    assert make.call(db, "jobs.take_over") == 0

    row = queued(db, waits)
    assert (row["leased_until"], row["leased_by"], row["handed_over_at"]) == (None, None, None)
    assert 20 <= row["due"] <= 30
    assert make.facts(db, waits)["status"] == "created"
    assert make.facts(db, settled)["status"] == "delivered"
    assert lease(db, 2) is None


def test_what_was_answered_is_written(db, work):
    service = make.service(db)
    sent, refused, again = (make.send(db, service) for _ in range(3))
    answers = [
        answer(sent, reference="mmg-1"),
        answer(refused, "refused"),
        answer(again, "retry", provider=None, failed=["mmg"]),
    ]
    with closing(work(1)):
        lease(db)
        hand_over(db, sent, refused, again)
        hand_over(db, answers=answers)
    wait_until_gone(db, 1)

    assert make.call(db, "jobs.take_over") == 0

    assert make.facts(db, sent)["status"] == "sending"
    assert make.facts(db, sent)["provider_reference"] == "mmg-1"
    assert make.facts(db, refused)["status"] == "technical-failure"
    assert queued(db, sent) is queued(db, refused) is None
    assert (queued(db, again)["due"], queued(db, again)["answer"]) == (0, None)


def test_a_lease_that_is_over_does_not_undo_an_answer(db, work):
    id = make.send(db, make.service(db))
    work(1)  # hangs
    lease(db)
    hand_over(db, id)
    hand_over(db, answers=[answer(id)])
    db.execute("update postroom.delivery_queue set leased_until = now() - interval '1 s'")

    assert lease(db, 2) is None
    make.call(db, "jobs.take_over")

    assert make.facts(db, id)["status"] == "sending"


def test_nothing_is_handed_over_that_others_have_by_now(db, work):
    service = make.service(db)
    taken, expired, own = (make.send(db, service) for _ in range(3))
    lease(db, size=3)
    db.execute(
        "update postroom.delivery_queue set leased_until = null where notification_id = %s",
        (taken,),
    )
    db.execute(
        "update postroom.delivery_queue set leased_until = now() where notification_id = %s",
        (expired,),
    )
    assert hand_over(db, taken, expired, own) == [3]

    assert set(lease(db, 2)) == {taken, expired}
    assert hand_over(db, taken, expired) == []
    # A call whose answer was lost is made again.
    assert hand_over(db, own) == [1]


def test_a_worker_that_lives_keeps_what_it_has(db, work):
    service = make.service(db)
    first, second = make.send(db, service), make.send(db, service)
    work(1)
    lease(db, 1, size=1)
    session = work(2)
    lease(db, 2)
    session.close()
    wait_until_gone(db, 2)

    assert make.call(db, "jobs.take_over") == 1

    held = [row for row in (queued(db, id) for id in (first, second)) if row["leased_by"]]
    assert [row["leased_by"] for row in held] == [1]


def test_letters_come_back_too(db, work):
    id = make.letter(db, make.service(db))
    with closing(work(1)):
        assert lease(db, lane="letter") == [id]
    wait_until_gone(db, 1)

    assert make.call(db, "jobs.take_over") == 1
    assert lease(db, 2, "letter") == [id]


def lease_callbacks(db, worker):
    return make.call(
        db, "jobs.lease_callbacks", size=10, rooms=Jsonb({}), room=20, length=LEASE, worker=worker
    )


def test_calls_come_back_too_but_those_that_were_answered(db, work):
    service = make.service(db)
    make.service_callback(db, service)
    ids = [make.send(db, service) for _ in range(3)]
    for id in ids:
        make.receipt(db, id)
    marks = [
        {
            "subject_id": str(id),
            "callback_type": "delivery_status",
            "service_id": str(service.id),
            "attempt": 1,
        }
        for id in ids
    ]
    with closing(work(1)):
        assert set(lease_callbacks(db, 1)) == set(ids)
        granted = db.execute(
            "select * from jobs.hand_over_callbacks(%s, '[]')", (Jsonb(marks[:2]),)
        ).fetchall()
        assert {row["hand_over_callbacks"] for row in granted} == {1, 2}
        db.execute(
            "select * from jobs.hand_over_callbacks('[]', %s)",
            (Jsonb([{**marks[0], "outcome": "made"}]),),
        )
    wait_until_gone(db, 1)

    assert make.call(db, "jobs.take_over") == 2

    assert set(lease_callbacks(db, 2)) == set(ids[1:])
    assert not db.execute(
        "select * from jobs.hand_over_callbacks(%s, '[]')", (Jsonb(marks),)
    ).fetchall()


def test_a_message_that_kills_its_worker_each_time_comes_to_an_end(db, work):
    service = make.service(db)
    id = make.send(db, service)
    for worker in range(1, 50):
        with closing(work(worker)):
            assert lease(db, worker) == [id]
            assert (
                len(
                    db.execute(
                        "select * from jobs.claim('sms', 0, leased => %s)", ([id],)
                    ).fetchall()
                )
                == 1
            )
        wait_until_gone(db, worker)
        assert make.call(db, "jobs.take_over") == 1

    assert lease(db, 50) == [id]
    assert not db.execute("select * from jobs.claim('sms', 0, leased => %s)", ([id],)).fetchall()
    assert make.facts(db, id)["status"] == "technical-failure"
    assert queued(db, id) is None


def test_a_call_that_kills_its_worker_each_time_is_given_up(db):
    service = make.service(db)
    make.service_callback(db, service)
    id = make.send(db, service)
    make.receipt(db, id)
    for _ in range(6):
        assert lease_callbacks(db, 1) == [id]
        claimed = db.execute("select * from jobs.claim_callbacks(0, leased => %s)", ([id],))
        assert len(claimed.fetchall()) == 1
        db.execute("update postroom.callback_queue set due_at = now(), leased_until = null")

    lease_callbacks(db, 1)
    claimed = db.execute("select * from jobs.claim_callbacks(0, leased => %s)", ([id],))

    assert claimed.fetchall() == []
    assert make.queued_callbacks(db) == []
    (row,) = db.execute("select * from postroom.abandoned_callbacks").fetchall()
    assert (row["reason"], row["count"]) == ("attempts used up", 1)


def doing(db, worker, lane="sms"):
    make.call(db, "jobs.wake", lane=lane)
    db.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", (worker,))


@pytest.mark.parametrize(
    ("beat", "lives", "released"), [(3, True, 0), (3, False, 1), (1, False, 0)]
)
def test_the_job_of_a_worker_that_is_gone_is_released_after_two_seconds(
    db, work, beat, lives, released
):
    worker = db.execute(
        "insert into procrastinate_workers (last_heartbeat) values (now() - %s) returning id",
        (timedelta(seconds=beat),),
    ).fetchone()["id"]
    doing(db, worker)
    if lives:
        work(worker)

    silent_for = timedelta(seconds=4)
    assert make.call(db, "jobs.release_stalled_jobs", silent_for=silent_for) == released


def todo(db):
    return db.execute(
        "select args, lock from procrastinate_jobs where status = 'todo'"
        " and (scheduled_at is null or scheduled_at <= now()) order by id"
    ).fetchall()


def late(db):
    """A message that has been due for a while."""
    make.send(db, make.service(db))
    db.execute("delete from procrastinate_jobs")
    db.execute("update postroom.delivery_queue set due_at = now() - interval '6 s'")


def insert_job(db, **fields):
    fields = {
        "queue_name": "delivery",
        "task_name": "deliver",
        "lock": "deliver:sms",
        "queueing_lock": "deliver:sms",
        "args": json.dumps({"lane": "sms"}),
        **fields,
    }
    names = ", ".join(fields)
    places = ", ".join(f"%({name})s" for name in fields)
    return db.execute(
        f"insert into procrastinate_jobs ({names}) values ({places}) returning id", fields
    ).fetchone()["id"]


LATER = "2100-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "job",
    [
        {"scheduled_at": LATER},
        {"scheduled_at": LATER, "queueing_lock": None},
        {"scheduled_at": LATER, "queueing_lock": "another"},
        {"args": "null"},
        {"args": "[]"},
        {"args": "7"},
        {"args": "null", "status": "doing"},
        {"args": "[1]", "status": "doing", "queueing_lock": None},
        {"status": "doing", "queueing_lock": "another"},
    ],
    ids=str,
)
def test_a_lane_that_is_due_gets_a_job_whatever_else_stands_there(db, job):
    late(db)
    worker = db.execute(
        "insert into procrastinate_workers (last_heartbeat) values (now()) returning id"
    ).fetchone()["id"]
    insert_job(db, **job, worker_id=worker if job.get("status") == "doing" else None)

    assert make.call(db, "jobs.sweep") == 1

    fetched = db.execute("select * from procrastinate_fetch_job_v2(null, %s)", (worker,)).fetchone()
    assert (fetched["task_name"], fetched["args"]) == ("deliver", {"lane": "sms"})


@pytest.mark.parametrize("args", ["null", "[]", '"text"', "7", "true"])
@pytest.mark.parametrize("status", ["todo", "doing"])
def test_jobs_whose_arguments_are_none_end_as_failed(db, args, status):
    id = insert_job(db, args=args, status=status)

    make.call(db, "jobs.sweep")

    row = db.execute("select status from procrastinate_jobs where id = %s", (id,)).fetchone()
    assert row["status"] == "failed"


def test_a_sender_brings_forward_what_was_scheduled_for_later(db):
    insert_job(db, scheduled_at=LATER)

    make.send(db, make.service(db))

    assert [job["args"] for job in todo(db)] == [{"lane": "sms"}]


def test_periodic_work_is_not_kept_from_being_queued(db):
    insert_job(
        db,
        task_name="check_alerts",
        lock=None,
        queueing_lock="check_alerts",
        scheduled_at=LATER,
        args=json.dumps({"timestamp": 0}),
    )
    soon = insert_job(
        db,
        task_name="run_maintenance",
        lock=None,
        queueing_lock="run_maintenance",
        args=json.dumps({"timestamp": 0}),
    )
    db.execute(
        "update procrastinate_jobs set scheduled_at = now() + interval '5 min' where id = %s",
        (soon,),
    )

    make.call(db, "jobs.sweep")

    assert len(todo(db)) == 1
