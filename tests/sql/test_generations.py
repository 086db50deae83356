"""Generations of the queues: what has been taken is not met again, whatever cannot be removed."""

import json
import time

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make

MANY = """
select count(*) from api.send_notifications((
    select json_agg(json_build_object(
        'service_id', %(service)s, 'notification_type', 'sms', 'key_type', 'normal',
        'api_key_id', (
            select max(id::text) from postroom.api_keys where service_id = %(service)s
        ),
        'template_id', %(template)s, 'template_version', 1, 'recipient', '07700900123',
        'normalised_recipient', '447700900123', 'personalisation', json_build_object('n', m.n),
        'reply_to_text', 'US', 'billable_units', 1, 'phone_prefix', '44', 'rate_multiplier', 1
    ))
    from generate_series(1, %(messages)s) as m (n)
))
"""
LEASED = "explain (analyze, buffers, format json) select jobs.lease('sms', 10, '60 seconds')"


def connect(dsn):
    return psycopg.connect(dsn, row_factory=dict_row, autocommit=True)


@pytest.fixture
def db(fresh_dsn):
    with connect(fresh_dsn) as db:
        db.execute("update postroom.provider_details set active = identifier = 'mmg'")
        yield db


@pytest.fixture
def service(db):
    made = make.service(db)
    db.execute("update postroom.services set sms_message_limit = 1000000")
    return made


def begin(db, after="1 s"):
    """As if so long had passed, and a thousand messages with it."""
    db.execute(
        "update postroom.queue_generations set begun_at = begun_at - %(after)s::interval,"
        " sealed_at = sealed_at - %(after)s::interval, changes = changes - 1000",
        {"after": after},
    )
    make.call(db, "jobs.renew_generations")


def open_ones(db):
    return make.call(db, "jobs.generations")


def generation(db, id):
    return db.execute(
        "select generation from postroom.delivery_queue where notification_id = %s", (id,)
    ).fetchone()["generation"]


def lease(db, size=10):
    return make.call(db, "jobs.lease", lane="sms", size=size, length="60 seconds")


def test_a_held_snapshot_does_not_slow_claims(db, fresh_dsn, service):
    names = {"service": service.id, "template": service.templates["sms"], "messages": 600}
    buffers = []
    with psycopg.connect(fresh_dsn) as holder:
        holder.execute("begin isolation level repeatable read")
        holder.execute("select 1 from postroom.services")
        for _ in range(5):
            db.execute(MANY, names)
            buffers.append(leased_buffers(db))
            db.execute(
                "select jobs.record_results((select jsonb_agg(jsonb_build_object("
                "'id', q.notification_id, 'outcome', 'sent', 'provider', 'mmg'))"
                " from postroom.delivery_queue as q))"
            )
            db.execute("select pg_stat_force_next_flush()")
            time.sleep(1)
            # Others use the server too, and their transactions may be older.
            db.execute("update postroom.queue_generations set sealed_at = now() - interval '1 min'"
                       " where sealed_at is not null")  # fmt: skip
            make.call(db, "jobs.renew_generations")
        assert open_ones(db)[0] > 1

    assert buffers[-1] < 2 * buffers[1] + 100


def leased_buffers(db):
    (plan,) = next(iter(db.execute(LEASED).fetchone().values()))
    return plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]


def test_what_is_left_moves_on(db, service):
    waiting, claimed, parked = (make.send(db, service) for _ in range(3))
    db.execute(
        "update postroom.delivery_queue set due_at = 'infinity' where notification_id = %s",
        (parked,),
    )
    db.execute(
        "update postroom.delivery_queue set leased_until = now() + interval '1 min'"
        " where notification_id = %s",
        (claimed,),
    )
    for _ in range(3):
        begin(db, "1 min")

    assert 1 not in open_ones(db)
    assert {generation(db, id) for id in (waiting, claimed, parked)} <= set(open_ones(db))
    assert lease(db) == [waiting]


def test_calls_to_services_move_on_too(db, service):
    make.service_callback(db, service, "delivery_status")
    make.receipt(db, make.send(db, service), "delivered")
    for _ in range(3):
        begin(db, "1 min")

    (row,) = db.execute("select generation from postroom.callback_queue").fetchall()
    assert row["generation"] in open_ones(db) and row["generation"] > 1
    assert make.call(db, "jobs.lease_callbacks", size=10, rooms="{}", room=10, length="60 seconds")


def test_a_generation_of_which_much_is_left_stays_open(db, service):
    names = {"service": service.id, "template": service.templates["sms"], "messages": 150}
    db.execute(MANY, names)
    for _ in range(3):
        begin(db, "1 min")
    assert open_ones(db)[0] == 1

    assert len(lease(db, 200)) == 150


def test_a_message_that_is_tried_again_is_of_the_newest(db, service):
    id = make.send(db, service)
    begin(db)
    lease(db)
    result = {"id": str(id), "attempt": 1, "outcome": "retry"}
    make.call(db, "jobs.record_results", results=json.dumps([result]))

    assert generation(db, id) == open_ones(db)[-1] == 2


def test_a_sender_that_takes_long_is_waited_for(db, fresh_dsn, service):
    with psycopg.connect(fresh_dsn, row_factory=dict_row) as sender:
        id = make.send(sender, service)
        for _ in range(3):
            begin(db)
        assert 1 in open_ones(db)
        sender.commit()

    assert lease(db) == [id]


def test_a_sender_that_takes_very_long_is_found(db, fresh_dsn, service):
    with psycopg.connect(fresh_dsn, row_factory=dict_row) as sender:
        id = make.send(sender, service)
        for _ in range(3):
            begin(db, "1 min")
        assert 1 not in open_ones(db)
        sender.commit()
    assert lease(db) is None

    assert make.call(db, "jobs.gather_strays") == 1
    assert make.call(db, "jobs.gather_strays") == 0
    assert lease(db) == [id]


def test_what_no_generation_knows_is_known_again(db, service):
    """A crash can come between the number and its row."""
    db.execute("select setval('postroom.queue_generation', 7)")
    id = make.send(db, service)

    make.call(db, "jobs.renew_generations")

    found = db.execute("select max(generation) as newest from postroom.queue_generations")
    assert found.fetchone()["newest"] == open_ones(db)[-1] == 7
    assert lease(db) == [id]
