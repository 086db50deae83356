"""Who keeps vacuum from its work is seen, and told of without what they were looking for."""

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make


@pytest.fixture
def db(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        db.execute("update postroom.alert_rules set threshold = 0 where name = 'horizon_held'")
        yield db


def held(db):
    return {row["holder"]: row for row in db.execute("select * from ops.horizon()").fetchall()}


def alerts(db):
    return {
        row["subject"]: row["text"]
        for row in db.execute("select * from ops.alerts() where name = 'horizon_held'").fetchall()
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("select 1", "select 1"),
        ("select  count(*)\n from postroom.services where name = 'Ann O''Hara'",
         "select count(*) from postroom.services where name = …"),
        ("select $$ann@example.com$$", "select …"),
        ("select 07700900123", "select …"),
        ("select 1 -- for Ann", "select 1 …"),
    ],
)  # fmt: skip
def test_an_idle_transaction_is_seen_without_values(db, fresh_dsn, query, shown):
    with psycopg.connect(fresh_dsn, application_name="forgotten") as idle:
        idle.execute("set transaction isolation level repeatable read")
        idle.execute(query)
        pid = idle.info.backend_pid

        row = held(db)[f"pid {pid}"]
        assert row["application"] == "forgotten"
        assert row["state"] == "idle in transaction"
        assert row["query"] == shown
        assert row["held_for"].total_seconds() > 0
        text = alerts(db)[f"pid {pid}"]
        assert f"pg_terminate_backend({pid})" in text and "forgotten" in text
        (check,) = db.execute("select * from ops.check() where name = 'vacuum'").fetchall()
        assert not check["ok"] and f"pid {pid}" in check["found"]

    assert f"pid {pid}" not in held(db)


def test_a_role_that_reads_no_table_sees_it_too(db, fresh_dsn):
    with psycopg.connect(fresh_dsn) as idle:
        idle.execute("set transaction isolation level repeatable read")
        idle.execute("select 1")
        for role in ("postroom_dba", "postroom_readonly", "postroom_worker"):
            db.execute(f"set role {role}")
            assert held(db)[f"pid {idle.info.backend_pid}"]["query"] == "select 1"
            db.execute("reset role")


def test_the_alert_waits_for_its_minute(db, fresh_dsn):
    db.execute("update postroom.alert_rules set threshold = 60 where name = 'horizon_held'")
    with psycopg.connect(fresh_dsn) as idle:
        idle.execute("set transaction isolation level repeatable read")
        idle.execute("select 1")
        assert f"pid {idle.info.backend_pid}" not in alerts(db)


def test_marks_tell_since_when_a_number_has_been_reached(db):
    for _ in range(3):
        make.call(db, "ops.mark_horizon")
    marks = db.execute("select * from postroom.horizon_marks order by at").fetchall()

    assert len(marks) == 3
    assert sorted(mark["xid"] for mark in marks) == [mark["xid"] for mark in marks]
    db.execute("update postroom.horizon_marks set at = at - interval '2 days'")
    make.call(db, "ops.refresh_alerts")
    # The newest of them stays, to show that time has passed since.
    assert db.execute("select from postroom.horizon_marks").rowcount == 2
