import json

import pytest

from tests.tools import make


@pytest.fixture
def service(db):
    made = make.service(db)
    make.service_callback(db, made, "complaint")
    return made


def sent(db, owner, reference="ses-1"):
    id = make.send(db, owner, "email", client_reference="ours")
    store_reference(db, id, reference)
    return id


def store_reference(db, id, reference):
    row = {"id": str(id), "outcome": "sent", "provider": "ses", "reference": reference}
    make.call(
        db,
        "jobs.record_results",
        results=json.dumps([{**row, "sent_at": "2026-11-23T12:00:00Z"}]),
    )


def complain(db, reference="ses-1", feedback_id="f-1", **fields):
    return make.call(
        db, "api.record_complaint", reference=reference, feedback_id=feedback_id, **fields
    )


def complaints(db):
    return db.execute("select * from postroom.complaints").fetchall()


def test_a_complaint_is_stored_and_changes_no_status(db, service):
    id = sent(db, service)

    assert complain(db, complaint_type="abuse", complained_at="2026-11-23T12:00Z")

    (row,) = complaints(db)
    assert (row["notification_id"], row["service_id"]) == (id, service.id)
    assert (row["feedback_id"], row["complaint_type"]) == ("f-1", "abuse")
    assert make.facts(db, id)["status"] == "sending"


def test_the_service_is_called(db, service):
    id = sent(db, service)
    complain(db, complained_at="2026-11-23T12:00:00.25Z")
    (complaint,) = complaints(db)

    (row,) = db.execute("select * from jobs.claim_callbacks(10)").fetchall()

    assert row["callback_type"] == "complaint"
    assert list(row["payload"].items()) == [
        ("notification_id", str(id)),
        ("complaint_id", str(complaint["id"])),
        ("reference", "ours"),
        ("to", "bo@example.com"),
        ("complaint_date", "2026-11-23T12:00:00.250000Z"),
    ]


@pytest.mark.parametrize("feedback_id", ["f-1", None])
def test_hazard_one_that_is_told_twice_is_stored_and_told_once(db, service, feedback_id):
    """The reference stores it again whenever SNS tries again."""
    sent(db, service)

    assert complain(db, feedback_id=feedback_id)
    assert not complain(db, feedback_id=feedback_id)

    assert len(complaints(db)) == len(make.queued_callbacks(db)) == 1


def test_another_feedback_is_another_complaint(db, service):
    sent(db, service)
    complain(db)

    assert complain(db, feedback_id="f-2")
    assert len(make.queued_callbacks(db)) == 2


def test_one_that_comes_before_its_email_is_stored_waits_for_it(db, service):
    id = make.send(db, service, "email")
    for _ in range(2):
        assert not complain(db, complaint_type="abuse")
    assert complaints(db) == []

    store_reference(db, id, "ses-1")

    assert [row["notification_id"] for row in complaints(db)] == [id]
    assert len(make.queued_callbacks(db)) == 1
    assert db.execute("select from postroom.early_complaints").fetchall() == []


def test_one_about_an_unknown_email_is_forgotten_after_a_day(db):
    make.at(db, "2026-11-23T12:00:00Z")
    complain(db)
    make.at(db, "2026-11-24T12:00:01Z")

    make.call(db, "ops.forget_early_receipts")

    assert db.execute("select from postroom.early_complaints").fetchall() == []


def test_one_is_found_long_after_the_email_was_sent(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    id = sent(db, service)
    make.at(db, "2026-12-23T12:00:00Z")

    assert complain(db, sent_at="2026-11-23T12:00:00Z")

    assert [row["notification_id"] for row in complaints(db)] == [id]
