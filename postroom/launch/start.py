"""What is looked at before the API or the worker starts, each fault told in one sentence."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import structlog
from psycopg.rows import scalar_row

from postroom import outages
from postroom.launch.migrate import SQL
from postroom.links.secret_keys import InvalidToken, SecretBox
from postroom.settings.config import Config

log = structlog.get_logger(__name__)

# Its rows have one column, and are what stands there.
Connection = psycopg.Connection[Any]

PATIENCE = 60  # seconds that a database may be away when somebody starts
KNOWN = "Postroom"
MIGRATE = "run `python -m postroom migrate`."


def check(config: Config, database_url: str) -> None:
    """Leave with one sentence if this process cannot do its work on its database.

    What is not as it should be, but does not hinder, is a warning in the log.
    """
    if config.development and config.open_development:
        log.warning(
            "development is open to the network: anybody who reaches this machine can do anything",
            setting="POSTROOM_OPEN_DEVELOPMENT",
        )
    wait_for(partial(look_at, config, database_url))


def look_at(config: Config, database_url: str) -> None:
    with psycopg.connect(
        database_url, autocommit=True, row_factory=scalar_row, connect_timeout=10
    ) as connection:
        try:
            check_version(connection)
            if not config.development:
                check_rights(connection)
            check_keys(connection, config.secret_keys)
            check_environment(connection, config.environment)
            tell_faults(connection)
        except psycopg.errors.InsufficientPrivilege as error:
            raise SystemExit(
                f"The database's user {connection.info.user} may not use Postroom "
                f"({error.diag.message_primary}); it takes the logins postroom_api and "
                f"postroom_worker, which {MIGRATE[4:-1]} makes."
            ) from None


def wait_for(look: Callable[[], None]) -> None:
    """Look once the database is there: not away, starting, full or read-only."""
    deadline = time.monotonic() + PATIENCE
    told = False
    while True:
        try:
            return look()
        except psycopg.Error as error:
            if not outages.passes(error):
                raise
            reason = outages.said(error)
            if time.monotonic() > deadline:
                raise SystemExit(f"The database cannot be used: {reason}") from None
            if not told:
                log.warning("waiting for the database", reason=reason)
                told = True
            time.sleep(1)


def check_version(connection: Connection) -> None:
    """The database must be as new as this source; it may be newer, while others are replaced."""
    if connection.execute("select to_regnamespace('api') is null").fetchone():
        raise SystemExit(f"The database is not set up yet: {MIGRATE}")
    try:
        found = connection.execute("select api.schema_version()").fetchone()
    except psycopg.errors.UndefinedFunction:
        raise SystemExit(f"The database is not set up yet: {MIGRATE}") from None
    needed = newest(SQL / "migrations")
    if (found or "") < needed:
        raise SystemExit(f"The database is at {found}, but {needed} is needed: {MIGRATE}")


def newest(folder: Path) -> str:
    files = (path for path in folder.glob("*.sql") if not path.name.endswith(".rollback.sql"))
    return max(path.stem for path in files)


def check_rights(connection: Connection) -> None:
    owner = "select pg_has_role(session_user, 'postroom_owner', 'member')"
    if connection.execute(owner).fetchone():
        raise SystemExit(
            f"The database's user {connection.info.user} has the rights of the owner, which "
            "outside development neither the API nor the worker may have: use postroom_api in "
            "API_DATABASE_URL and postroom_worker in WORKER_DATABASE_URL."
        )


def check_keys(connection: Connection, keys: tuple[str, ...]) -> None:
    """Prove that the keys are those of this database; the first to start leaves the proof."""
    box = SecretBox(keys)
    known = connection.execute("select api.read_known_secret()").fetchone()
    try:
        if known is not None:
            box.decrypt(known)
        keep = "select api.keep_known_secret(%s)"
        [kept] = connection.execute(keep, [box.encrypt(KNOWN)]).fetchall()
        box.decrypt(kept)
    except InvalidToken:
        raise SystemExit(
            "SECRET_KEYS do not decrypt what is stored in this database: every machine has to have "
            "the keys under which it was stored."
        ) from None


def check_environment(connection: Connection, environment: str) -> None:
    found = connection.execute("select api.enter_environment(%s)", [environment]).fetchone()
    if found != environment:
        raise SystemExit(
            f"This database is used as {found}, and NOTIFY_ENVIRONMENT is {environment}: use "
            f"{found}, or for a copy `select ops.set_environment('{environment}')` as a DBA."
        )


def tell_faults(connection: Connection) -> None:
    for fault in connection.execute("select api.find_start_faults()").fetchall():
        log.warning(fault)
