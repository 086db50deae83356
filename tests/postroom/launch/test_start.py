"""What stops a start, each in one sentence, and what a start only warns of."""

import os
import subprocess
import sys

import psycopg
import pytest
from psycopg import conninfo
from structlog.testing import capture_logs

from postroom.launch import start
from postroom.links.secret_keys import generate, rotate_secrets
from postroom.settings import config
from tests import conftest
from tests.tools import make


def settings(url, **variables):
    return config.load({**make.PRODUCTION, **conftest.variables(url), **variables})


def check(url, login="api_database_url", **variables):
    """The warnings of a start."""
    known = settings(url, **variables)
    with capture_logs() as logs:
        start.check(known, getattr(known, login))
    return [entry["event"] for entry in logs]


def refused(url, **variables):
    with pytest.raises(SystemExit) as raised:
        check(url, **variables)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def execute(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def empty_dsn():
    """A database that nobody has migrated."""
    with psycopg.connect(conftest.server(), autocommit=True) as connection:
        connection.execute("create database test_empty")
        yield conninfo.make_conninfo(conftest.server(), dbname="test_empty")
        connection.execute("drop database test_empty with (force)")


@pytest.mark.parametrize("login", ["api_database_url", "worker_database_url"])
def test_both_logins_may_look(fresh_dsn, login):
    warnings = check(fresh_dsn, login)

    assert sum("live messages wait" in warning for warning in warnings) == 2
    assert all("select ops.set_provider" in w for w in warnings if "live messages wait" in w)


def test_development_has_nothing_to_warn_of(fresh_dsn):
    assert [w for w in check(fresh_dsn, NOTIFY_ENVIRONMENT="development") if "locks" not in w] == []


def test_development_that_is_open_is_warned_of_at_each_start(fresh_dsn):
    for _ in range(2):
        warnings = check(
            fresh_dsn, NOTIFY_ENVIRONMENT="development", POSTROOM_OPEN_DEVELOPMENT="yes"
        )
        assert any("open to the network" in warning for warning in warnings)


def test_a_database_that_is_not_set_up(empty_dsn):
    assert refused(empty_dsn) == (
        "The database is not set up yet: run `python -m postroom migrate`."
    )


def test_a_database_that_is_behind(fresh_dsn):
    execute(fresh_dsn, "delete from yoyo._yoyo_migration where migration_id > '0014'")

    said = refused(fresh_dsn)

    assert "is at 0013.operations-and-alerts, but" in said and "python -m postroom migrate" in said


def test_a_database_that_is_ahead_is_for_a_newer_release_that_is_coming(fresh_dsn):
    execute(
        fresh_dsn,
        "insert into yoyo._yoyo_migration (migration_hash, migration_id)"
        " values ('x', '9999.tomorrow')",
    )
    check(fresh_dsn)


@pytest.mark.parametrize("login", ["api_database_url", "worker_database_url"])
def test_nobody_runs_with_the_owners_rights(fresh_dsn, login):
    own = conninfo.make_conninfo(fresh_dsn, options="-c role=postroom_api")
    other = "postgresql://another@db.example/postroom"

    said = refused(fresh_dsn, login=login, DATABASE_URL=other, **{login.upper(): own})

    assert "has the rights of the owner" in said


def test_a_login_without_any_rights(fresh_dsn):
    known = settings(fresh_dsn)

    with pytest.raises(SystemExit, match="may not use Postroom"):
        start.check(known, conninfo.make_conninfo(fresh_dsn, user="postroom_readonly"))


def test_keys_of_another_database(fresh_dsn):
    check(fresh_dsn)

    said = refused(fresh_dsn, SECRET_KEYS=generate())

    assert said.startswith("SECRET_KEYS do not decrypt what is stored in this database")
    check(fresh_dsn, SECRET_KEYS=f"{generate()},{make.SECRET_KEYS}")


def test_keys_that_do_not_fit_what_was_stored_before_anybody_proved_them(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=psycopg.rows.dict_row) as db:
        make.service(db)

    assert "SECRET_KEYS" in refused(fresh_dsn, SECRET_KEYS=generate())
    check(fresh_dsn)


def test_a_rotation_proves_the_new_keys(fresh_dsn):
    check(fresh_dsn)
    new = generate()

    rotate_secrets(fresh_dsn, [new, make.SECRET_KEYS])

    check(fresh_dsn, SECRET_KEYS=new)
    assert "SECRET_KEYS" in refused(fresh_dsn)


def test_a_production_is_no_playground(fresh_dsn):
    check(fresh_dsn)

    said = refused(fresh_dsn, NOTIFY_ENVIRONMENT="development")

    assert said.startswith("This database is used as production")


def test_a_database_that_is_away(monkeypatch):
    monkeypatch.setattr(start, "PATIENCE", 1)
    known = settings("postgresql://127.0.0.1:1/postroom")

    with (
        capture_logs() as logs,
        pytest.raises(SystemExit, match="The database cannot be used: .*refused"),
    ):
        start.check(known, "postgresql://127.0.0.1:1/postroom")
    assert [entry["event"] for entry in logs] == ["waiting for the database"]


def postroom(*arguments, **variables):
    """python -m postroom, in this environment alone."""
    return subprocess.run(
        [sys.executable, "-m", "postroom", *arguments],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("command", ["run", "api", "worker", "config", "rotate-keys"])
def test_every_command_lists_the_faults_of_its_settings(command):
    done = postroom(
        command,
        DATABASE_URL="postgresql://127.0.0.1:1/postroom",
        NOTIFY_ENVIRONMENT="production",
        MAX_CONTENT_LENGTH="abc",
        INTERNAL_CLIENT_API_KEYS="notjson",
    )

    assert done.returncode == 1
    for name in ("SECRET_KEYS", "MAX_CONTENT_LENGTH", "INTERNAL_CLIENT_API_KEYS", "BASE_URL"):
        assert f"\n  {name} " in done.stderr
    assert "Traceback" not in done.stderr


def test_keys_are_not_invented_for_a_database_of_ones_own():
    done = postroom(
        "api", DATABASE_URL="postgresql://127.0.0.1:1/x", NOTIFY_ENVIRONMENT="development"
    )

    assert done.returncode == 1 and "SECRET_KEYS is not set" in done.stderr


def test_the_api_of_a_database_that_is_not_set_up_says_what_to_do(empty_dsn):
    for command in ("api", "worker"):
        done = postroom(
            command,
            **{**make.PRODUCTION, **conftest.variables(empty_dsn), "PORT": "6105"},
        )

        assert done.returncode == 1
        assert done.stderr.strip().endswith("run `python -m postroom migrate`.")
        assert "Traceback" not in done.stderr


def test_config_shows_what_is_in_force():
    done = postroom("config", **make.PRODUCTION)

    assert done.returncode == 0
    assert "BASE_URL=https://notify.example" in done.stdout.splitlines()
    assert make.SECRET_KEYS not in done.stdout


def test_a_new_key_is_one():
    done = postroom("generate-key")

    assert config.load({**make.PRODUCTION, "SECRET_KEYS": done.stdout.strip()})


def test_migrate_tells_what_it_did(empty_dsn):
    given = {"DATABASE_URL": empty_dsn}

    first, second = postroom("migrate", **given), postroom("migrate", **given)

    assert first.returncode == second.returncode == 0
    assert "PostgreSQL 1" in first.stdout and "pg_partman" in first.stdout
    assert "Applied 0001.schemas" in first.stdout and "functions" in first.stdout
    assert "Nothing to do" in second.stdout and "Applied" not in second.stdout
