"""What the parts of Postroom need in their environment: a database, secrets, addresses.

Whatever the operator has set stays as it is; the rest is made: a private cluster in
var/postgres, keys in var/secrets.env.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from postroom.connections import named
from postroom.launch import cluster, migrate
from postroom.launch.postgres import OLDEST, PARTMAN
from postroom.links import secret_keys
from postroom.outages import said
from postroom.settings.config import ENVIRONMENT

VAR = Path(__file__).parents[2] / "var"
CLUSTER = VAR / "postgres"
# The address on which the API listens, unless told otherwise.
ADDRESS = {"HOST": "127.0.0.1", "PORT": "6011"}


@contextmanager
def ready() -> Iterator[dict[str, str]]:
    """The environment to run in, with a database that answers for as long as it is used."""
    variables = given()
    if variables.get("DATABASE_URL"):
        yield variables
    else:
        with cluster.use(CLUSTER):
            yield {**variables, **cluster.urls(CLUSTER)}


def is_private() -> bool:
    """Whether the database is the one in var/, which has a login for each role."""
    return not os.environ.get("DATABASE_URL")


def given() -> dict[str, str]:
    """What the operator has set; what only a database of one's own needs is added for that."""
    own = {} if os.environ.get("DATABASE_URL") else {ENVIRONMENT: "development", **secrets()}
    variables = {**own, **os.environ}
    for name, usual in ADDRESS.items():
        variables[name] = variables.get(name) or usual
    return variables


def secrets() -> dict[str, str]:
    """What is in var/secrets.env, made when Postroom first runs here."""
    path = VAR / "secrets.env"
    if os.environ.get("SECRET_KEYS"):
        return {}
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        new = path.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(f"SECRET_KEYS={secret_keys.generate()}\n")
        new.rename(path)
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and line[0] != "#")


def check(url: str) -> None:
    """Leave with one sentence if this database cannot become Postroom's."""
    try:
        with psycopg.connect(named(url, "check"), connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
            query = "select from pg_available_extensions where name = %s"
            has_partman = connection.execute(query, [PARTMAN]).rowcount
    except psycopg.ProgrammingError as error:
        raise SystemExit(f"DATABASE_URL is not an address of PostgreSQL: {said(error)}") from None
    except psycopg.Error as error:
        raise SystemExit(f"DATABASE_URL does not work: {said(error)}") from None
    if version < OLDEST:
        raise SystemExit(
            f"DATABASE_URL leads to PostgreSQL {version}; {OLDEST} or newer is needed."
        )
    if not has_partman:
        raise SystemExit(
            f"The server of DATABASE_URL lacks {PARTMAN}; "
            f"on Debian its package is postgresql-{version}-partman."
        )


def prepare(url: str) -> list[str]:
    """Migrate the database, or leave with one sentence that says why that cannot be.

    Returns what was done, a line each.
    """
    check(url)
    try:
        return migrate.main(url)
    except psycopg.errors.InsufficientPrivilege as error:
        raise SystemExit(
            f"The user of DATABASE_URL may not set Postroom up ({said(error)}); "
            "use one who may create roles, schemas and extensions."
        ) from None
    except psycopg.OperationalError as error:
        raise SystemExit(f"The database could not be migrated: {said(error)}") from None
