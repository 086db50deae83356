"""Uploads started, put off, completed, counted and forgotten by the clock."""

from datetime import timedelta

import psycopg
import pytest

from tests.tools import make

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def service(db):
    # procrastinate's triggers name no schema.
    db.execute("set search_path = procrastinate, public")
    return make.service(db)


def begin(db, job, rows=2):
    return make.call(db, "jobs.begin_upload", job_id=job, row_count=rows)


def queued(db, job):
    return db.execute(
        "select count(*) as n from procrastinate.procrastinate_jobs"
        " where queueing_lock = %s and status = 'todo'",
        (f"upload:{job}",),
    ).fetchone()["n"]


def test_a_scheduled_upload_starts_when_it_is_due_and_not_before(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    job = make.job(db, service, scheduled_for="2026-11-23T13:00:00Z")
    assert queued(db, job) == 0
    assert make.call(db, "jobs.start_uploads") == 0

    make.at(db, "2026-11-23T13:00:00Z")
    assert make.call(db, "jobs.start_uploads") == 1
    assert make.call(db, "jobs.start_uploads") == 0

    assert (make.job_facts(db, job)["status"], queued(db, job)) == ("pending", 1)


def test_two_runs_start_a_scheduled_upload_once(fresh_dsn):
    def connect():
        return psycopg.connect(fresh_dsn, row_factory=psycopg.rows.dict_row)

    with connect() as db, connect() as other:
        service = make.service(db)
        job = make.job(db, service, scheduled_for="2020-01-01T00:00:00Z")
        db.commit()

        assert make.call(db, "jobs.start_uploads") == 1
        assert make.call(other, "jobs.start_uploads") == 0
        db.commit()
        assert make.call(other, "jobs.start_uploads") == 0
        assert queued(other, job) == 1


def test_a_pending_upload_whose_job_was_lost_is_started_again(db, service):
    # The reference looks only at scheduled ones, and only at those with a stored row.
    job = make.job(db, service)
    db.execute("delete from procrastinate.procrastinate_jobs")
    make.at(db, "2100-01-01T00:00:00Z")

    assert make.call(db, "jobs.start_uploads") == 1
    assert queued(db, job) == 1


@pytest.mark.parametrize("stored", [0, 1])
def test_an_upload_that_nobody_is_at_is_started_again(db, service, stored):
    job = make.job(db, service)
    begin(db, job)
    make.store_rows(db, job, [make.row(1)][:stored])
    db.execute("update procrastinate.procrastinate_jobs set status = 'doing'")
    make.at(db, "2100-01-01T00:00:00Z")
    assert make.call(db, "jobs.start_uploads") == 0

    db.execute("delete from procrastinate.procrastinate_jobs")
    assert make.call(db, "jobs.start_uploads") == 1
    assert make.job_facts(db, job)["status"] == "in progress"


def test_what_failed_shows_as_error_and_is_tried_again_for_a_day(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    job = make.job(db, service)
    db.execute("delete from procrastinate.procrastinate_jobs")

    def fail():
        make.call(db, "jobs.put_off_upload", job_id=job, delay=HALF_AN_HOUR, failed=True)

    fail()
    assert make.job_facts(db, job)["status"] == "error"
    make.at(db, "2026-11-23T12:29:00Z")
    assert make.call(db, "jobs.start_uploads") == 0
    make.at(db, "2026-11-23T12:30:00Z")
    assert make.call(db, "jobs.start_uploads") == 1

    make.at(db, "2026-11-24T12:00:00Z")
    fail()
    make.at(db, "2027-01-01T12:00:00Z")
    assert make.call(db, "jobs.start_uploads") == 0


def test_an_error_that_is_over_goes_on_as_if_nothing_had_been(db, service):
    job = make.job(db, service)
    begin(db, job)
    make.store_rows(db, job, [make.row(1)])
    make.call(db, "jobs.put_off_upload", job_id=job, delay=HALF_AN_HOUR, failed=True)

    assert begin(db, job) == 1
    assert make.store_rows(db, job, [make.row(2)], first=1) == 2
    assert make.job_facts(db, job)["status"] == "finished"


def test_the_object_stores_absence_is_no_error(db, service):
    job = make.job(db, service)
    make.call(db, "jobs.put_off_upload", job_id=job, delay=HALF_AN_HOUR)

    assert make.job_facts(db, job)["status"] == "pending"


def test_a_minute_later_all_notifications_are_said_to_exist(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    job = make.upload(db, service)

    make.at(db, "2026-11-23T12:00:59Z")
    assert make.call(db, "jobs.complete_uploads") == 0
    make.at(db, "2026-11-23T12:01:00Z")
    assert make.call(db, "jobs.complete_uploads") == 1
    assert make.job_facts(db, job)["status"] == "finished all notifications created"


def test_figures_are_kept_once_nothing_changes_any_more(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    job = make.upload(db, service)
    db.execute("update postroom.notifications set status = 'sending' where job_id = %s", (job,))
    make.at(db, "2026-11-23T14:00:00Z")
    assert make.call(db, "jobs.keep_statistics") == 0

    db.execute("update postroom.notifications set status = 'delivered' where job_id = %s", (job,))
    assert make.call(db, "jobs.keep_statistics") == 1

    assert make.job_facts(db, job)["statistics"] == [{"status": "delivered", "count": 2}]
    assert make.call(db, "jobs.keep_statistics") == 0


def test_what_is_stuck_is_kept_before_its_facts_leave(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    job = make.upload(db, service)

    make.at(db, "2027-12-20T12:00:00Z")
    assert make.call(db, "jobs.keep_statistics") == 0
    make.at(db, "2027-12-26T12:00:00Z")
    assert make.call(db, "jobs.keep_statistics") == 1
    assert make.job_facts(db, job)["statistics"] == [{"status": "created", "count": 2}]


def forgotten(db):
    return [row["key"] for row in db.execute("select key from postroom.object_removals").fetchall()]


def test_files_are_forgotten_when_their_day_is_over(db, service):
    make.call(db, "ops.set_retention", service_id=service.id, notification_type="email", days=3)
    make.at(db, "2026-11-23T12:00:00Z")
    texts = make.upload(db, service)
    emails = make.upload(db, service, make.row(1, phone_prefix=None), channel="email")
    unfinished = make.job(db, service)

    make.at(db, "2026-11-26T23:59:59Z")
    assert make.call(db, "ops.forget_uploads") == 0
    make.at(db, "2026-11-27T00:00:00Z")
    assert make.call(db, "ops.forget_uploads") == 1
    assert forgotten(db) == [make.job_facts(db, emails)["file_key"]]
    assert not make.job_facts(db, texts)["archived"]

    make.at(db, "2026-12-01T00:00:00Z")
    assert make.call(db, "ops.forget_uploads") == 1
    assert make.job_facts(db, texts)["archived"]
    assert not make.job_facts(db, unfinished)["archived"]
    assert make.call(db, "ops.forget_uploads") == 0


def test_a_scheduled_file_is_kept_from_the_day_it_is_sent(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    job = make.job(db, service, scheduled_for="2026-11-28T12:00:00Z")
    make.at(db, "2026-11-28T12:00:00Z")
    begin(db, job, 0)

    make.at(db, "2026-12-05T12:00:00Z")
    assert make.call(db, "ops.forget_uploads") == 0
    make.at(db, "2026-12-06T12:00:00Z")
    assert make.call(db, "ops.forget_uploads") == 1


def test_files_of_services_on_hold_stay(db, service):
    make.at(db, "2026-11-23T12:00:00Z")
    make.upload(db, service)
    db.execute(
        "insert into postroom.legal_holds (service_id, reason) values (%s, 'x')", (service.id,)
    )

    make.at(db, "2027-01-01T00:00:00Z")
    assert make.call(db, "ops.forget_uploads") == 0
