"""What the functions for letters promise beyond what tests of their callers show."""

import json
from datetime import timedelta

import pytest

from tests.tools import make


def claim(db, size=10):
    return db.execute("select * from jobs.claim_letters(%s)", (size,)).fetchall()


def record(db, id, outcome="ready", **fields):
    result = {"id": str(id), "outcome": outcome, "sheets": 1, "pdf_key": f"k/{id}", **fields}
    db.execute("select jobs.record_letters(%s)", (json.dumps([result]),))


def queue(db, id):
    return db.execute(
        "select * from postroom.delivery_queue where notification_id = %s", (id,)
    ).fetchone()


def removal(db, key):
    return db.execute("select * from postroom.object_removals where key = %s", (key,)).fetchone()


def test_a_claim_gives_all_that_the_pdf_takes(db):
    service = make.service(db)
    id = make.letter(db, service, reply_to_text="Us", letter_reference="A" * 16)

    (row,) = claim(db)

    assert row == {
        "id": id,
        "service_id": service.id,
        "created_at": make.facts(db, id)["created_at"],
        "key_type": "normal",
        "status": "created",
        "template_id": service.templates["letter"],
        "template_version": 1,
        "postage": "second",
        "letter_reference": "A" * 16,
        "international_letters": True,
        "pdf_key": None,
        "recipient": "Bo\n1 Road\nSW1A 1AA",
        "personalisation": row["personalisation"],
        "contact_block": "Us",
        "languages": "english",
        "attachment_id": None,
        "logo": None,
    }
    assert claim(db) == []


def test_letters_and_other_messages_are_claimed_apart(db):
    service = make.service(db)
    sms, letter = make.send(db, service), make.letter(db, service)

    assert [row["id"] for row in claim(db)] == [letter]
    claimed = db.execute("select id from jobs.claim('sms', 10)").fetchall()
    assert [row["id"] for row in claimed] == [sms]


def test_a_letter_wakes_its_own_job(db):
    make.letter(db, make.service(db))
    assert db.execute(
        "select queue_name, task_name, args from procrastinate.procrastinate_jobs"
        " where queueing_lock = 'deliver:letter'"
    ).fetchall() == [
        {"queue_name": "letters", "task_name": "prepare_letters", "args": {"lane": "letter"}}
    ]


def test_due_letters_are_swept_up(db):
    make.letter(db, make.service(db))
    db.execute("update postroom.delivery_queue set due_at = now() - interval '1 second'")

    assert make.call(db, "jobs.sweep") == 1


@pytest.mark.parametrize(
    ("status", "stays"), [("cancelled", "cancelled"), ("delivered", "delivered")]
)
def test_a_letter_that_ended_meanwhile_is_not_claimed(db, status, stays):
    id = make.letter(db, make.service(db))
    db.execute("update postroom.notifications set status = %s where id = %s", (status, id))

    assert claim(db) == []
    assert make.facts(db, id)["status"] == stays
    assert queue(db, id) is None


@pytest.mark.parametrize("status", ["created", "pending-virus-check", "sending"])
def test_an_archived_services_letters_go_no_further(db, status):
    service = make.service(db)
    id = make.letter(db, service, status=status)
    db.execute("update postroom.services set active = false where id = %s", (service.id,))

    assert claim(db) == []
    assert make.facts(db, id)["status"] == "technical-failure"


def test_a_letter_cancelled_while_its_pdf_was_made_stays_so_but_names_its_file(db):
    id = make.letter(db, make.service(db))
    claim(db)
    db.execute("update postroom.notifications set status = 'cancelled' where id = %s", (id,))

    record(db, id)

    assert make.facts(db, id)["status"] == "cancelled"
    assert make.contents(db, id)["pdf_key"] == f"k/{id}"
    assert queue(db, id) is None


def test_a_result_written_twice_or_late_changes_nothing_more(db):
    id = make.letter(db, make.service(db))
    claim(db)
    record(db, id)
    db.execute("update postroom.notifications set status = 'sending' where id = %s", (id,))

    record(db, id)
    record(db, id, "failed")

    facts = make.facts(db, id)
    assert (facts["status"], facts["billable_units"]) == ("sending", 1)
    assert removal(db, f"k/{id}") is None


def test_fifteen_retries_then_a_technical_failure(db):
    id = make.letter(db, make.service(db))
    for attempt in range(1, 17):
        db.execute("update postroom.delivery_queue set due_at = now()")
        assert len(claim(db)) == 1
        record(db, id, "retry", pdf_key=None)
        assert (make.facts(db, id)["status"] == "created") == (attempt < 16)

    assert make.facts(db, id)["status"] == "technical-failure"
    assert queue(db, id) is None


def test_a_retry_comes_in_five_minutes(db):
    id = make.letter(db, make.service(db))
    claim(db)
    record(db, id, "retry", pdf_key=None)
    row = queue(db, id)
    assert row["due_at"] - row["queued_at"] > timedelta(minutes=4)
    assert row["leased_until"] is None


def test_a_letter_without_its_logo_is_tried_three_times_more_and_soon(db):
    id = make.letter(db, make.service(db))
    for attempt in range(1, 5):
        db.execute("update postroom.delivery_queue set due_at = now()")
        assert len(claim(db)) == 1
        record(db, id, "incomplete", pdf_key=None)
        if attempt < 4:
            row = queue(db, id)
            assert timedelta(minutes=2) < row["due_at"] - row["queued_at"] < timedelta(minutes=4)

    assert make.facts(db, id)["status"] == "technical-failure"
    assert queue(db, id) is None


def test_storing_a_letter_takes_its_files_announcement_back(db):
    db.execute("select api.announce_objects(array['scan/a', 'scan/b', 'scan/a'])")
    make.letter(db, make.service(db), status="pending-virus-check", pdf_key="scan/a")

    assert removal(db, "scan/a") is None
    assert removal(db, "scan/b")


def test_naming_a_letters_new_file_discards_its_old_one(db):
    id = make.letter(db, make.service(db), status="pending-virus-check", pdf_key="scan/a")
    db.execute("select api.announce_objects(array[%s])", (f"k/{id}",))
    claim(db)

    record(db, id)

    assert make.contents(db, id)["pdf_key"] == f"k/{id}"
    assert removal(db, f"k/{id}") is None
    assert removal(db, "scan/a")


def test_a_file_announced_again_is_not_forgotten(db):
    db.execute("select api.announce_objects(array['a', 'b'])")
    db.execute("update postroom.object_removals set remove_at = now() where key in ('a', 'b')")
    rows = db.execute("select key from jobs.removable_objects(10)").fetchall()
    assert {row["key"] for row in rows} == {"a", "b"}
    db.execute("select api.announce_objects(array['a'])")

    db.execute("select jobs.forget_objects(array['a', 'b'])")

    assert removal(db, "a")
    assert removal(db, "b") is None


def test_rates_cover_every_letter_that_can_be_sent_today(db):
    missing = db.execute(
        """
        select c.name, s.sheets
        from unnest(array['first', 'second', 'economy', 'europe', 'rest-of-world']) as c (name)
        cross join generate_series(1, 5) as s (sheets)
        where 1 <> (
            select count(*) from postroom.letter_rates as r
            where r.post_class = c.name and r.sheet_count = s.sheets
              and r.start_date <= now() and (r.end_date is null or r.end_date > now())
        )
        """
    ).fetchall()
    assert missing == []


def test_no_two_rates_hold_at_once(db):
    twice = db.execute(
        """
        select a.* from postroom.letter_rates as a
        inner join postroom.letter_rates as b
            on b.post_class = a.post_class and b.sheet_count = a.sheet_count
            and b.start_date > a.start_date
            and b.start_date < coalesce(a.end_date, 'infinity')
        """
    ).fetchall()
    assert twice == []


def test_rates_keep_their_text(db):
    rates = db.execute(
        "select rate::text from postroom.letter_rates where post_class = 'economy'"
        " and end_date is null order by sheet_count"
    ).fetchall()
    assert [row["rate"] for row in rates] == ["0.638", "0.684", "0.724", "0.779", "0.823"]


def test_a_receipt_for_what_is_no_letter_changes_nothing(db):
    id = make.send(db, make.service(db))
    assert (
        make.call(db, "api.record_letter_receipt", notification_id=id, status="delivered") is None
    )
    assert make.facts(db, id)["status"] == "created"
