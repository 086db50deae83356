"""valid_until: from that moment on nobody is asked to take the message, and its service is told."""

import json

import pytest
from psycopg.types.json import Jsonb

from tests.tools import make

SENT, ENDS, AFTER = (f"2026-11-23T12:{minutes}Z" for minutes in ("00:00", "05:00", "05:01"))


@pytest.fixture
def service(db):
    db.execute("set search_path = procrastinate, public")
    db.execute("update postroom.provider_details set active = identifier = 'mmg'"
               " where notification_type = 'sms'")  # fmt: skip
    make.at(db, SENT)
    made = make.service(db)
    make.service_callback(db, made, "delivery_status")
    return made


def limited(db, id):
    db.execute(
        "update postroom.delivery_queue set valid_until = %s where notification_id = %s",
        (ENDS, id),
    )
    return id


@pytest.fixture
def id(db, service):
    """A message of noon that is valid for five minutes."""
    return limited(db, make.send(db, service))


def lease(db, lane="sms", length="10 minutes"):
    return make.call(db, "jobs.lease", lane=lane, size=10, length=length)


def hand_over(db, id, attempt=1, answers=()):
    mark = {"id": str(id), "attempt": attempt}
    rows = db.execute("select * from jobs.hand_over(%s, %s)", (Jsonb([mark]), Jsonb(list(answers))))
    return len(rows.fetchall())


def record(db, id, outcome, **fields):
    result = {"id": str(id), "attempt": 1, "outcome": outcome, "sent_at": SENT, **fields}
    make.call(db, "jobs.record_results", results=json.dumps([result]))


def ended(db, id):
    """That it ended with its validity, which must be all that happened."""
    make.at(db, AFTER)
    make.call(db, "jobs.end_validity")
    facts = make.facts(db, id)
    assert (facts["status"], facts["sent_at"], facts["sent_by"]) == (
        "temporary-failure",
        None,
        None,
    )
    assert (facts["updated_at"].isoformat(), facts["billable_units"]) == (
        "2026-11-23T12:05:01+00:00",
        0,
    )
    (call,) = make.queued_callbacks(db)
    assert (call["subject_id"], call["status"]) == (id, "temporary-failure")
    assert db.execute("select from postroom.delivery_queue").fetchall() == []
    (why,) = db.execute("select * from postroom.validities").fetchall()
    assert (why["notification_id"], why["ended_at"].isoformat()) == (
        id,
        "2026-11-23T12:05:01+00:00",
    )
    return True


def test_what_waits_ends(db, id):
    assert ended(db, id)


def test_nobody_claims_it_before_that_is_noticed(db, id):
    make.at(db, AFTER)

    assert lease(db) is None


def test_before_that_moment_it_is_sent(db, id):
    make.at(db, "2026-11-23T12:04:59Z")
    make.call(db, "jobs.end_validity")

    (row,) = db.execute("select * from jobs.claim('sms', 10)").fetchall()
    assert (row["id"], row["valid_for"]) == (id, 1)


def test_what_is_claimed_is_not_handed_over_and_ends(db, id):
    assert lease(db) == [id]
    make.at(db, AFTER)

    assert hand_over(db, id) == 0
    assert ended(db, id)


def test_what_was_handed_over_in_time_is_sent(db, id):
    lease(db)
    assert hand_over(db, id) == 1
    make.at(db, AFTER)
    make.call(db, "jobs.end_validity")
    assert make.facts(db, id)["status"] == "created"

    record(db, id, "sent", provider="mmg")
    assert make.facts(db, id)["status"] == "sending"


def test_what_waits_for_a_retry_ends(db, id):
    lease(db)
    hand_over(db, id)
    record(db, id, "retry", failed=["mmg"])

    assert ended(db, id)


def test_what_a_provider_may_have_stays_with_it(db, id):
    lease(db)
    hand_over(db, id)
    answer = {"id": str(id), "attempt": 1, "outcome": "unanswered", "failed": ["mmg"]}
    make.call(db, "jobs.hand_over", marks=Jsonb([]), answers=Jsonb([answer]))
    record(db, id, "unanswered", failed=["mmg"])
    make.at(db, AFTER)
    make.call(db, "jobs.end_validity")

    facts = make.facts(db, id)
    assert (facts["status"], facts["sent_by"]) == ("sending", "mmg")
    assert make.queued_callbacks(db) == []
    make.receipt(db, id, "delivered")
    assert make.facts(db, id)["status"] == "delivered"


def test_a_lease_that_is_over_does_not_keep_it(db, id):
    lease(db, length="1 minute")

    assert ended(db, id)


def test_a_pause_does_not_keep_it(db, id, service):
    make.call(db, "ops.pause", target=str(service.id), reason="a test")

    assert ended(db, id)


@pytest.fixture
def letter(db, service):
    return limited(db, make.letter(db, service))


def ready(db, id):
    result = {"id": str(id), "outcome": "ready", "sheets": 1, "pdf_key": "k"}
    make.call(db, "jobs.record_letters", results=json.dumps([result]))


def test_a_letter_whose_file_is_being_made_ends(db, letter):
    lease(db, "letter")

    assert ended(db, letter)


def test_a_letter_that_waits_for_the_evening_ends(db, letter):
    ready(db, letter)
    make.call(db, "jobs.end_validity")
    assert make.facts(db, letter)["status"] == "created"

    assert ended(db, letter)


def test_a_letter_keeps_its_end_when_its_file_is_made_again(db, letter):
    ready(db, letter)
    make.call(db, "ops.remake_letter", notification_id=letter, precompiled=False)

    assert ended(db, letter)


@pytest.fixture
def printed(db, service):
    """A letter that waits for its printer, in the run of that evening."""
    id = make.letter(db, service)
    db.execute(
        "update postroom.delivery_queue set valid_until = '2026-11-23T19:00Z'"
        " where notification_id = %s",
        (id,),
    )
    ready(db, id)
    make.at(db, "2026-11-23T18:00Z")
    make.call(db, "jobs.begin_printing")
    return id


def status_at_seven(db, id):
    make.at(db, "2026-11-23T19:00Z")
    make.call(db, "jobs.end_validity")
    return make.facts(db, id)["status"]


def test_a_letter_that_waits_for_its_printer_ends(db, printed):
    assert status_at_seven(db, printed) == "temporary-failure"


def test_a_letter_that_a_printer_may_have_stays_with_it(db, printed):
    leased = make.call(db, "jobs.lease_prints", size=10, length="1 minute")
    assert leased == [printed]
    row = make.call(db, "jobs.claim_prints", leased=leased)
    assert row["valid_for"] == 3600
    result = {"id": str(printed), "attempt": 1, "chosen_now": True, "outcome": "unanswered"}
    make.call(db, "jobs.record_prints", results=json.dumps([result]))

    assert status_at_seven(db, printed) == "sending"
    assert make.facts(db, printed)["sent_by"] == row["provider"]
