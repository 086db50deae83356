"""What queues a call to a service: in the same transaction as what the call is about."""

import json
import uuid
from datetime import timedelta

import pytest

from tests.tools import make


@pytest.fixture
def service(db):
    made = make.service(db)
    for callback_type in ("delivery_status", "inbound_sms"):
        make.service_callback(db, made, callback_type)
    return made


def result(db, id, outcome="sent", provider="mmg", reference=None):
    row = {
        "id": str(id),
        "outcome": outcome,
        "provider": provider,
        "reference": reference,
        "sent_at": "2026-11-23T12:00:00Z",
    }
    make.call(db, "jobs.record_results", results=json.dumps([row]))


@pytest.mark.parametrize("status", ["delivered", "permanent-failure", "technical-failure"])
def test_a_receipt_with_a_final_status(db, service, status):
    make.at(db, "2026-11-23T12:00:00Z")
    id = make.send(db, service)
    make.receipt(db, id, status)

    (row,) = make.queued_callbacks(db)
    assert (row["subject_id"], row["service_id"]) == (id, service.id)
    assert (row["callback_type"], row["status"]) == ("delivery_status", status)
    assert row["happened_at"] == make.facts(db, id)["updated_at"] == row["due_at"]


def test_the_reported_status_is_the_one_that_the_message_got(db, service):
    id = make.send(db, service)
    make.receipt(db, id, "pending", provider="firetext")
    assert make.queued_callbacks(db) == []

    make.receipt(db, id, "permanent-failure", provider="firetext")
    assert [row["status"] for row in make.queued_callbacks(db)] == ["temporary-failure"]


def test_a_receipt_that_changes_nothing_queues_nothing(db, service):
    id = make.send(db, service)
    make.receipt(db, id)
    db.execute("delete from postroom.callback_queue")

    make.receipt(db, id)
    make.receipt(db, id, "permanent-failure")
    make.receipt(db, uuid.uuid4())

    assert make.queued_callbacks(db) == []


def test_a_service_without_an_address_is_not_called(db):
    made = make.service(db)
    make.service_callback(db, made, "inbound_sms")
    make.receipt(db, make.send(db, made))

    assert make.queued_callbacks(db) == []


def test_what_ends_without_a_receipt_is_not_reported(db, service):
    refused, tired = make.send(db, service), make.send(db, service)
    db.execute(
        "update postroom.delivery_queue set attempts = 49 where notification_id = %s", (tired,)
    )

    result(db, refused, "refused")
    result(db, tired, "retry")

    assert {make.facts(db, id)["status"] for id in (refused, tired)} == {"technical-failure"}
    assert make.queued_callbacks(db) == []


def test_sent_is_not_reported_but_what_a_mail_server_took_is(db, service):
    sms, email = make.send(db, service), make.send(db, service, "email")

    result(db, sms)
    result(db, email, provider="smtp")
    result(db, email, provider="smtp")

    assert [(row["subject_id"], row["status"]) for row in make.queued_callbacks(db)] == [
        (email, "delivered")
    ]


def test_a_receipt_that_came_before_its_message_was_stored(db, service):
    id = make.send(db, service, "email")
    make.receipt(db, "ses-1", provider="ses")
    assert make.queued_callbacks(db) == []

    result(db, id, provider="ses", reference="ses-1")

    assert [row["subject_id"] for row in make.queued_callbacks(db)] == [id]


def test_hazard_a_receipt_parked_while_its_reference_is_being_stored_is_not_lost(db, service):
    id = make.send(db, service, "email")
    make.receipt(db, "ses-1", provider="ses")
    # As a transaction leaves it that began before the receipt was there to be seen.
    db.execute(
        "update postroom.notifications set provider_reference = 'ses-1', status = 'sending'"
        " where id = %s",
        (id,),
    )

    assert make.call(db, "jobs.apply_overtaken_receipts") == 1

    assert make.facts(db, id)["status"] == "delivered"
    assert [row["subject_id"] for row in make.queued_callbacks(db)] == [id]
    assert make.call(db, "jobs.apply_overtaken_receipts") == 0


def test_a_received_message_once(db, service):
    number = make.inbound_number(db, service)
    for _ in range(2):
        make.receive(db, number, provider_reference="m-1")

    (message,) = make.received(db, service)
    assert [(r["callback_type"], r["subject_id"]) for r in make.queued_callbacks(db)] == [
        ("inbound_sms", message["id"])
    ]


def test_a_call_wakes_the_lane(db, service):
    make.receipt(db, make.send(db, service))

    jobs = "select task_name, queue_name from procrastinate.procrastinate_jobs where lock = %s"
    assert db.execute(jobs, ("deliver:callback",)).fetchall() == [
        {"task_name": "call_back", "queue_name": "callbacks"}
    ]


def test_a_sweep_wakes_the_lane_when_a_retry_is_due(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    make.receipt(db, make.send(db, service))
    make.settle(db)
    db.execute("set local search_path = procrastinate")
    db.execute("update procrastinate_jobs set status = 'doing'")
    make.at(db, "2026-11-23T12:00:01Z")

    assert make.call(db, "jobs.sweep") == 1
    waiting = "select args from procrastinate_jobs where status = 'todo'"
    assert db.execute(waiting).fetchall() == [{"args": {"lane": "callback"}}]


def test_ops_queue_shows_the_lane(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    make.receipt(db, make.send(db, service))
    make.settle(db)
    make.at(db, "2026-11-23T12:01:00Z")

    assert make.call(db, "ops.queue") == {
        "lane": "callback",
        "due": 1,
        "in_hand": 0,
        "retrying": 0,
        "oldest": timedelta(minutes=1),
        "oldest_due": timedelta(minutes=1),
        "most_attempts": 0,
    }
