"""What holds for every function: checked, commented, granted on purpose."""

from pathlib import Path

import psycopg
import pytest

CHECK = """
    select p.oid::regprocedure::text as function, c.message
    from pg_proc as p
    inner join pg_language as l on l.oid = p.prolang
    cross join lateral plpgsql_check_function_tb(
        p.oid, extra_warnings => true, security_warnings => true
    ) as c
    where p.pronamespace::regnamespace::text in ('api', 'jobs', 'ops') and l.lanname = 'plpgsql'
"""

FUNCTIONS = """
    select p.proname, n.nspname, p.prosecdef, p.proconfig, p.proacl::text as acl, p.prokind,
        obj_description(p.oid) as comment
    from pg_proc as p inner join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname in ('api', 'jobs', 'ops')
"""


def test_plpgsql_check_finds_nothing(db):
    db.execute("create extension if not exists plpgsql_check")

    assert db.execute(CHECK).fetchall() == []


def test_every_function_has_its_file_and_its_comment(db):
    files = {(p.parts[2], p.stem) for p in Path("sql/functions").rglob("*.sql")}
    functions = db.execute(FUNCTIONS).fetchall()

    assert {(f["nspname"], f["proname"]) for f in functions} == files
    assert [f["proname"] for f in functions if not f["comment"]] == []


def test_no_function_is_for_everyone(db):
    open_to_all = [
        f["proname"] for f in db.execute(FUNCTIONS).fetchall() if not f["acl"] or "{=" in f["acl"]
    ]

    assert open_to_all == []


def test_functions_with_their_owners_rights_pin_their_search_path(db):
    loose = [
        f["proname"]
        for f in db.execute(FUNCTIONS).fetchall()
        if f["prosecdef"] and not any("pg_temp" in setting for setting in f["proconfig"] or [])
    ]

    assert loose == []


@pytest.mark.parametrize("role", ["postroom_api", "postroom_worker", "postroom_dba"])
@pytest.mark.parametrize(
    "table", ["notifications", "notification_contents", "api_keys", "services", "users"]
)
def test_no_login_role_touches_a_table(db, role, table):
    db.execute(f"set role {role}")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(f"select 1 from postroom.{table}")


@pytest.mark.parametrize(
    "table",
    ["notification_contents", "inbound_messages", "unsubscribe_requests", "users", "api_keys"],
)
def test_the_readonly_role_sees_no_personal_data(db, table):
    db.execute("set role postroom_readonly")
    db.execute("select 1 from postroom.notifications")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(f"select 1 from postroom.{table}")


def test_only_the_owner_can_shift_the_clock(db):
    db.execute("set postroom.now = '2001-01-01'")
    assert db.execute("select ops.today()::text as day").fetchone()["day"] == "2001-01-01"

    db.execute("set session authorization postroom_dba")

    assert db.execute("select ops.today()::text as day").fetchone()["day"] > "2001-01-01"
