"""Brings a database up to date: roles, migrations, functions and views, partitions, in that order.

Tables change by migration only; functions and views are loaded again from their files, all in one
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

SQL = pathlib.Path(__file__).parents[2] / "sql"
SCHEMAS = ("api", "jobs", "ops")

# A statement that has to wait, or runs long, gives up before it hurts traffic.
LIMITS = "-c role=postroom_owner -c lock_timeout=4s -c statement_timeout=60s"

LOADED = "select obj_description('api'::regnamespace, 'pg_namespace')"

DESCRIPTION = """
    select
        current_setting('server_version'),
        (select e.extversion from pg_extension as e where e.extname = 'pg_partman'),
        api.schema_version()
"""

STRAYS = """
    select p.prokind, p.oid::regprocedure::text from pg_proc as p
    where p.pronamespace::regnamespace::text = any(%s)
      -- Older than this transaction, savepoints and all.
      and age(p.xmin) > age(pg_current_xact_id()::xid)
"""

AMISS = """
    select c.name, c.found, c.remedy from (
        select p.name, p.found, p.remedy, p.ok from ops.check_partitions() as p
        union all
        select d.name, d.found, d.remedy, d.ok from ops.check_defaults() as d
    ) as c
    where not c.ok
"""

VIEWS = """
    select string_agg(c.oid::regclass::text, ', ') from pg_class as c
    where c.relnamespace = 'reading'::regnamespace and c.relkind = 'v'
"""

NAMESAKES = """
    select p.prokind, p.oid::regprocedure::text from pg_proc as p
    where p.pronamespace::regnamespace::text = %s and p.proname = %s
"""


def main(database_url: str) -> list[str]:
    """Migrate the database at this URL, whose user may create roles and extensions.

    Returns what was done, a line each; none when there was nothing to do.
    """
    create_roles(database_url)
    owner = conninfo.make_conninfo(named(database_url, "migrate"), options=LIMITS)
    with psycopg.connect(owner) as connection:
        # One at a time, however many processes start together.
        connection.execute("select pg_advisory_lock(hashtext('postroom.migrate'))")
        connection.commit()
        done = [f"Applied {migration}." for migration in apply_migrations(database_url)]
        # A migration may have dropped what depends on a column.
        if count := load_functions(connection, anew=bool(done)):
            done.append(f"Loaded {count} functions and views.")
        connection.commit()
        maintain_partitions(connection)
    if done:
        log.info("migrated", done=done)
    return done


def describe(database_url: str) -> list[str]:
    """What the database is, and what of its server should be changed."""
    with psycopg.connect(database_url) as connection:
        [(version, partman, migration)] = connection.execute(DESCRIPTION).fetchall()
        faults = connection.execute("select * from ops.check_server() where not ok").fetchall()
    return [
        f"PostgreSQL {version}, pg_partman {partman}; the database is at {migration}.",
        *(f"{name} is {found}: {remedy}." for name, _, found, remedy in faults),
    ]


def create_roles(database_url: str) -> None:
    with psycopg.connect(named(database_url, "migrate")) as connection:
        connection.execute((SQL / "roles.sql").read_text())


def apply_migrations(database_url: str) -> list[str]:
    """The names of those that were missing."""
    backend = get_backend(yoyo_uri(database_url))
    migrations = read_migrations(str(SQL / "migrations"))
    try:
        with backend.lock():
            missing = backend.to_apply(migrations)
            backend.apply_migrations(missing)
            return [migration.id for migration in missing]
    finally:
        backend.connection.close()


def yoyo_uri(database_url: str) -> str:
    """The same place and limits in the form that yoyo takes."""
    parameters = conninfo.conninfo_to_dict(named(database_url, "migrate"))
    database = parameters.pop("dbname", "")
    query = urlencode({**parameters, "schema": "yoyo", "options": LIMITS})
    return f"postgresql+psycopg:///{database}?{query}"


def load_functions(connection: psycopg.Connection, anew: bool = False) -> int:
    """Load functions and views when any file has changed; drop those that none makes any more.

    Twice, since functions name each other: the first time makes them, the second checks them.
    Schema api's comment remembers what was loaded. Returns how many were loaded.
    """
    files, views = (sorted((SQL / name).rglob("*.sql")) for name in ("functions", "views"))
    texts = "".join(path.read_text() for path in files + views)
    loaded = f"Functions {hashlib.sha256(texts.encode()).hexdigest()}"
    if not anew and connection.execute(LOADED).fetchone() == (loaded,):
        return 0
    for check in ("off", "on"):
        connection.execute(f"set local check_function_bodies = {check}")
        for path in files:
            load(connection, path)
    drop(connection, connection.execute(STRAYS, [list(SCHEMAS)]).fetchall())
    load_views(connection, views)
    connection.execute(f"comment on schema api is '{loaded}'")
    return len(files + views)


def load_views(connection: psycopg.Connection, files: list[pathlib.Path]) -> None:
    """Make all views anew: "create or replace" would refuse to take a column away.

    Last, since who reads one waits from here until the end of the transaction.
    """
    [(present,)] = connection.execute(VIEWS).fetchall()
    if present:
        connection.execute(f"drop view {present}")
    for path in files:
        connection.execute(path.read_text())


def load(connection: psycopg.Connection, path: pathlib.Path) -> None:
    try:
        with connection.transaction():
            connection.execute(path.read_text())
    except (
        psycopg.errors.InvalidFunctionDefinition,
        psycopg.errors.AmbiguousFunction,
        psycopg.errors.WrongObjectType,
    ):
        # It takes or returns something else now, or is a procedure, which "create or replace"
        # refuses or puts beside the old one. For whoever calls it the new one takes the old one's
        # place at once, as everything here commits together.
        drop(
            connection,
            connection.execute(
                NAMESAKES, [path.relative_to(SQL / "functions").parts[0], path.stem]
            ).fetchall(),
        )
        connection.execute(path.read_text())


def maintain_partitions(connection: psycopg.Connection) -> None:
    """Make the partitions of the days ahead, and say what is amiss with them.

    Nothing of it stops a start: the worker tries again every hour, and messages that have no
    partition yet are taken all the same.
    """
    connection.autocommit = True
    # It commits as it goes; in all it may have millions of rows to move.
    connection.execute("set statement_timeout = 0")
    try:
        call = "call ops.maintain_partitions(tries => 10)"
        [(_, failure)] = connection.execute(call).fetchall()
    except psycopg.Error as error:
        failure = error.diag.message_primary or type(error).__name__
    if failure:
        print(f"Partitions could not all be made: {failure}.", flush=True)
    for name, found, remedy in connection.execute(AMISS):
        print(f"{name.capitalize()}: {found}; {remedy}.", flush=True)


def drop(connection: psycopg.Connection, functions: list[tuple[str, str]]) -> None:
    for kind, signature in functions:
        connection.execute(f"drop {'procedure' if kind == 'p' else 'function'} {signature}")
