"""Claims of calls to services: a few of each, with address, token and payload as they are now."""

import json
import uuid

import pytest

from tests.tools import make


@pytest.fixture
def service(db):
    made = make.service(db)
    for kind in ("delivery_status", "complaint", "returned_letter", "inbound_sms"):
        make.service_callback(db, made, kind)
    return made


def claim(db, size=100, **fields):
    return db.execute(
        "select * from jobs.claim_callbacks(size => %s, rooms => %s, room => %s)",
        (size, json.dumps(fields.get("rooms", {})), fields.get("room", 100)),
    ).fetchall()


def queue(db, owner, count):
    """So many calls about messages that nobody looks up here."""
    ids = [uuid.uuid4() for _ in range(count)]
    make.call(
        db,
        "jobs.queue_callbacks",
        callback_type="delivery_status",
        subject_ids=ids,
        service_ids=[owner.id] * count,
        status="delivered",
    )


def test_a_delivery_status_in_the_words_and_order_of_the_wire(db, service):
    make.at(db, "2026-11-23T12:00:00.123456Z")
    id = make.send(db, service, recipient=" 07700 900001 ", client_reference="ours")
    make.at(db, "2026-11-23T12:05:00.5Z")
    db.execute(
        "update postroom.notifications set sent_at = '2026-11-23T12:01Z' where id = %s", (id,)
    )
    make.receipt(db, id)
    make.at(db, "2026-11-23T12:06:00Z")

    (row,) = claim(db)

    assert list(row["payload"].items()) == [
        ("id", str(id)),
        ("reference", "ours"),
        ("to", "07700 900001"),
        ("status", "delivered"),
        ("created_at", "2026-11-23T12:00:00.123000Z"),
        ("completed_at", "2026-11-23T12:05:00.500000Z"),
        ("sent_at", "2026-11-23T12:01:00.000000Z"),
        ("notification_type", "sms"),
        ("template_id", str(service.templates["sms"])),
        ("template_version", 1),
    ]
    assert (row["callback_type"], row["attempts"]) == ("delivery_status", 1)


def test_a_received_message(db, service):
    number = make.inbound_number(db, service)
    make.receive(db, number, content="Hé 👋", received_at="2026-06-23T12:00:00Z")
    (message,) = make.received(db, service)

    (row,) = claim(db)

    assert list(row["payload"].items()) == [
        ("id", str(message["id"])),
        ("source_number", "447700900001"),
        ("destination_number", number),
        ("message", "Hé 👋"),
        ("date_received", "2026-06-23T12:00:00.000000Z"),
    ]


def test_the_address_counts_that_is_set_when_the_call_is_made(db, service):
    """The reference calls the one that was set when the call was queued."""
    make.receipt(db, make.send(db, service))
    db.execute("update postroom.service_callbacks set url = 'https://new.example/'")

    (row,) = claim(db)

    assert row["url"] == "https://new.example/"


def test_the_status_is_that_of_the_event_whatever_followed(db, service):
    id = make.send(db, service)
    make.receipt(db, id)
    db.execute(
        "update postroom.notifications set status = 'permanent-failure' where id = %s", (id,)
    )

    assert [row["payload"]["status"] for row in claim(db)] == ["delivered"]


def test_without_an_address_or_contents_there_is_nothing_to_say(db, service):
    gone, removed = make.send(db, service), make.send(db, make.service(db))
    other = make.facts(db, removed)["service_id"]
    make.receipt(db, gone)
    db.execute("delete from postroom.notification_contents where id = %s", (gone,))
    db.execute(
        "insert into postroom.callback_queue (subject_id, service_id, callback_type, status,"
        " happened_at, due_at, queued_at)"
        " values (%s, %s, 'delivery_status', 'delivered', now(), now(), now())",
        (removed, other),
    )

    rows = {row["subject_id"]: row for row in claim(db)}

    assert rows[gone]["payload"] is None
    assert rows[gone]["url"]
    assert rows[removed]["url"] is None


@pytest.mark.parametrize(
    ("moment", "told"), [("2026-12-01T02:59Z", True), ("2026-12-02T00:01Z", False)]
)
def test_contents_can_be_told_until_the_night_after_their_last_day(db, service, moment, told):
    make.at(db, "2026-11-23T12:00:00Z")
    make.receipt(db, make.send(db, service))
    make.at(db, moment)

    (row,) = claim(db)

    assert (row["payload"] is not None) is told


def test_a_claimed_call_is_due_again_when_its_lease_ends(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    make.receipt(db, make.send(db, service))

    assert len(claim(db)) == 1
    assert claim(db) == []
    make.at(db, "2026-11-23T12:01:01Z")
    assert [row["attempts"] for row in claim(db)] == [2]


def test_hazard_a_backlog_of_one_service_leaves_room_for_the_others(db):
    busy, others = make.service(db), [make.service(db) for _ in range(5)]
    for owner in (busy, *others):
        make.service_callback(db, owner)
    queue(db, busy, 1000)
    for owner in others:
        queue(db, owner, 3)

    rows = claim(db, size=100, room=2)

    counts = {owner.id: 0 for owner in (busy, *others)}
    for row in rows:
        counts[row["service_id"]] += 1
    assert counts == {owner.id: 2 for owner in (busy, *others)}


def test_a_service_gets_the_room_that_it_has(db):
    one, full, new = (make.service(db) for _ in range(3))
    for owner in (one, full, new):
        make.service_callback(db, owner)
        queue(db, owner, 10)

    rows = claim(db, rooms={str(one.id): 5, str(full.id): 0}, room=2)

    services = [row["service_id"] for row in rows]
    assert [services.count(owner.id) for owner in (one, full, new)] == [5, 0, 2]


def test_no_more_than_asked_for(db):
    for _ in range(4):
        owner = make.service(db)
        make.service_callback(db, owner)
        queue(db, owner, 5)

    assert len(claim(db, size=7, room=3)) == 7


def record(db, rows, outcome="retry", reason="time-out"):
    results = [
        {
            **{name: str(row[name]) for name in ("subject_id", "callback_type", "service_id")},
            "attempt": row["attempts"],
            "outcome": outcome,
            "reason": reason,
        }
        for row in rows
    ]
    make.call(db, "jobs.record_callbacks", results=json.dumps(results))


def abandoned(db):
    rows = db.execute("select * from postroom.abandoned_callbacks").fetchall()
    return [(row["callback_type"], row["reason"], row["count"]) for row in rows]


def test_a_call_that_was_made_leaves_the_queue(db, service):
    make.receipt(db, make.send(db, service))
    record(db, claim(db), "made", None)

    assert make.queued_callbacks(db) == []
    assert abandoned(db) == []


def test_six_attempts_five_minutes_apart_then_it_is_given_up_and_counted(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    make.receipt(db, make.send(db, service))
    for attempt in range(6):
        make.at(db, f"2026-11-23T12:{5 * attempt:02}:00Z")
        rows = claim(db)
        assert [row["attempts"] for row in rows] == [attempt + 1]
        record(db, rows)
        make.at(db, f"2026-11-23T12:{5 * attempt + 4:02}:59Z")
        assert claim(db) == []

    assert make.queued_callbacks(db) == []
    assert abandoned(db) == [("delivery_status", "time-out", 1)]
    record(db, rows)
    assert abandoned(db) == [("delivery_status", "time-out", 1)]


def test_a_worker_whose_lease_is_over_does_not_put_off_what_another_has_claimed(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    make.receipt(db, make.send(db, service))
    late = claim(db)
    make.at(db, "2026-11-23T12:01:01Z")
    claim(db)

    record(db, late)

    (row,) = make.queued_callbacks(db)
    assert row["leased_until"] == row["due_at"]
    record(db, late, "made", None)
    assert make.queued_callbacks(db) == []


def test_what_is_refused_is_given_up_at_once(db, service):
    for _ in range(2):
        make.receipt(db, make.send(db, service))
    record(db, claim(db), "given up", "HTTP 404")

    assert make.queued_callbacks(db) == []
    assert abandoned(db) == [("delivery_status", "HTTP 404", 2)]
    db.execute("set role postroom_dba")
    shown = make.call(db, "ops.abandoned_callbacks")
    assert (shown["reason"], shown["count"]) == ("HTTP 404", 2)


def test_what_has_waited_for_a_day_is_given_up(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    make.receipt(db, make.send(db, service))
    make.at(db, "2026-11-23T18:00:00Z")
    make.receipt(db, make.send(db, service))
    make.at(db, "2026-11-24T12:00:01Z")

    assert make.call(db, "ops.give_up_callbacks") == 1

    assert len(make.queued_callbacks(db)) == 1
    assert abandoned(db) == [("delivery_status", "a day late", 1)]
    make.at(db, "2027-03-24T12:00:01Z")
    make.call(db, "ops.give_up_callbacks")
    assert abandoned(db) == [("delivery_status", "a day late", 1)]
