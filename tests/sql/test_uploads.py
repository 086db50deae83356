"""From an upload to its notifications: begun once, stored once, whoever comes twice or late."""

import psycopg
import pytest

from tests.tools import make


@pytest.fixture
def service(db):
    # procrastinate's triggers name no schema.
    db.execute("set search_path = procrastinate, public")
    return make.service(db)


def begin(db, job, rows=2):
    return make.call(db, "jobs.begin_upload", job_id=job, row_count=rows)


def counted(db, service, kind="sms"):
    return db.execute(
        "select coalesce(sum(count), 0)::int as n from postroom.daily_counts"
        " where service_id = %s and kind = %s",
        (service.id, kind),
    ).fetchone()["n"]


def queued(db, job):
    return db.execute(
        "select count(*) as n from procrastinate.procrastinate_jobs"
        " where queueing_lock = %s and status = 'todo'",
        (f"upload:{job}",),
    ).fetchone()["n"]


def lane(db, service):
    return db.execute(
        "select * from postroom.delivery_queue where service_id = %s", (service.id,)
    ).fetchall()


def test_an_upload_is_queued_at_once_and_a_second_time_changes_nothing(db, service):
    job = make.job(db, service, notification_count=3)
    make.job(db, service, job_id=job, notification_count=7, original_file_name="other.csv")

    found = make.job_facts(db, job)
    assert (found["status"], found["notification_count"]) == ("pending", 3)
    assert found["original_file_name"] == "people.csv"
    assert queued(db, job) == 1


def test_rows_become_notifications_with_contents_and_queue_rows(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    job = make.job(db, service)
    assert begin(db, job) == 0

    stored = make.store_rows(
        db, job, [make.row(1, client_reference="a"), make.row(2, billable_units=3)]
    )

    assert stored == 2
    first, second = make.job_notifications(db, job)
    assert [first["job_row_number"], second["job_row_number"]] == [0, 1]
    assert (first["client_reference"], second["billable_units"]) == ("a", 3)
    assert (first["key_type"], first["api_key_id"], first["status"]) == ("normal", None, "created")
    assert (first["template_id"], first["template_version"]) == (service.templates["sms"], 1)
    assert str(first["kept_until"]) == "2026-11-30"
    contents = make.contents(db, first["id"])
    assert contents["recipient"] == "447700900001"
    assert contents["personalisation"] == {"phonenumber": "447700900001", "name": "Bo"}
    assert contents["reply_to_text"] == "POSTROOM"
    assert {row["notification_id"] for row in lane(db, service)} == {first["id"], second["id"]}
    assert make.job_facts(db, job)["status"] == "finished"


def test_rows_that_cannot_be_sent_are_stored_and_not_queued(db, service):
    bad = make.row(2, status="validation-failed", billable_units=0, phone_prefix="+44")
    job = make.upload(db, service, make.row(1), bad, make.row(3))

    statuses = [row["status"] for row in make.job_notifications(db, job)]
    assert statuses == ["created", "validation-failed", "created"]
    assert len(lane(db, service)) == 2
    found = make.call(db, "api.read_job", service_id=service.id, job_id=job)
    assert found["statistics"] == [
        {"status": "created", "count": 2},
        {"status": "validation-failed", "count": 1},
    ]
    assert sum(row["count"] for row in found["statistics"]) == found["notification_count"]


def test_a_chunk_that_another_worker_has_stored_is_not_stored_again(db, service):
    job = make.job(db, service)
    begin(db, job)
    assert make.store_rows(db, job, [make.row(1)]) == 1

    assert make.store_rows(db, job, [make.row(1)]) is None
    assert make.store_rows(db, job, [make.row(2)], first=1) == 2
    assert make.store_rows(db, job, [make.row(2)], first=1) is None

    assert len(make.job_notifications(db, job)) == 2


def test_an_upload_that_was_begun_goes_on_from_its_cursor_and_is_counted_once(db, service):
    job = make.job(db, service)
    begin(db, job)
    make.store_rows(db, job, [make.row(1)])

    assert begin(db, job) == 1
    assert counted(db, service) == 2

    make.store_rows(db, job, [make.row(2)], first=1)
    assert begin(db, job) is None
    assert counted(db, service) == 2


def test_a_file_with_other_rows_than_before_is_not_gone_on_with(db, service):
    job = make.job(db, service)
    begin(db, job, 2)

    with pytest.raises(psycopg.errors.RaiseException, match="has changed"):
        begin(db, job, 3)


def test_more_rows_than_the_file_has_are_refused(db, service):
    job = make.job(db, service)
    begin(db, job, 1)

    with pytest.raises(psycopg.errors.CheckViolation):
        make.store_rows(db, job, [make.row(1), make.row(2)])


def test_the_number_of_rows_is_that_of_the_file(db, service):
    job = make.upload(db, service, make.row(1), notification_count=5)

    found = make.job_facts(db, job)
    assert (found["notification_count"], found["rows_stored"]) == (1, 1)


def test_a_file_without_rows_is_finished(db, service):
    job = make.job(db, service)

    assert begin(db, job, 0) is None
    assert make.job_facts(db, job)["status"] == "finished"


def limit(db, service, number):
    db.execute(
        "update postroom.services set sms_message_limit = %s where id = %s", (number, service.id)
    )


def test_a_file_that_would_pass_the_days_limit_sends_nothing(db, service):
    limit(db, service, 3)
    make.send(db, service)
    fits, does_not = make.job(db, service), make.job(db, service)

    assert begin(db, does_not, 3) is None
    assert begin(db, fits, 2) == 0

    found = make.job_facts(db, does_not)
    assert found["status"] == "sending limits exceeded"
    assert found["processing_finished_at"] is not None
    assert counted(db, service) == 3
    assert make.store_rows(db, does_not, [make.row(1)]) is None


def test_two_files_together_cannot_pass_the_limit(fresh_dsn):
    def connect():
        return psycopg.connect(fresh_dsn, row_factory=psycopg.rows.dict_row)

    with connect() as setup, connect() as db, connect() as other:
        service = make.service(setup, sms_message_limit=3)
        first, second = make.job(setup, service), make.job(setup, service)
        setup.commit()

        assert begin(db, first) == 0
        other.execute("set lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            begin(other, second)
        other.rollback()
        db.commit()

        assert begin(other, second) is None
        assert make.job_facts(other, second)["status"] == "sending limits exceeded"


def test_numbers_abroad_count_for_their_own_limit_too(db, service):
    abroad = make.row(1, international=True, phone_prefix="33")
    make.upload(db, service, abroad, make.row(2), make.row(3, international=True))

    assert (counted(db, service), counted(db, service, "international_sms")) == (3, 1)


def test_an_upload_of_a_service_that_has_been_archived_is_cancelled(db, service):
    job = make.job(db, service)
    db.execute("update postroom.services set active = false where id = %s", (service.id,))

    assert begin(db, job) is None
    found = make.job_facts(db, job)
    assert (found["status"], found["processing_started_at"]) == ("cancelled", None)
    assert counted(db, service) == 0


def test_an_upload_over_midnight_keeps_its_rows_together(db, service):
    make.at(db, "2026-06-23T22:59:59Z")
    job = make.job(db, service)
    begin(db, job)
    make.store_rows(db, job, [make.row(1)])
    make.at(db, "2026-06-23T23:00:01Z")
    make.store_rows(db, job, [make.row(2)], first=1)

    days = [str(row["day"]) for row in make.job_notifications(db, job)]
    assert days == ["2026-06-23", "2026-06-24"]
    found = make.call(db, "api.read_job", service_id=service.id, job_id=job)
    assert found["statistics"] == [{"status": "created", "count": 2}]


def test_the_chosen_sender_or_the_default(db, service):
    def sender(**fields):
        job = make.job(db, service, **fields)
        return db.execute("select * from jobs.read_upload(%s)", (job,)).fetchone()["reply_to_text"]

    chosen, default = (
        make.call(
            db, "api.save_sms_sender", service_id=service.id, sender=text, is_default=is_default
        )["id"]
        for text, is_default in (("CHOSEN", False), ("DEFAULT", True))
    )
    assert (sender(), sender(sender_id=chosen), sender(sender_id=default)) == (
        "DEFAULT",
        "CHOSEN",
        "DEFAULT",
    )

    db.execute("update postroom.sms_senders set archived = true where id = %s", (chosen,))
    assert sender(sender_id=chosen) == "DEFAULT"


def test_an_upload_of_a_test_key_counts_nothing_and_its_messages_are_tests(db, service):
    key_id, _ = service.keys["test"]
    job = make.job(db, service)
    db.execute(
        "update postroom.jobs set key_type = 'test', api_key_id = %s where id = %s", (key_id, job)
    )
    db.execute("update postroom.services set sms_message_limit = 1 where id = %s", (service.id,))

    begin(db, job)
    make.store_rows(db, job, [make.row(1), make.row(2, international=True, phone_prefix="33")])

    assert {(row["key_type"], row["api_key_id"]) for row in make.job_notifications(db, job)} == {
        ("test", key_id)
    }
    assert (counted(db, service), counted(db, service, "international_sms")) == (0, 0)


@pytest.mark.parametrize(
    ("key", "restricted"), [("normal", False), ("team", True), ("test", False)]
)
def test_whom_an_upload_may_write_to_is_decided_by_its_key(db, service, key, restricted):
    job = make.job(db, service)
    db.execute("update postroom.jobs set key_type = %s where id = %s", (key, job))
    assert make.call(db, "jobs.read_upload", job_id=job)["restricted"] is restricted
