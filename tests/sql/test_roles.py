"""What the roles that log in may take: connections, time, files; and what they may not make."""

import time

import psycopg
import pytest
from psycopg import conninfo
from psycopg.rows import dict_row

from postroom.launch import migrate

LOGINS = ("postroom_api", "postroom_worker", "postroom_dba", "postroom_readonly")
SETTINGS = ("statement_timeout", "idle_in_transaction_session_timeout", "temp_file_limit")


def login(dsn, role, **options):
    return psycopg.connect(conninfo.make_conninfo(dsn, user=role, **options), autocommit=True)


@pytest.mark.parametrize("role", LOGINS)
def test_each_login_has_limits(dsn, role):
    with login(dsn, role) as db:
        for setting in SETTINGS:
            (value,) = db.execute(f"show {setting}").fetchone()
            assert value not in ("0", "-1"), setting
        (limit,) = db.execute(
            "select rolconnlimit from pg_roles where rolname = current_user"
        ).fetchone()
        (places,) = db.execute("show max_connections").fetchone()
        assert 0 < limit < int(places)


@pytest.mark.parametrize("role", LOGINS)
@pytest.mark.parametrize(
    "statement",
    [
        "create temporary table t ()",
        "select lo_create(0)",
        "select lo_creat(-1)",
        "select lo_from_bytea(0, 'x')",
        "create table public.t ()",
        "create schema s",
    ],
)
def test_logins_make_nothing_of_their_own(dsn, role, statement):
    with login(dsn, role) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(statement)


@pytest.mark.parametrize("role", LOGINS)
def test_an_idle_transaction_is_ended(fresh_dsn, role):
    with psycopg.connect(fresh_dsn, autocommit=True) as admin:
        database = conninfo.conninfo_to_dict(fresh_dsn)["dbname"]
        # An operator's own figure counts, and migrating leaves it.
        admin.execute(
            f"alter role {role} in database {database}"
            " set idle_in_transaction_session_timeout = '100ms'"
        )
        migrate.main(fresh_dsn)
        with login(fresh_dsn, role) as db:
            db.execute("begin")
            db.execute("select 1")
            time.sleep(1)
            with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
                db.execute("select 1")


def test_a_query_that_never_ends_is_ended(fresh_dsn):
    with psycopg.connect(fresh_dsn, autocommit=True) as admin:
        database = conninfo.conninfo_to_dict(fresh_dsn)["dbname"]
        admin.execute(
            f"alter role postroom_api in database {database} set statement_timeout = '100ms'"
        )
        with login(fresh_dsn, "postroom_api") as db, pytest.raises(psycopg.errors.QueryCanceled):
            db.execute("select pg_sleep(60)")


def test_limits_that_are_lost_come_back_and_are_missed_meanwhile(fresh_dsn):
    checks = "select name, ok, found from ops.check() where name = 'limits of postroom_dba'"
    with psycopg.connect(fresh_dsn, autocommit=True, row_factory=dict_row) as admin:
        assert admin.execute(checks).fetchone()["ok"]
        admin.execute("alter role postroom_dba reset statement_timeout")
        admin.execute("alter role postroom_dba connection limit -1")
        assert admin.execute(checks).fetchone() == {
            "name": "limits of postroom_dba",
            "ok": False,
            "found": "none on statement_timeout, connections",
        }

        migrate.main(fresh_dsn)

        assert admin.execute(checks).fetchone()["ok"]
