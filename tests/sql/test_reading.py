"""The views of schema reading: who may ask them for what, and what their plans touch."""

import re
import uuid
from datetime import timedelta

import psycopg
import pytest
from psycopg import conninfo
from sqlalchemy import TableClause

from api import reading
from api.internal import complaints, inbound_messages, jobs, notification_lists
from tests import make

PERSONAL = {
    "api_keys": (),
    "complaints": (),
    "inbound_messages": ("user_number", "content"),
    "job_notifications": (),
    "jobs": ("original_file_name",),
    "notification_contents": ("normalised_recipient",),
    "notifications": ("client_reference", "created_by_id"),
    "services": (),
    "users": ("name", "email_address", "mobile_number"),
}
COLUMNS = """
    select table_name as name, array_agg(column_name::text) as columns
    from information_schema.columns where table_schema = 'reading' group by table_name
"""
SECRET = {"secret", "password_hash", "personalisation", "recipient"}


def login(dsn, role):
    return psycopg.connect(conninfo.make_conninfo(dsn, user=role), autocommit=True)


def views(db):
    return {row["name"]: row["columns"] for row in db.execute(COLUMNS).fetchall()}


def test_every_view_is_a_barrier_of_the_owner_and_read_only(db):
    found = db.execute(
        "select c.relname, c.relowner::regrole::text as owner, c.reloptions,"
        " obj_description(c.oid) as comment from pg_class as c"
        " where c.relnamespace = 'reading'::regnamespace"
    ).fetchall()

    assert {row["relname"] for row in found} == PERSONAL.keys()
    for row in found:
        assert row["owner"] == "postroom_owner" and row["comment"], row
        assert row["reloptions"] == ["security_barrier=true"], row


def test_the_api_reads_every_view_and_changes_none(db, dsn):
    with login(dsn, "postroom_api") as api:
        for view, columns in views(db).items():
            assert not SECRET & set(columns), view
            api.execute(f"select * from reading.{view} limit 1")
            for statement in (
                f"delete from reading.{view}",
                f"update reading.{view} set id = id",
                f"insert into reading.{view} (id) values ('{uuid.uuid4()}')",
            ):
                # The second is said of views over several tables, which nobody can change.
                with pytest.raises(
                    (
                        psycopg.errors.InsufficientPrivilege,
                        psycopg.errors.ObjectNotInPrerequisiteState,
                    )
                ):
                    api.execute(statement)


@pytest.mark.parametrize("role", ["postroom_dba", "postroom_readonly"])
def test_who_operates_sees_facts_and_nothing_personal(db, dsn, role):
    with login(dsn, role) as operator:
        for view, columns in views(db).items():
            for column in columns:
                query = f"select {column} from reading.{view} limit 1"
                hidden = column in PERSONAL[view] or view in (
                    "inbound_messages", "notification_contents", "users"
                )  # fmt: skip
                if not hidden:
                    operator.execute(query)
                    continue
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    operator.execute(query)


def test_the_worker_reads_no_view(db, dsn):
    with login(dsn, "postroom_worker") as worker:
        for view in views(db):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                worker.execute(f"select 1 from reading.{view}")


@pytest.fixture
def plan(fresh_dsn):
    """plan(compose, …) → what PostgreSQL does for a list where 90 days have partitions."""
    with psycopg.connect(fresh_dsn, autocommit=True) as db:
        db.execute("set role postroom_owner")
        (today,) = db.execute("select postroom.today()").fetchone()
        with db.transaction():
            for n in range(90):
                make.partition(db, "notifications", today - timedelta(days=n))
                make.partition(db, "notification_contents", today + timedelta(days=n))
                make.partition(db, "inbound_messages", today + timedelta(days=n))
        db.execute("set role postroom_api")

        def explain(compose, **parameters):
            text, constants = reading.compiled(compose, frozenset(parameters))
            rows = db.execute(b"explain (costs off) " + text, constants | parameters, prepare=False)
            return "\n".join(line for (line,) in rows.fetchall())

        yield explain


def partitions(plan):
    return {
        (tree, day.replace("_", "-"))
        for tree, day in re.findall(r" on (\w+?)_p(\d{4}_\d\d_\d\d)\b", plan)
    }


def days_of(tree, first, last):
    return {(tree, str(first + timedelta(days=n))) for n in range((last - first).days + 1)}


SERVICE = {"service_id": uuid.uuid4()}


def test_a_list_reads_its_days_by_their_index(plan):
    today = reading.today()
    days = {"lower_day": today - timedelta(days=1), "upper_day": today}

    for filters in (
        {},
        {"template_types": ["sms"], "statuses": ["created"], "without_tests": True},
        {"without_jobs": True, "without_one_off": True},
    ):
        found = plan(notification_lists.compose_step, wanted=50, **SERVICE, **days, **filters)
        assert partitions(found) == days_of("notifications", *days.values()), found
        # The order is the index's: nothing is read past the page, nothing is sorted.
        assert "Sort  " not in found and "Merge Append" in found, found
        assert found.count("service_id_id_idx") == 2, found


def test_a_search_looks_recipients_up_one_by_one(plan):
    today = reading.today()
    found = plan(
        notification_lists.compose_step, wanted=50, reach=50_000, recipient_part="447",
        reference_part="447", lower_day=today, upper_day=today, first_last_day=today,
        last_last_day=today + timedelta(days=7), **SERVICE,
    )  # fmt: skip

    assert partitions(found) == {
        *days_of("notifications", today, today),
        *days_of("notification_contents", today, today + timedelta(days=7)),
    }
    assert "hashed SubPlan" not in found and "Seq Scan" not in found, found


def test_an_upload_is_read_by_its_own_index(plan):
    today = reading.today()
    found = plan(
        notification_lists.compose_page_of_job, job_id=uuid.uuid4(), first_day=today,
        last_day=today, page_size=50, skipped=0,
    )  # fmt: skip

    assert partitions(found) == days_of("notifications", today, today)
    assert "job_id_job_row_number_idx" in found and "Seq Scan" not in found, found


def test_received_messages_are_read_by_their_service(plan):
    today = reading.today()
    bounds = {"first_last_day": today, "last_last_day": today + timedelta(days=6)}
    found = plan(inbound_messages.compose_list, **SERVICE, **bounds)

    assert partitions(found) == days_of("inbound_messages", *bounds.values())


@pytest.mark.parametrize(
    "compose", [jobs.compose_page, complaints.compose_page, inbound_messages.compose_latest]
)
def test_a_shape_is_composed_once(compose):
    shape = frozenset({"page_size", "skipped"})

    assert reading.compiled(compose, shape) is reading.compiled(compose, shape)


def test_values_are_never_part_of_a_text():
    every = frozenset({*notification_lists.FILTERS, "recipient_part", "reference_part"})
    text, constants = reading.compiled(notification_lists.compose_step, every)

    assert b"'" not in text
    assert set(constants.values()) == {"test", 0}


def test_what_python_declares_the_views_have(db):
    declared = {
        value.name: {column.name for column in value.columns}
        for value in vars(reading).values()
        if isinstance(value, TableClause)
    }

    assert declared.keys() == PERSONAL.keys()
    for name, columns in views(db).items():
        assert declared[name] <= set(columns), name
