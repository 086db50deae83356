"""Reads that tolerate lag, from a streaming replica if there is one that answers."""

import time
from typing import Any

import psycopg
import structlog
from psycopg_pool import ConnectionPool, PoolTimeout

log = structlog.get_logger(__name__)

# Seconds: what a request waits for a replica that is away, and for how long it is then left alone.
PATIENCE = 2
REST = 10


class Replica:
    """A pool of connections to a replica; whatever goes wrong there is asked of the primary."""

    def __init__(self, url: str, **pool: Any) -> None:
        self._rests_until = 0.0
        pool["kwargs"] |= {"connect_timeout": PATIENCE}
        self._pool = ConnectionPool(
            url, **pool, min_size=0, timeout=PATIENCE, reconnect_timeout=PATIENCE, open=True
        )

    def read(
        self, query: bytes, arguments: dict[str, Any], prepare: bool | None = None
    ) -> list[dict[str, Any]] | None:
        """The rows, or None: the primary has to be asked.

        A refusal (NT…) is no answer either: what is asked for may not have arrived yet.
        """
        if time.monotonic() < self._rests_until:
            return None
        try:
            with self._pool.connection() as connection:
                return connection.execute(query, arguments, prepare=prepare).fetchall()
        except (psycopg.Error, PoolTimeout) as error:
            state = getattr(error, "sqlstate", None)
            if not (state or "").startswith("NT"):
                log.warning("replica failed", kind=type(error).__name__, sqlstate=state)
            # A conflict with recovery (40001) is this query's, anything without a SQLSTATE or
            # of class 57 is the server's.
            if state is None or state.startswith("57"):
                self._rests_until = time.monotonic() + REST
            return None

    def close(self) -> None:
        self._pool.close()
