"""What a DBA asks with psql: who, how much, why, and what tonight brings."""

import re
from datetime import timedelta

import psycopg
import pytest

from tests.tools import make

DBA = "set role postroom_dba"


def rows(db, query, *arguments):
    return db.execute(query, arguments).fetchall()


def test_services_are_found_by_a_part_of_their_name(db):
    one, two = (
        make.service(db, name="Passports"),
        make.service(db, name="Libraries", restricted=True),
    )
    make.call(db, "ops.set_retention", service_id=one.id, notification_type="sms", days=30)
    make.call(db, "ops.hold", service_id=one.id, reason="Case 12")
    make.call(db, "ops.pause", target=str(two.id), reason="Too many")
    for _ in range(3):
        make.send(db, one)
    db.execute("set role postroom_readonly")

    (passports,) = rows(db, "select * from ops.services('PASSP')")
    assert passports["id"] == one.id
    assert passports["state"] == "live, on hold"
    assert passports["kept"] == "sms 30, letter 7, email 7"
    assert (passports["sent_today"], passports["sent_in_week"], passports["live_messages"]) == (
        3,
        3,
        3,
    )
    assert passports["bytes"] > 3 * 500
    (libraries,) = rows(db, "select * from ops.services(%s)", str(two.id).upper())
    assert libraries["state"] == "trial, paused"
    assert {row["name"] for row in rows(db, "select * from ops.services()")} >= {
        "Passports",
        "Libraries",
    }
    assert rows(db, "select * from ops.services(%s)", "100%_") == []


def test_a_services_volume_is_what_the_nights_have_counted(db):
    service = make.service(db)
    make.at(db, "2026-11-20T12:00:00Z")
    for _ in range(2):
        make.send(db, service)
    make.call(db, "ops.build_status_facts", day="2026-11-20")
    for moment, in_week, live in (("2026-11-23", 2, 2), ("2026-11-27", 0, 2), ("2026-11-28", 0, 0)):
        make.at(db, f"{moment}T12:00:00Z")
        (row,) = rows(db, "select * from ops.services(%s)", str(service.id))
        assert (row["sent_in_week"], row["live_messages"]) == (in_week, live)


def test_one_person_is_found_before_they_are_erased(db):
    one, held = make.service(db, name="One"), make.service(db, name="Held")
    make.send(db, one)
    make.send(db, one)
    make.send(db, held)
    make.receive(db, make.inbound_number(db, one))
    make.upload(db, one, make.row(1))
    make.call(db, "ops.hold", service_id=held.id, reason="Case 12")
    db.execute(DBA)

    found = {
        (row["service"], row["what"]): (row["count"], row["erased"])
        for row in rows(db, "select * from ops.find_recipient('+44 7700 900 001')")
    }

    assert found == {
        ("One", "messages to it"): (3, "yes"),
        ("One", "messages from it"): (1, "yes"),
        ("One", "files of uploads"): (1, "no: with its day"),
        ("Held", "messages to it"): (1, "no: on hold"),
    }
    assert len(rows(db, "select * from ops.find_recipient('07700900001', %s)", held.id)) == 1

    db.execute("select * from ops.erase_recipient('07700900001')")
    left = {
        row["what"]
        for row in rows(db, "select * from ops.find_recipient('07700900001', %s)", one.id)
    }
    assert left == set()


def test_who_fills_the_queue_uploads_apart(db):
    one, two = make.service(db), make.service(db)
    upload = make.upload(db, one, make.row(1), make.row(2), make.row(3))
    make.send(db, one)
    make.send(db, two, "email")
    make.call(db, "ops.pause", target=str(two.id), reason="Too many")
    db.execute("set role postroom_readonly")

    found = [
        (
            row["in_lane"],
            row["service_id"],
            row["upload"],
            row["messages"],
            row["due"],
            row["paused"],
        )
        for row in rows(db, "select * from ops.queue_by_service()")
    ]

    assert found[0] == ("sms", one.id, upload, 3, 3, 0)
    assert set(found[1:]) == {("sms", one.id, None, 1, 1, 0), ("email", two.id, None, 1, 0, 1)}
    assert len(rows(db, "select * from ops.queue_by_service('sms')")) == 2


def failed_job(db, task="deliver", lock="deliver:sms"):
    db.execute("set local search_path = procrastinate")
    id = db.execute(
        "insert into procrastinate_jobs (queue_name, task_name, queueing_lock, status)"
        " values ('delivery', %s, %s, 'doing') returning id",
        (task, lock),
    ).fetchone()["id"]
    make.call(db, "jobs.record_failure", id=id, reason="KeyError at jobs/delivery/task.py:12")
    db.execute("update procrastinate_jobs set status = 'failed' where id = %s", (id,))
    return id


def test_jobs_that_failed_say_why_and_run_once_more(db):
    id = failed_job(db)
    db.execute(DBA)
    (job,) = rows(db, "select * from ops.jobs('failed') where id = %s", id)
    assert (job["task"], job["reason"]) == ("deliver", "KeyError at jobs/delivery/task.py:12")

    assert "waits for a worker" in make.call(db, "ops.retry_job", id=id)

    (job,) = rows(db, "select * from ops.jobs() where id = %s", id)
    assert (job["state"], job["reason"]) == ("todo", None)
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="is todo"):
        make.call(db, "ops.retry_job", id=id)


def test_a_job_whose_work_waits_already_is_not_run_twice(db):
    id = failed_job(db)
    make.send(db, make.service(db))  # queues deliver:sms

    with pytest.raises(psycopg.errors.InvalidParameterValue, match="another job waits already"):
        make.call(db, "ops.retry_job", id=id)


def test_a_reason_leaves_with_its_job(db):
    id = failed_job(db)
    db.execute(
        "update procrastinate_events set at = at - interval '31 days' where job_id = %s", (id,)
    )
    make.call(db, "ops.delete_ended_jobs")

    assert db.execute("select from postroom.job_failures where job_id = %s", (id,)).rowcount == 0


def test_who_is_on_hold_and_why(db):
    service = make.service(db, name="Held")
    make.call(db, "ops.hold", service_id=service.id, reason="Case 12")
    db.execute("set role postroom_readonly")

    (row,) = rows(db, "select * from ops.holds()")
    assert (row["service"], row["reason"], row["kept_past_their_day"]) == ("Held", "Case 12", 0)


def test_who_keeps_a_partition_from_being_dropped(fresh_dsn):
    with (
        psycopg.connect(fresh_dsn) as dba,
        psycopg.connect(
            fresh_dsn, application_name="report of Ann", row_factory=psycopg.rows.dict_row
        ) as reader,
    ):
        dba.row_factory = psycopg.rows.dict_row
        day = make.call(dba, "ops.today") - timedelta(days=3)
        partition = make.partition(dba, "notification_contents", day)
        dba.commit()
        dba.execute(DBA)
        assert rows(dba, "select * from ops.blockers()") == []
        dba.commit()
        reader.execute(f"select count(*) from {partition}")

        dba.execute(DBA)
        (row,) = rows(dba, "select * from ops.blockers()")

        assert row["pid"] == reader.info.backend_pid
        assert row["application"] == "report of Ann"
        assert (row["state"], row["due_for_drop"]) == ("idle in transaction", 1)
        assert "select count(*)" in row["query"]
        (tonight,) = [
            r for r in rows(dba, "select * from ops.tonight()") if r["what"].endswith(partition)
        ]
        assert tonight["obstacle"] == f"used by {reader.info.backend_pid}"
        # A dba may end sessions that are in the way, a superuser's excepted.
        with psycopg.connect(fresh_dsn, user="postroom_readonly") as idle:
            dba.execute("select pg_terminate_backend(%s, 5000)", (idle.info.backend_pid,))


def test_tonight_is_told_and_nothing_is_done(db):
    today = make.call(db, "ops.today")
    service, held = make.service(db), make.service(db)
    make.at(db, f"{today - timedelta(days=7)}T12:00:00Z")
    make.send(db, held)
    make.letter(db, service)
    make.send(db, service, key_type="test")
    make.at(db, f"{today - timedelta(days=4)}T12:00:00Z")
    sent = make.send(db, service)
    db.execute("update postroom.notifications set status = 'sending' where id = %s", (sent,))
    make.at(db, "")
    make.call(db, "ops.hold", service_id=held.id, reason="Case 12")
    before = db.execute("select count(*) from postroom.notification_contents").fetchone()
    db.execute("set role postroom_readonly")

    plan = {row["what"]: row["messages"] for row in rows(db, "select * from ops.tonight()")}

    assert plan["text messages and emails end as temporary-failure"] == 1
    assert plan["kept for another day: letters not despatched"] == 1
    assert plan["copied aside for holds"] == 1
    assert plan["facts of test keys deleted"] == 1
    assert f"drop postroom.notification_contents_p{today:%Y_%m_%d}" in plan
    db.execute("reset role")
    assert db.execute("select count(*) from postroom.notification_contents").fetchone() == before


def test_the_disk_is_forecast_from_what_was_counted(db):
    service = make.service(db)
    today = make.call(db, "ops.today")
    db.execute(
        "insert into postroom.status_facts"
        " select %s - n, %s, %s, '00000000-0000-0000-0000-000000000000', 'sms', 'normal',"
        " 'delivered', 1000000 from generate_series(1, 7) as n",
        (today, service.id, service.templates["sms"]),
    )
    db.execute("set role postroom_readonly")

    found = rows(
        db,
        "select day, messages_a_day, pg_size_bytes(contents) as contents,"
        " pg_size_bytes(facts) as facts, pg_size_bytes(total) as total"
        " from ops.forecast('{0,8,30,400}')",
    )

    assert [row["day"] - today for row in found] == [timedelta(days=n) for n in (0, 8, 30, 400)]
    assert {row["messages_a_day"] for row in found} == {1000000}
    contents = [row["contents"] for row in found]
    assert contents[0] < contents[1]
    # Kept for the day and seven more, so that it grows no more then.
    assert contents[1] == pytest.approx(contents[2], rel=0.02)
    facts = [row["facts"] for row in found]
    assert facts[2] > 3 * facts[1]
    assert facts[3] > 12 * facts[2]
    assert all(row["total"] > row["contents"] + row["facts"] for row in found)


def test_help_names_what_is_there_a_line_each(db):
    lines = rows(db, "select * from ops.help()")

    assert len(lines) <= 16
    assert all(len(" | ".join(line.values())) < 100 for line in lines)
    named = {name for line in lines for name in re.findall(r"ops\.(\w+)\(", line["type_this"])}
    known = {
        row["proname"]
        for row in rows(db, "select proname from pg_proc where pronamespace = 'ops'::regnamespace")
    }
    assert named <= known


def test_what_help_names_a_dba_may_run(fresh_dsn):
    with psycopg.connect(fresh_dsn, autocommit=True) as db:
        db.execute(DBA)
        for _, command, _ in db.execute("select * from ops.help()").fetchall():
            if command.startswith("select"):
                db.execute(command)


def test_an_upload_in_error_is_tried_again_at_once(db):
    service = make.service(db)
    id = make.job(db, service)
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="is pending"), db.transaction():
        make.call(db, "ops.retry_upload", id=id)
    make.call(db, "jobs.put_off_upload", job_id=id, delay="30 minutes", failed=True)
    db.execute(DBA)

    assert "waits for a worker" in make.call(db, "ops.retry_upload", id=id)
    db.execute("reset role")
    assert make.call(db, "jobs.read_upload", job_id=id) is not None
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="no upload null"):
        make.call(db, "ops.retry_upload", id=None)
