"""python -m tests.run [arguments of pytest]: the linters, then every test on a new cluster.

python -m tests.run --fast: what a change usually needs, on a cluster that stays in var/tests.
python -m tests.run --coverage: all that, and how much of the source tests reach that do not take
long (tests/conftest.py, `watched`). Less than pyproject.toml asks for is a failure.

The cluster is stopped and deleted however the run ends. Tests find it through
TEST_DATABASE_URL (its admin's URL), and its folder through TEST_CLUSTER. Its database `postroom`
is migrated, and nobody uses it: tests take copies of it, or of the whole (TEST_MIGRATED).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from postroom.launch import cluster, environment, migrate, packages, postgres, supervisor
from tests import lint
from tests.tools import pgbouncer

# Tests mostly wait, so more at a time than there are processors; those of a file share their stack.
PARALLEL = ["--numprocesses=4", "--dist=loadfile", "--no-loadscope-reorder"]
# What a change usually needs: how messages are rendered, what SQL promises, who imports whom.
FAST = [
    "tests/test_architecture.py", "tests/postroom/content", "tests/rendering", "tests/sql",
    "tests/api/wire",
]  # fmt: skip
# A database is thousands of small files, and there are hundreds of databases: where there is room
# they lie in memory.
SHARED_MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30


def main(arguments: list[str]) -> int:
    """The exit status: 0 when the linters and all tests are content."""
    install()
    if arguments == ["--fast"]:
        with cluster.use(environment.VAR / "tests", durable=False):
            migrate_anew(environment.VAR / "tests")
            return run_pytest(environment.VAR / "tests", [*PARALLEL, "-m", "not slow", *FAST])
    content = lint.main()
    if arguments == ["--coverage"]:
        # pytest-cov prints the table, and fails below the floor.
        arguments = [*PARALLEL, "--cov"]
    return suite(arguments) or int(not content)


def install() -> None:
    """What letters are made with; and the server that the cluster will use needs one extension
    more for the tests.
    """
    packages.require_for_letters()
    used = postgres.find(postgres.PARTMAN)
    major = postgres.version(used) if used else None
    postgres.require(postgres.PARTMAN, postgres.CHECK, major=major)


def suite(arguments: list[str]) -> int:
    """The exit status of pytest on a new cluster."""
    use_memory()
    with cluster.temporary() as directory:
        make_template(directory)
        with pgbouncer.in_front_of(directory) as pooler:
            return run_pytest(directory, arguments or PARALLEL, pooler)


def use_memory() -> None:
    if "TMPDIR" not in os.environ and SHARED_MEMORY.is_dir():
        free = os.statvfs(SHARED_MEMORY)
        if free.f_bavail * free.f_frsize >= ROOM:
            os.environ["TMPDIR"] = str(SHARED_MEMORY)
            tempfile.tempdir = None  # Python looks again


def make_template(directory: Path) -> None:
    """The database that tests copy, and for tests with clusters of their own the data of all."""
    migrate_anew(directory)
    cluster.stop(directory)
    subprocess.run(["cp", "-a", directory / "data", directory / "migrated"], check=True)
    os.environ["TEST_MIGRATED"] = str(directory / "migrated")
    cluster.ensure(directory, durable=False)


def migrate_anew(directory: Path) -> None:
    home = cluster.place(directory)
    with psycopg.connect(cluster.url(home, database="postgres"), autocommit=True) as connection:
        connection.execute("drop database postroom with (force)")
    cluster.make_database(home)
    migrate.main(cluster.url(home))


def run_pytest(directory: Path, arguments: list[str], pooler: Path | None = None) -> int:
    url = cluster.url(cluster.place(directory), database="postgres")
    print("tests on", versions(url), flush=True)
    found = {"TEST_DATABASE_URL": url, "TEST_CLUSTER": str(directory)}
    if pooler:
        found["TEST_PGBOUNCER"] = str(pooler)
    command = [sys.executable, "-m", "pytest", *arguments]
    tests = subprocess.Popen(command, env=os.environ | found)
    try:
        return tests.wait()
    except KeyboardInterrupt:
        # Ctrl-C reached pytest too, SIGTERM did not; either way its fixtures clean up.
        tests.terminate()
        tests.wait()
        raise


def versions(url: str) -> str:
    """What the tests run on."""
    query = "select default_version from pg_available_extensions where name = 'pg_partman'"
    with psycopg.connect(url) as connection:
        (partman,) = connection.execute(query).fetchone()
        return (
            f"PostgreSQL {connection.info.parameter_status('server_version')}, pg_partman {partman}"
        )


if __name__ == "__main__":
    supervisor.expect_signals()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
