"""One database a run, built as production builds it; one rollback a test.

`python -m tests.run` starts the cluster that TEST_DATABASE_URL names.
"""

import os
import uuid
from collections.abc import Iterator
from functools import cache

import hypothesis
import psycopg
import pytest
from coverage import Coverage
from psycopg import conninfo
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from jobs.database import open_pool as database_pool
from postroom.launch import migrate
from postroom.letters import pool
from tests.tools import pgbouncer
from tests.tools.clamd import serving

# What tells a Python that starts to measure.
COVERAGE = "COVERAGE_PROCESS_CONFIG"


# How long an example takes says how busy the machine is, and nothing of what is tested.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="module", autouse=True)
def watched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Coverage watches what tests start, the processes of letters too, if it watches at all.

    A file that takes long goes unwatched: it tells of times, and would take longer.
    """
    variable = os.environ.get(COVERAGE)
    if not variable:
        yield
    elif request.node.get_closest_marker("slow"):
        # In a process of pytest-xdist there are two: its own, and that of what a test starts.
        stopped = []
        while watching := Coverage.current():
            watching.stop()
            stopped.append(watching)
        del os.environ[COVERAGE]
        yield
        os.environ[COVERAGE] = variable
        for watching in reversed(stopped):
            watching.start()
    else:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(pool.ENVIRONMENT, COVERAGE, variable)
            yield


def server() -> str:
    return os.environ["TEST_DATABASE_URL"]


def variables(url: str) -> dict[str, str]:
    """What configures the API and the worker to use a database of the test server."""
    logins = {
        f"{process.upper()}_DATABASE_URL": conninfo.make_conninfo(url, user=f"postroom_{process}")
        for process in ("api", "worker")
    }
    return {
        "DATABASE_URL": url,
        **logins,
        **pgbouncer.variables(url, os.environ.get("TEST_PGBOUNCER")),
    }


def open_pool(url: str) -> AsyncConnectionPool:
    """The worker's pool for a database of the test server, as its admin."""
    pooler = os.environ.get("TEST_PGBOUNCER")
    return database_pool(pgbouncer.through(url, pooler), prepared_statements=not pooler)


def create_database() -> str:
    """A new database on the test server, a copy of the migrated one, and the admin's URL of it."""
    name = f"test_{uuid.uuid4().hex[:8]}"
    url = conninfo.make_conninfo(server(), dbname=name)
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"create database {name} template postroom strategy file_copy")
    # Who may do what with a database, and its settings, are not copied.
    migrate.create_roles(url)
    return url


@cache
def database() -> str:
    return create_database()


def rolled_back() -> Iterator[psycopg.Connection]:
    with psycopg.connect(database(), row_factory=dict_row) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def dsn() -> str:
    return database()


@pytest.fixture
def db() -> Iterator[psycopg.Connection]:
    yield from rolled_back()


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """A second connection, for tests of locking."""
    yield from rolled_back()


@pytest.fixture
def fresh_dsn() -> Iterator[str]:
    """A database of the test's own, for what commits or changes partitions."""
    url = create_database()
    yield url
    name = conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def clamd():
    """A virus scanner at .url that says what .answer says of the data (b"OK" at first)."""
    with serving() as server:
        yield server
