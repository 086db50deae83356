"""python -m tests.tools.pgbouncer: the test suite with PgBouncer before PostgreSQL.

Pooling is by transaction. What the API and the worker under test ask goes through it, in
the suite's own processes and in every stack that a test starts. What tests themselves look up
and move (`set role`, `postroom.now`) belongs to a session and goes to PostgreSQL directly.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import conninfo

from postroom.launch import packages, server, supervisor

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
SETTINGS = """\
[databases]
* = host={postgresql} port=5432
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {folder}
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
server_login_retry = 1
ignore_startup_parameters = options
admin_users = postroom_admin
"""


def main(arguments: list[str]) -> int:
    """The exit status of pytest."""
    from tests.run import install, suite

    install()
    if not Path(PROGRAM).exists():
        packages.install("pgbouncer")
    version = subprocess.check_output([PROGRAM, "--version"], text=True).splitlines()[0]
    print(f"through {version}", flush=True)
    os.environ["TEST_THROUGH_PGBOUNCER"] = "yes"
    return suite(arguments)


@contextmanager
def in_front_of(directory: Path) -> Iterator[Path | None]:
    """The folder of the socket of a PgBouncer for this cluster; None: this run wants none."""
    if "TEST_THROUGH_PGBOUNCER" not in os.environ:
        yield None
        return
    home = directory.resolve()
    folder = home / "pgbouncer"
    folder.mkdir(mode=0o700)
    settings = SETTINGS.format(folder=folder, postgresql=server.socket(home))
    (folder / "pgbouncer.ini").write_text(settings)
    (folder / "users.txt").write_text("".join(f'"{role}" ""\n' for role in server.ROLES))
    for path in (folder, *folder.iterdir()):
        os.chown(path, *server.server_user(home))
    command = [*server.as_server(home), PROGRAM, "--quiet", str(folder / "pgbouncer.ini")]
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
    try:
        while not (folder / ".s.PGSQL.6432").exists():
            if running.poll() is not None:
                raise SystemExit(f"PgBouncer did not start: {(folder / 'log').read_text()}")
            time.sleep(0.01)
        yield folder
        print(f"PgBouncer has passed on {transactions(folder):,} transactions", flush=True)
    finally:
        running.terminate()
        running.wait()


def transactions(folder: Path) -> int:
    """How many have gone through so far, by its own console."""
    url = f"postgresql://{server.ADMIN}@/pgbouncer?host={folder}&port=6432"
    # The console knows the simple protocol alone.
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as console:
        return int(dict(console.execute("show totals").fetchall())["total_xact_count"])


def through(url: str, folder: Path | str | None) -> str:
    """The same database by way of the PgBouncer there."""
    return conninfo.make_conninfo(url, host=str(folder), port=6432) if folder else url


def variables(url: str, folder: Path | str | None) -> dict[str, str]:
    """What tells the API and the worker about the PgBouncer there."""
    if not folder:
        return {}
    api, worker = (
        conninfo.make_conninfo(url, user=role) for role in ("postroom_api", "postroom_worker")
    )
    return {
        "API_DATABASE_URL": through(api, folder),
        "WORKER_DATABASE_URL": through(worker, folder),
        "WORKER_LISTEN_DATABASE_URL": worker,
        "PREPARED_STATEMENTS": "off",
    }


if __name__ == "__main__":
    supervisor.expect_signals()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
