"""Brings a database up to date: roles, migrations, functions, partitions, in that order.

Tables change by migration only; functions are loaded again from their files, all in one
transaction, and one that no file makes any more is dropped: its file has gone, or the file
now makes it with other arguments.
"""

import hashlib
import pathlib
from urllib.parse import urlencode

import psycopg
import structlog
from psycopg import conninfo
from yoyo import get_backend, read_migrations

from postroom.connections import named

log = structlog.get_logger(__name__)

SQL = pathlib.Path(__file__).parents[1] / "sql"
SCHEMAS = ("api", "jobs", "ops")

# A statement that has to wait, or runs long, gives up before it hurts traffic.
LIMITS = "-c role=postroom_owner -c lock_timeout=4s -c statement_timeout=60s"

LOADED = "select obj_description('api'::regnamespace, 'pg_namespace')"

STRAYS = """
    select p.prokind, p.oid::regprocedure::text from pg_proc as p
    where p.pronamespace::regnamespace::text = any(%s)
      -- Older than this transaction, savepoints and all.
      and age(p.xmin) > age(pg_current_xact_id()::xid)
"""

NAMESAKES = """
    select p.prokind, p.oid::regprocedure::text from pg_proc as p
    where p.pronamespace::regnamespace::text = %s and p.proname = %s
"""


def main(database_url: str) -> None:
    """Migrate the database at this URL, whose user may create roles and extensions."""
    create_roles(database_url)
    owner = conninfo.make_conninfo(named(database_url, "migrate"), options=LIMITS)
    with psycopg.connect(owner) as connection:
        # One at a time, however many processes start together.
        connection.execute("select pg_advisory_lock(hashtext('postroom.migrate'))")
        connection.commit()
        apply_migrations(database_url)
        load_functions(connection)
        connection.commit()
        connection.execute("select ops.maintain_partitions()")
    log.info("migrated")


def create_roles(database_url: str) -> None:
    with psycopg.connect(named(database_url, "migrate")) as connection:
        connection.execute((SQL / "roles.sql").read_text())


def apply_migrations(database_url: str) -> None:
    backend = get_backend(yoyo_uri(database_url))
    migrations = read_migrations(str(SQL / "migrations"))
    try:
        with backend.lock():
            missing = backend.to_apply(migrations)
            log.info("migrating", migrations=[migration.id for migration in missing])
            backend.apply_migrations(missing)
    finally:
        backend.connection.close()


def yoyo_uri(database_url: str) -> str:
    """The same place and limits in the form that yoyo takes."""
    parameters = conninfo.conninfo_to_dict(named(database_url, "migrate"))
    database = parameters.pop("dbname", "")
    query = urlencode({**parameters, "schema": "yoyo", "options": LIMITS})
    return f"postgresql+psycopg:///{database}?{query}"


def load_functions(connection: psycopg.Connection) -> None:
    """Load the function files when any has changed; drop functions that none makes any more.

    Twice, since functions name each other: the first time makes them, the second checks them.
    Schema api's comment remembers what was loaded.
    """
    files = sorted((SQL / "functions").rglob("*.sql"))
    digest = hashlib.sha256("".join(path.read_text() for path in files).encode()).hexdigest()
    loaded = f"Functions {digest}"
    if connection.execute(LOADED).fetchone() == (loaded,):
        return
    for check in ("off", "on"):
        connection.execute(f"set local check_function_bodies = {check}")
        for path in files:
            load(connection, path)
    drop(connection, connection.execute(STRAYS, [list(SCHEMAS)]).fetchall())
    connection.execute(f"comment on schema api is '{loaded}'")
    log.info("functions loaded", functions=len(files))


def load(connection: psycopg.Connection, path: pathlib.Path) -> None:
    try:
        with connection.transaction():
            connection.execute(path.read_text())
    except (psycopg.errors.InvalidFunctionDefinition, psycopg.errors.AmbiguousFunction):
        # It takes or returns something else now, which "create or replace" refuses or puts
        # beside the old one. For whoever calls it the new one takes the old one's place at once,
        # as everything here commits together.
        drop(connection, connection.execute(NAMESAKES, [path.parent.name, path.stem]).fetchall())
        connection.execute(path.read_text())


def drop(connection: psycopg.Connection, functions: list[tuple[str, str]]) -> None:
    for kind, signature in functions:
        connection.execute(f"drop {'procedure' if kind == 'p' else 'function'} {signature}")
