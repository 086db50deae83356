from datetime import date, timedelta

import psycopg
import pytest

from tests.tools import make


def test_partitions_tell_their_day_and_when_they_leave(db):
    today = make.call(db, "ops.today")
    found = {
        (row["tree"], row["day"]): row["drops_on"]
        for row in db.execute("select * from ops.partitions()").fetchall()
    }

    assert found["contents", today + timedelta(days=90)] == today + timedelta(days=91)
    assert found["inbound", today + timedelta(days=90)] == today + timedelta(days=91)
    assert found["facts", today] == today + timedelta(days=401)
    assert found["facts", None] is None


def test_partitions_are_made_for_the_longest_class_and_more(db):
    today = make.call(db, "ops.today")
    days = {
        row["day"]
        for row in db.execute("select day from ops.partitions() where tree = 'contents'").fetchall()
    }

    assert {today + timedelta(days=n) for n in range(96)} <= days


def test_maintenance_leaves_the_session_as_it_was(fresh_dsn):
    # Partman's functions leave their own search_path behind: procrastinate found none of its
    # functions any more on a connection that had run them, and its worker stopped.
    options = f"{fresh_dsn} options='-c search_path=procrastinate'"
    with psycopg.connect(options, autocommit=True) as db:
        before = db.execute("show search_path").fetchone()
        db.execute("call ops.maintain_partitions()")
        assert db.execute("show search_path").fetchone() == before


def test_retention_classes_count_services_and_messages(db):
    make.at(db, "2026-11-23T12:00:00Z")
    one, two = make.service(db), make.service(db)
    make.call(db, "ops.set_retention", service_id=two.id, notification_type="sms", days=30)
    for service in (one, one, two):
        make.send(db, service)
    make.send(db, one, "email")

    classes = db.execute("select * from ops.retention_classes()").fetchall()

    assert [tuple(row.values()) for row in classes] == [
        (7, "email", 1, 1, date(2026, 12, 1)),
        (7, "sms", 1, 2, date(2026, 12, 1)),
        (30, "sms", 1, 1, date(2026, 12, 24)),
    ]


@pytest.mark.parametrize(("asked", "kept"), [(0, 0), (3, 3), (90, 90), (1000, 90), (-5, 0)])
def test_a_class_is_bounded_by_the_partitions_there_are(db, asked, kept):
    service = make.service(db)
    # What the admin app asks for has no bounds.
    make.call(
        db, "ops.change_retention", service_id=service.id, notification_type="sms", days=asked
    )

    facts = make.facts(db, make.send(db, service))

    assert (facts["kept_until"] - facts["day"]).days == kept


@pytest.mark.parametrize(
    ("given", "compared"),
    [
        ("07700 900123", "447700900123"),
        ("+44 (0)7700", "4407700"),
        ("0044 7700 900123", "447700900123"),
        ("+33 6 12 34 56 78", "33612345678"),
        (" Ann@Example.COM ", "ann@example.com"),
    ],
)
def test_recipients_are_compared_in_one_spelling(db, given, compared):
    assert make.call(db, "ops.normalise_recipient", recipient=given) == compared


def test_erasing_a_recipient_leaves_the_facts_and_those_on_hold(db):
    one, held = make.service(db), make.service(db)
    ids = [make.send(db, one), make.send(db, held), make.send(db, one, "email")]
    make.call(db, "ops.hold", service_id=held.id, reason="Case 12")

    erased = db.execute("select * from ops.erase_recipient('07700 900001')").fetchall()

    assert erased == [{"service": one.id, "messages": 1}]
    assert [bool(make.contents(db, id)) for id in ids] == [False, True, True]
    assert make.facts(db, ids[0])


def test_erasing_for_one_service_leaves_the_others(db):
    one, two = make.service(db), make.service(db)
    ids = [make.send(db, one), make.send(db, two)]

    make.call(db, "ops.erase_recipient", recipient="+447700900001", service_id=one.id)

    assert [bool(make.contents(db, id)) for id in ids] == [False, True]


def test_erasing_a_sender_leaves_those_on_hold(db):
    one, two, held = (make.service(db) for _ in range(3))
    numbers = {service.id: make.inbound_number(db, service) for service in (one, two, held)}
    for service in (one, one, two, held):
        make.receive(db, numbers[service.id])
    make.receive(db, numbers[one.id], user_number="ALPHA")
    make.call(db, "ops.hold", service_id=held.id, reason="Case 12")

    make.call(db, "ops.erase_recipient", recipient="07700900001", service_id=two.id)
    erased = db.execute("select * from ops.erase_recipient('07700 900001')").fetchall()

    assert erased == [{"service": one.id, "messages": 2}]
    assert [row["user_number"] for row in make.received(db, one)] == ["ALPHA"]
    assert [len(make.received(db, service)) for service in (two, held)] == [0, 1]

    make.call(db, "ops.erase_recipient", recipient="ALPHA")
    assert make.received(db, one) == []


def test_erasing_an_address_takes_it_out_of_unsubscribe_requests(db):
    one, held = make.service(db), make.service(db)
    for service in (one, held):
        make.call(
            db,
            "api.unsubscribe",
            notification_id=make.send(db, service, "email"),
            email_address="Bo@Example.com",
        )
    make.call(db, "ops.hold", service_id=held.id, reason="Case 12")

    make.call(db, "ops.erase_recipient", recipient="bo@example.com")

    left = {
        row["service_id"]: row["email_address"]
        for row in db.execute("select * from postroom.unsubscribe_requests").fetchall()
    }
    assert left == {one.id: None, held.id: "Bo@Example.com"}


def test_an_unknown_provider_cannot_be_switched_on(db):
    with pytest.raises(psycopg.Error, match="no provider pigeon for sms"):
        make.call(db, "ops.set_provider", notification_type="sms", identifier="pigeon", active=True)


def test_a_hold_needs_a_service(db):
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        make.call(db, "ops.hold", service_id="0" * 8 + "-0000-0000-0000-" + "0" * 12, reason="x")


def test_early_receipts_are_forgotten_after_a_day(db):
    for reference, age in (("old", 25), ("new", 23)):
        make.receipt(db, reference, "delivered", "ses")
        db.execute(
            "update postroom.early_receipts set parked_at = now() - %s where reference = %s",
            (timedelta(hours=age), reference),
        )

    assert make.call(db, "ops.forget_early_receipts") == 1


def test_a_dba_sees_what_the_sandbox_was_given(db):
    make.call(db, "jobs.keep_sandbox_message", id="0" * 8 + "-0000-0000-0000-" + "0" * 12,
              message='{"to": "447700900001"}')  # fmt: skip
    db.execute("set role postroom_dba")

    assert make.call(db, "api.sandbox_messages")["message"] == {"to": "447700900001"}
