"""One way to reach the database: call a function, get dicts."""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Any

import psycopg
from flask import Flask, current_app
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads

from api.pool import Pool
from api.replica import Replica
from api.wire import actors
from postroom import outages
from postroom.connections import named
from postroom.settings.config import Config
from postroom.statements import function_call, is_overtaken

# Connections of one web process; a process uses one CPU. It has more threads (front.THREADS), since
# these wait for other things as well.
CONNECTIONS = 8
# How often a call that has changed nothing is made again: a message has rows in two trees of
# partitions, each of which may get a new one at that moment.
REPEATS = 2

# Who makes the changes of a transaction (postroom.audit).
ACT_AS = b"select set_config('postroom.person', %s, true)"

decoder = json.JSONDecoder()


class StaleContext(Exception):
    """What this process remembers of a service is not current any more (NTOLD)."""


def init_app(app: Flask, config: Config) -> None:
    pool: dict[str, Any] = {
        "max_size": CONNECTIONS,
        # Each call is one statement and so its own transaction: no BEGIN, no COMMIT.
        "kwargs": {
            "row_factory": dict_row,
            "autocommit": True,
            "prepare_threshold": 2 if config.prepared_statements else None,
        },
    }
    set_json_loads(read_json)
    app.extensions["database"] = Pool(
        named(config.api_database_url, "api"), **pool, min_size=1, timeout=10, open=True
    )
    if config.replica_database_url:
        app.extensions["replica"] = Replica(named(config.replica_database_url, "api"), **pool)


def read_json(data: str | bytes) -> Any:
    """A json or jsonb value; json.loads would look for its encoding, and for faults in its end."""
    assert isinstance(data, bytes), "all that psycopg reads is"
    return decoder.raw_decode(data.decode().lstrip())[0]


def call(
    function: str, *, replica: bool = False, patience: float | None = None, **arguments: Any
) -> list[Any]:
    """Rows of schema.function(name => value, ...), in a transaction of its own.

    Each is a dict; whoever keeps one says with a TypedDict what is in it.
    With patience, so many seconds are waited for a connection, and not the pool's own time-out.
    With replica, from a replica that may lag, if there is one and it answers; the function has
    to be stable. Raises StaleContext, or psycopg.Error: SQLSTATE NT… is for the client
    (api.wire.errors).
    """
    return run(
        function_call(function, tuple(arguments)), arguments, replica=replica, patience=patience
    )


def read(query: bytes, arguments: dict[str, Any], *, replica: bool = False) -> list[Any]:
    """Rows of a statement that api.reading composed, as of a call.

    Never prepared: a plan that serves all values would open every partition, this one is made for
    the days that are asked for.
    """
    return run(query, arguments, replica=replica, prepare=False)


def run(
    query: bytes,
    arguments: dict[str, Any],
    *,
    replica: bool = False,
    patience: float | None = None,
    prepare: bool | None = None,
) -> list[dict[str, Any]]:
    if replica and "replica" in current_app.extensions:
        rows = current_app.extensions["replica"].read(query, arguments, prepare)
        if rows is not None:
            return rows
    for _ in range(REPEATS):
        try:
            return execute(query, arguments, patience, prepare)
        except (psycopg.errors.AdminShutdown, psycopg.errors.CheckViolation) as error:
            # PostgreSQL says the first only of what it has not committed.
            if isinstance(error, psycopg.errors.CheckViolation) and not is_overtaken(error):
                raise
    return execute(query, arguments, patience, prepare)


def execute(
    query: bytes, arguments: dict[str, Any], patience: float | None, prepare: bool | None
) -> list[dict[str, Any]]:
    pool = current_app.extensions["database"]
    # pool.connection() would end a transaction, of which there is none.
    connection = pool.getconn(patience)
    try:
        actor = actors.current()
        if actor is None:
            return connection.execute(query, arguments, prepare=prepare).fetchall()
        # Both in one round trip and so, without BEGIN, in one transaction.
        with connection.pipeline():
            connection.execute(ACT_AS, [actor])
            return connection.execute(query, arguments, prepare=prepare).fetchall()
    except psycopg.Error as error:
        if error.sqlstate == "NTOLD":
            raise StaleContext from None
        if error.sqlstate == outages.READ_ONLY:
            # Where this connection leads is not, or no longer, where messages can be stored; a new
            # one may lead elsewhere.
            connection.close()
        raise
    finally:
        pool.putconn(connection)


def stream(function: str, **arguments: Any) -> Iterator[Any]:
    """Values of a function that returns many, one at a time. The first is here when this returns.

    A connection is taken until the last has been read or the iterator is closed.
    """
    values = _stream(function_call(function, tuple(arguments)), arguments)
    return chain(list(islice(values, 1)), values)


def _stream(query: bytes, arguments: dict[str, Any]) -> Iterator[Any]:
    pool = current_app.extensions["database"]
    connection = pool.getconn()
    try:
        with connection.cursor() as cursor:
            for row in cursor.stream(query, arguments):
                (value,) = row.values()
                yield value
    finally:
        if not connection.closed:
            # Until a command outside a pipeline, libpq goes on to hand over rows one by one, which
            # a call in a pipeline does not expect.
            with suppress(psycopg.Error):
                connection.execute(b"", prepare=False)
        pool.putconn(connection)


def call_row(function: str, **arguments: Any) -> dict[str, Any]:
    """The row of a function that always returns one."""
    return call(function, **arguments)[0]


def call_one(function: str, **arguments: Any) -> dict[str, Any] | None:
    """The one row of a call, or None."""
    rows = call(function, **arguments)
    return rows[0] if rows else None


def call_value(function: str, **arguments: Any) -> Any:
    """What a function that returns a single value says."""
    (value,) = call_row(function, **arguments).values()
    return value
