"""The workers' way to the database: call a function, get dicts, wait out a restart."""

import asyncio
import time
from typing import Any

import psycopg
import structlog
from psycopg import conninfo
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from postroom import outages
from postroom.connections import named
from postroom.statements import function_call, is_overtaken

log = structlog.get_logger(__name__)

# Seconds for which a call goes on trying while PostgreSQL is away.
PATIENCE = 60
# Seconds of reading rows after which others have their turn: some hold megabytes.
TURN = 0.01


def open_pool(
    url: str, size: int = 12, prepared_statements: bool = True, *, checked: bool = False
) -> AsyncConnectionPool:
    """A pool for procrastinate, whose queries name no schema, and for Database.

    One that is checked gives no connection that has been lost, for a round trip each time. Database
    does without, as it repeats what failed.
    """
    # Psycopg's own default is 5.
    threshold = 5 if prepared_statements else None
    options = conninfo.conninfo_to_dict(url).get("options", "")
    return AsyncConnectionPool(
        conninfo.make_conninfo(
            named(url, "worker"), options=f"{options} -c search_path=procrastinate".strip()
        ),
        min_size=1,
        max_size=size,
        timeout=5,
        # Short, as its tries come at ever longer intervals: whoever wants a connection next
        # begins again with short ones.
        reconnect_timeout=2,
        kwargs={"row_factory": dict_row, "prepare_threshold": threshold},
        configure=use_autocommit,
        check=AsyncConnectionPool.check_connection if checked else None,
        open=False,
    )


async def use_autocommit(connection: psycopg.AsyncConnection) -> None:
    # Autocommit is not among the kwargs, where it would collide with procrastinate's listener.
    await connection.set_autocommit(True)


# Psycopg counts them among what may be better next time, but it is the statement that is at fault.
TOO_MUCH = (
    psycopg.errors.OutOfMemory,
    psycopg.errors.ProgramLimitExceeded,
    psycopg.errors.QueryCanceled,
)


def is_away(error: Exception) -> bool:
    """Whether PostgreSQL is away, full or read-only, or the time was bad: once more may help."""
    return outages.passes(error) and not isinstance(error, TOO_MUCH)


async def fetch(cursor: psycopg.AsyncCursor[Any]) -> list[Any]:
    """All rows, without holding everything else up."""
    rows: list[Any] = []
    turn_ends = time.monotonic() + TURN
    while (row := await cursor.fetchone()) is not None:
        rows.append(row)
        if time.monotonic() > turn_ends:
            await asyncio.sleep(0)
            turn_ends = time.monotonic() + TURN
    return rows


class Database:
    """Calls functions through a pool, again while the connection is being lost.

    Procedures hold locks of their session, so they go through the other pool, if there is one,
    whose connections lead to PostgreSQL itself.
    """

    def __init__(
        self, pool: AsyncConnectionPool, sessions: AsyncConnectionPool | None = None
    ) -> None:
        self._pool = pool
        self._sessions = sessions or pool
        self._away = False

    async def call(self, function: str, **arguments: Any) -> list[Any]:
        """Rows of schema.function(name => value, ...), in a transaction of its own.

        Each is a dict; whoever picks it apart says with a TypedDict what is in it.

        Every function that workers call is safe to run twice, so a call whose answer was lost
        is repeated. Raises psycopg.Error.
        """
        return await self._execute(function_call(function, tuple(arguments)), arguments)

    async def run_procedure(self, procedure: str) -> None:
        """A procedure, which commits as it goes."""
        async with self._sessions.connection() as connection:
            try:
                # A night of millions is one statement to PostgreSQL; its steps commit.
                await connection.execute("set statement_timeout = 0")
                await connection.execute(f"call {procedure}()")
            finally:
                # One that was cancelled has not given back the locks of its session.
                if not connection.closed:
                    await connection.execute("reset statement_timeout")
                    await connection.execute("select pg_advisory_unlock_all()")

    async def _execute(self, query: Any, arguments: dict[str, Any]) -> list[Any]:
        give_up = time.monotonic() + PATIENCE
        tries = 0
        while True:
            try:
                async with self._pool.connection() as connection:
                    cursor = await connection.execute(query, arguments)
                    rows = await fetch(cursor)
                self._tell(away=False)
                return rows
            except psycopg.errors.CheckViolation as error:
                if not is_overtaken(error) or time.monotonic() > give_up:
                    raise
            except psycopg.Error as error:
                if not is_away(error) or time.monotonic() > give_up:
                    raise
                self._tell(away=True, kind=type(error).__name__)
                if tries:
                    await asyncio.sleep(0.5)
                else:
                    # Where one connection was lost others may be: none of them is tried in vain.
                    await self._pool.check()
                tries += 1

    def _tell(self, away: bool, **why: str) -> None:
        """Once when it has gone and once when it is back, however many calls wait for it."""
        if away is not self._away:
            self._away = away
            log.warning("database away" if away else "database back", **why)
