"""What `make psql` shows to whoever opens it."""

import os
import subprocess
import sys

import pytest

NAME = "select application_name from pg_stat_activity where pid = pg_backend_pid()"


def psql(dsn, *arguments, typed="", role="dba"):
    command = [sys.executable, "-m", "postroom", "psql", f"--role={role}", *arguments]
    return subprocess.run(
        command,
        env={**os.environ, "DATABASE_URL": dsn, "SECRET_KEYS": "unused", "COLUMNS": "100"},
        input=typed,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("role", ["dba", "readonly"])
def test_a_person_is_greeted_with_what_to_type(dsn, role):
    done = psql(dsn, "-v", "greeting=yes", typed="\\q\n", role=role)

    assert done.returncode == 0 and done.stderr == ""
    assert "select * from ops.queue();" in done.stdout


def test_a_script_gets_its_answer_alone_under_our_name(dsn):
    done = psql(dsn, "-At", "-c", NAME)

    assert done.stdout == "postroom psql\n"


def test_ids_stay_whole(dsn):
    done = psql(dsn, typed="select * from ops.services();\n")

    assert "d6aa2c68-a2d9-4437-ab19-3ae8eb202553" in done.stdout
