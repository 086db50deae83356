"""A private PostgreSQL in a folder: on a unix socket only, without any password.

The socket's other end is known by its operating system user (peer), and only the user who
runs Postroom, and the one who runs the server, may be Postroom's roles.

Text sorts by ICU's root collation: people see lists in the order that they expect ("apple"
before "Zebra", which plain C turns round), and every machine sorts alike, because it depends
on none of the locales that happen to be installed.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

from postroom.launch import postgres, server

TEMPORARY = "postroom-test-"


def ensure(directory: Path | str, durable: bool = True) -> str:
    """Make the cluster if it is missing, start it if it is stopped, return its admin's URL."""
    home = place(Path(directory).absolute())
    if not (home / "data/PG_VERSION").exists():
        server.create(home, durable)
    server.allow(home)
    if not server.running(home):
        server.start(home)
    make_database(home)
    return url(home)


@contextmanager
def use(directory: Path | str, durable: bool = True) -> Iterator[str]:
    """The cluster's URL; it runs until the last process that uses it is done."""
    home = place(Path(directory).absolute())
    with (home / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            with guard(home):
                address = ensure(directory, durable)
            yield address
        finally:
            with guard(home), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop(directory)


@contextmanager
def temporary(durable: bool = False, like: Path | None = None) -> Iterator[Path]:
    """The folder of a new, running cluster that is deleted in the end.

    `like` is a data folder that no server uses: the cluster begins as a copy of it.
    """
    sweep()
    directory = Path(tempfile.gettempdir(), f"{TEMPORARY}{secrets.token_hex(4)}")
    try:
        if like:
            subprocess.run(["cp", "-a", like, place(directory) / "data"], check=True)
        with use(directory, durable):
            yield directory
    finally:
        destroy(directory)


def url(home: Path, user: str = server.ADMIN, database: str = "postroom") -> str:
    """How a role reaches the cluster; the port is in it because PGPORT may be set."""
    return f"postgresql://{user}@/{database}?host={quote(str(server.socket(home)))}&port=5432"


def urls(directory: Path | str) -> dict[str, str]:
    """The variables that configure Postroom's parts, each with a login of its own."""
    home = place(Path(directory).absolute())
    return {
        "DATABASE_URL": url(home),
        "API_DATABASE_URL": url(home, "postroom_api"),
        "WORKER_DATABASE_URL": url(home, "postroom_worker"),
    }


def stop(directory: Path | str) -> None:
    """Stop the cluster, if it runs; clients are disconnected."""
    home = place(Path(directory).absolute())
    if server.running(home):
        done = server.run(home, "pg_ctl", "stop", "--mode=fast", "--wait", "--timeout=60")
        if done.returncode:
            server.run(home, "pg_ctl", "stop", "--mode=immediate", "--wait")


def destroy(directory: Path | str) -> None:
    """Stop the cluster and delete all that it holds."""
    directory = Path(directory).absolute()
    if not directory.exists():
        return
    stop(directory)
    home = directory.resolve()
    shutil.rmtree(home, ignore_errors=True)
    if server.socket(home).parent != home:
        shutil.rmtree(server.socket(home), ignore_errors=True)
    if directory.is_symlink():
        directory.unlink()


def sweep() -> None:
    """Destroy temporary clusters whose run was killed before it could."""
    for directory in Path(tempfile.gettempdir()).glob(f"{TEMPORARY}*"):
        with suppress(OSError), (directory / "users").open("r+") as users:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            destroy(directory)


def place(directory: Path) -> Path:
    """The folder that holds the cluster, seen from the server, made if it is missing.

    The server's user may not be able to enter the checkout (one in /root, say). A link
    then stands at the directory, and the cluster is in a folder that this user can enter.
    """
    if directory.is_symlink():
        return directory if server.inside() else directory.resolve()
    if directory.exists():
        return directory
    postgres.require(postgres.PARTMAN)  # whose package makes the user that the server runs as
    directory.parent.mkdir(parents=True, exist_ok=True)
    real = directory
    if server.inside():
        real = postgres.root() / directory.relative_to("/")
    elif not enterable(directory.parent):
        mark = hashlib.sha256(str(directory).encode()).hexdigest()[:8]
        real = Path("/var/lib/postroom", f"{directory.name}-{mark}")
        print(f"{directory} is kept in {real}, which the server's user can enter.")
    real.mkdir(parents=True, exist_ok=True)
    os.chown(real, *server.server_user(real))
    real.chmod(0o700)
    if real != directory:
        directory.symlink_to(real)
    return directory if server.inside() else real


def enterable(folder: Path) -> bool:
    """Whether the server's user can reach what is in this folder."""
    return subprocess.run([*server.as_server(folder), "test", "-x", folder]).returncode == 0


def make_database(home: Path) -> None:
    """Make the database, unless an earlier run did."""
    with psycopg.connect(url(home, database="postgres"), autocommit=True) as connection:
        if not connection.execute("select from pg_database where datname = 'postroom'").rowcount:
            connection.execute("create database postroom")


@contextmanager
def guard(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the cluster."""
    with (home / "guard").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
