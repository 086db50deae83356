import json

import pytest

from tests.sql.test_claim import claim
from tests.tools import make


def record(db, *results):
    db.execute("select jobs.record_results(%s)", (json.dumps(results, default=str),))


def result(id, outcome="sent", **fields):
    sent_at = "2026-11-23T12:00:00.5Z"
    return {"id": id, "outcome": outcome, "provider": "mmg", "sent_at": sent_at, **fields}


def queued(db, id):
    return db.execute(
        "select * from postroom.delivery_queue where notification_id = %s", (id,)
    ).fetchone()


@pytest.fixture
def sent(db):
    """A message in a worker's hands."""
    make.at(db, "2026-11-23T12:00:00Z")
    service = make.service(db)
    id = make.send(db, service)
    claim(db)
    return id


def test_a_sent_message_is_sending_and_off_the_queue(db, sent):
    record(db, result(sent))

    facts = make.facts(db, sent)
    assert facts["status"] == "sending"
    assert facts["sent_by"] == "mmg"
    assert facts["sent_at"].microsecond == 500000
    assert queued(db, sent) is None


def test_abroad_it_is_sent(db):
    service = make.service(db)
    id = make.send(db, service, international=True, phone_prefix="33", rate_multiplier=2)
    claim(db)

    record(db, result(id))

    assert make.facts(db, id)["status"] == "sent"


def test_a_receipt_that_was_faster_stands(db, sent):
    make.receipt(db, sent, "delivered", "mmg")

    record(db, result(sent))

    facts = make.facts(db, sent)
    assert facts["status"] == "delivered"
    assert facts["sent_at"] is not None


def test_the_first_retry_of_a_text_message_is_at_once_and_the_rest_five_minutes_apart(db, sent):
    record(db, result(sent, "retry"))
    assert queued(db, sent)["due_at"].isoformat() == "2026-11-23T12:00:00+00:00"

    claim(db)
    record(db, result(sent, "retry"))
    assert queued(db, sent)["due_at"].isoformat() == "2026-11-23T12:05:00+00:00"
    assert queued(db, sent)["leased_until"] is None


def test_without_an_answer_the_first_retry_waits_for_a_receipt(db, sent):
    record(db, result(sent, "unanswered"))
    assert queued(db, sent)["due_at"].isoformat() == "2026-11-23T12:00:30+00:00"

    db.execute("update postroom.delivery_queue set attempts = 2")
    record(db, result(sent, "unanswered"))
    assert queued(db, sent)["due_at"].isoformat() == "2026-11-23T12:05:00+00:00"


def test_every_retry_of_an_email_is_five_minutes_later(db):
    make.at(db, "2026-11-23T12:00:00Z")
    service = make.service(db)
    id = make.send(db, service, "email")
    claim(db, "email")

    record(db, result(id, "retry"))

    assert queued(db, id)["due_at"].isoformat() == "2026-11-23T12:05:00+00:00"


def test_after_48_retries_it_is_a_technical_failure(db, sent):
    db.execute("update postroom.delivery_queue set attempts = 48")
    record(db, result(sent, "retry"))
    assert make.facts(db, sent)["status"] == "created"

    db.execute("update postroom.delivery_queue set attempts = 49")
    record(db, result(sent, "retry"))

    assert make.facts(db, sent)["status"] == "technical-failure"
    assert queued(db, sent) is None


def test_a_refused_message_is_a_technical_failure_at_once(db, sent):
    record(db, result(sent, "refused"))

    assert make.facts(db, sent)["status"] == "technical-failure"
    assert queued(db, sent) is None


def test_a_result_written_twice_changes_nothing_more(db, sent):
    record(db, result(sent))
    before = make.facts(db, sent)

    record(db, result(sent))
    record(db, result(sent, "retry"))

    assert make.facts(db, sent) == before


def test_an_early_receipt_is_applied_with_the_reference_it_names(db):
    service = make.service(db)
    id = make.send(db, service, "email")
    claim(db, "email")
    make.receipt(db, "ses-1", "delivered", "ses")
    assert make.facts(db, id)["status"] == "created"

    record(db, result(id, provider="ses", reference="ses-1"))

    assert make.facts(db, id)["status"] == "delivered"
    assert db.execute("select from postroom.early_receipts").fetchall() == []


@pytest.mark.parametrize("first", ["delivered", "permanent-failure"])
def test_of_several_early_receipts_the_first_wins(db, first):
    service = make.service(db)
    make.at(db, "2026-11-23T11:59:00Z")
    id = make.send(db, service, "email")
    claim(db, "email")
    other = {"delivered": "permanent-failure", "permanent-failure": "delivered"}[first]
    for second, status in enumerate((first, other)):
        make.at(db, f"2026-11-23T12:00:0{second}Z")
        make.receipt(db, "ses-2", status, "ses")

    record(db, result(id, provider="ses", reference="ses-2"))

    assert make.facts(db, id)["status"] == first


def test_a_parked_receipt_that_its_reference_overtook_comes_before_a_later_one(db):
    service = make.service(db)
    id = make.send(db, service, "email")
    claim(db, "email")
    record(db, result(id, provider="ses", reference="ses-3"))
    db.execute("insert into postroom.early_receipts values ('ses', 'ses-3', 'permanent-failure')")

    make.receipt(db, "ses-3", "delivered", "ses")

    assert make.facts(db, id)["status"] == "permanent-failure"
