"""Maintenance commits as it goes, so each of these has a database of its own."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.sql.test_facts import message
from tests.tools import make

pytestmark = pytest.mark.slow


@pytest.fixture
def live(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        yield db


def run(db, moment=None, *, again=False):
    if moment:
        make.at(db, moment)
    db.execute(f"call ops.run_maintenance({again})")


def states(db):
    return {row["step"]: row for row in db.execute("select * from ops.maintenance()").fetchall()}


def runs(db, step):
    """What the log has of a step, oldest first."""
    return db.execute(
        "select started_at, finished_at, details, error from ops.maintenance_log"
        " where step = %s order by id",
        (step,),
    ).fetchall()


def counted_days(db, step):
    details = runs(db, step)[-1]["details"]
    return date.fromisoformat(details["from"]), date.fromisoformat(details["to"])


def fail(db, function):
    """Puts a function of ops in place that fails; the answer puts the old one back."""
    (old,) = db.execute(
        "select pg_get_functiondef(oid) as text, oid::regprocedure::text as signature"
        " from pg_proc where proname = %s and pronamespace = 'ops'::regnamespace",
        (function,),
    ).fetchall()
    arguments = old["signature"].partition("(")[2].rstrip(")")
    kind = "date" if arguments else ""
    db.execute(
        f"create or replace function ops.{function}({'day ' + kind if kind else ''})"
        " returns jsonb language plpgsql as"
        " $$ begin raise exception 'out of paper'; end $$"
    )
    return lambda: db.execute(old["text"])


def test_every_step_names_a_function_and_only_earlier_steps(db):
    steps = db.execute("select * from ops.maintenance_steps() order by number").fetchall()
    functions = {
        row["proname"]
        for row in db.execute(
            "select proname from pg_proc where pronamespace = 'ops'::regnamespace"
        ).fetchall()
    }

    assert len({row["step"] for row in steps}) == len(steps)
    for n, row in enumerate(steps):
        assert row["function"] in functions
        assert row["every"] in ("hour", "day")
        assert set(row["requires"]) <= {earlier["step"] for earlier in steps[:n]}


def test_everything_is_done_once_and_noted(live):
    run(live, "2026-06-30T12:05:00Z")

    assert [name for name, state in states(live).items() if not state["done"]] == []
    assert [name for name, state in states(live).items() if state["error"]] == []

    run(live, "2026-06-30T12:35:00Z")
    assert {len(runs(live, step)) for step in states(live)} == {1}

    run(live, "2026-06-30T13:05:00Z")
    again = {step for step in states(live) if len(runs(live, step)) == 2}
    assert again == {step for step, state in states(live).items() if state["every"] == "hour"}


def test_a_day_begins_at_local_midnight(live):
    run(live, "2026-06-30T12:00:00Z")
    run(live, "2026-06-30T22:59:59Z")
    assert len(runs(live, "status_facts")) == 1

    run(live, "2026-06-30T23:00:00Z")
    assert len(runs(live, "status_facts")) == 2
    assert counted_days(live, "status_facts")[1] == date(2026, 6, 30)


def test_again_does_also_what_has_been_done(live):
    run(live, "2026-06-30T12:05:00Z")
    run(live, again=True)

    assert {len(runs(live, step)) for step in states(live)} == {2}


def test_a_step_that_fails_stops_only_those_that_require_it(live):
    repair = fail(live, "build_billing_facts")
    run(live, "2026-06-30T12:05:00Z")

    state = states(live)
    assert "P0001 out of paper" in state["billing_facts"]["error"]
    assert state["billing_facts"]["done"] is False
    assert state["allowances"]["waits_for"] == ["billing_facts"]
    assert runs(live, "allowances") == []
    undone = {step for step, row in state.items() if not row["done"]}
    assert undone == {"billing_facts", "billing_today", "allowances"}

    repair()
    run(live, "2026-06-30T12:10:00Z")

    assert [row["error"] for row in runs(live, "billing_facts")][1] is None
    assert all(row["done"] for row in states(live).values())


def test_missed_days_are_counted_by_the_next_run(live):
    first = date(2026, 6, 1)
    make.partition(live, "notifications", first - timedelta(days=25))
    owner = make.service(live)
    message(live, owner, "2026-05-20T12:00:00Z")
    run(live, "2026-06-01T12:00:00Z")
    # Never counted before: the whole history.
    assert counted_days(live, "status_facts") == (date(2026, 5, 7), date(2026, 5, 31))

    run(live, "2026-06-02T12:00:00Z")
    assert counted_days(live, "status_facts") == (date(2026, 5, 23), date(2026, 6, 1))
    assert counted_days(live, "processing_time") == (date(2026, 6, 1), date(2026, 6, 1))

    run(live, "2026-06-20T12:00:00Z")
    assert counted_days(live, "status_facts") == (date(2026, 5, 24), date(2026, 6, 19))
    assert counted_days(live, "processing_time") == (date(2026, 6, 2), date(2026, 6, 19))


def test_days_that_failed_are_counted_by_the_next_run(live):
    run(live, "2026-06-01T12:00:00Z")
    repair = fail(live, "build_status_facts")
    run(live, "2026-06-10T12:00:00Z")
    repair()

    run(live, "2026-06-25T12:00:00Z")

    assert counted_days(live, "status_facts") == (date(2026, 5, 23), date(2026, 6, 24))


def test_one_run_at_a_time(live, fresh_dsn):
    with psycopg.connect(fresh_dsn, autocommit=True) as other:
        other.execute("select pg_advisory_lock(hashtext('postroom.maintenance'))")
        with pytest.raises(psycopg.errors.LockNotAvailable, match="another session"):
            run(live)
        other.execute("select pg_advisory_unlock_all()")

    run(live)
    assert (
        live.execute(
            "select from pg_locks as l join pg_database as d on d.oid = l.database"
            " where l.locktype = 'advisory' and d.datname = current_database()"
        ).fetchall()
        == []
    )


def test_a_run_that_was_interrupted_is_noted_and_done_again(live):
    make.at(live, "2026-06-30T12:00:00Z")
    make.call(live, "ops.start_step", step="status_facts")

    run(live, "2026-06-30T12:05:00Z")

    interrupted, done = runs(live, "status_facts")
    assert interrupted["error"] == "interrupted"
    assert done["error"] is None
    assert states(live)["status_facts"]["done"]


def test_a_step_is_late_when_it_has_not_succeeded_for_a_while(live):
    # In days whose partitions are there.
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    noon += timedelta(days=2)
    run(live, noon.isoformat())

    for passed, late in (
        (timedelta(hours=3), set()),
        (timedelta(hours=3, seconds=1), {"hour"}),
        (timedelta(hours=30), {"hour"}),
        (timedelta(hours=30, seconds=1), {"hour", "day"}),
    ):
        make.at(live, (noon + passed).isoformat())
        assert {row["every"] for row in states(live).values() if row["late"]} == late


def test_what_is_wrong_with_one_partition_delays_it_alone(live):
    for n in (1, 2):
        make.partition(live, "notification_contents", date(2026, 3, n))
    make.at(live, "2026-03-04T12:00:00Z")
    # A name that the move to schema expired meets there.
    live.execute("create table expired.notification_contents_p2026_03_01 (id int)")
    live.execute("create view expired.holder as select * from"
                 " expired.notification_contents_p2026_03_01")  # fmt: skip

    run(live)

    error = states(live)["retention"]["error"]
    assert error.startswith("postroom.notification_contents_p2026_03_01: 42P07")
    left = {
        row["day"]
        for row in live.execute("select day from ops.partitions() where tree = 'contents'")
    }
    assert date(2026, 3, 1) in left
    assert date(2026, 3, 2) not in left
    assert states(live)["jobs"]["done"]


@pytest.mark.parametrize("role", ["postroom_worker", "postroom_dba"])
def test_workers_and_dbas_may_run_it(live, role):
    live.execute(f"set role {role}")
    live.execute("call ops.run_maintenance()")
    live.execute("reset role")

    assert [row["error"] for row in states(live).values() if row["error"]] == []
    assert all(row["done"] for row in states(live).values())


HOUSEKEEPING = {
    "verify_codes": (
        "insert into postroom.verify_codes (user_id, code_type, code_hash, created_at)"
        " values (%(user)s, 'sms', 'x', %(at)s)",
        timedelta(hours=24),
    ),
    "invited_users": (
        "insert into postroom.invited_users"
        " (service_id, email_address, from_user_id, permissions, created_at)"
        " values (%(service)s, 'bo@example.com', %(user)s, '', %(at)s)",
        timedelta(days=2),
    ),
    "events": (
        "insert into postroom.events (event_type, data, created_at)"
        " values ('sucessful_login', '{}', %(at)s)",
        timedelta(weeks=52),
    ),
    "invited_organisation_users": (
        "insert into postroom.invited_organisation_users"
        " (organisation_id, email_address, invited_by_id, created_at)"
        " select o.id, 'x', %(user)s, %(at)s from postroom.organisations as o limit 1",
        timedelta(days=2),
    ),
    "sandbox_messages": (
        "insert into postroom.sandbox_messages (id, sent_at, message)"
        " values (gen_random_uuid(), %(at)s, '{}')",
        timedelta(days=1),
    ),
    "maintenance_log": (
        "insert into postroom.maintenance_log (step, as_of) values ('x', %(at)s)",
        timedelta(days=365),
    ),
    "daily_counts": (
        "insert into postroom.daily_counts"
        " values (%(service)s, postroom.local_day(%(at)s), 'sms', 1, 1)",
        timedelta(hours=13),
    ),
    "procrastinate_jobs": (
        "with job as (insert into procrastinate.procrastinate_jobs"
        " (queue_name, task_name, status) values ('q', 'x', 'failed') returning id)"
        " insert into procrastinate.procrastinate_events (job_id, type, at)"
        " select id, 'failed', %(at)s from job",
        timedelta(days=30),
    ),
}


def tidied(db):
    """How many rows of each table have gone."""
    rows = {
        **make.call(db, "ops.tidy_up"),
        "procrastinate_jobs": make.call(db, "ops.delete_ended_jobs"),
    }
    return {table: count for table, count in rows.items() if count}


@pytest.mark.parametrize("table", HOUSEKEEPING)
def test_what_is_old_is_deleted_and_nothing_else(db, table):
    statement, age = HOUSEKEEPING[table]
    owner = make.service(db)
    make.at(db, "2026-06-30T12:00:00Z")
    now = db.execute("select postroom.now() as now").fetchone()["now"]
    old, young = now - age - timedelta(seconds=1), now - age + timedelta(hours=2)
    for at in (old, young):
        db.execute(statement, {"service": owner.id, "user": owner.user, "at": at})

    assert tidied(db) == {table: 1}
    assert tidied(db) == {}
