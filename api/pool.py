"""Connections to the database. While it is away, whoever wants one waits a little, not for long."""

import select
import time
from typing import Any

import psycopg
import structlog
from psycopg_pool import ConnectionPool, PoolTimeout

from postroom import outages

log = structlog.get_logger(__name__)

# Seconds for which the database may be away before requests are refused: a restart takes less.
PATIENCE = 5
# Seconds between tries to reach it, each by a request that waits; as long waits whoever comes
# when the patience is over.
EVERY = 0.25


class Pool(ConnectionPool[psycopg.Connection[dict[str, Any]]]):
    """Where psycopg's own tries again after ever longer pauses, this tries while someone waits."""

    def __init__(self, url: str, **options: Any) -> None:
        # When it was first found to be away; None while it is there.
        self._away_since: float | None = None
        self._url = url
        super().__init__(
            url,
            configure=self._has_come,
            reconnect_failed=self._is_away,
            reconnect_timeout=0,  # so that each try is one
            **options,
        )

    def getconn(self, timeout: float | None = None) -> psycopg.Connection[dict[str, Any]]:
        """A connection that lives, as far as can be seen without asking. Raises PoolTimeout."""
        give_up = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            try:
                connection = super().getconn(EVERY)
            except PoolTimeout:
                now = time.monotonic()
                away_since = self._away_since
                if now > give_up or (away_since and now > away_since + PATIENCE):
                    raise
                continue
            if not has_ended(connection):
                return connection
            connection.close()
            self.putconn(connection)

    def _has_come(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        if self._away_since is not None:
            self._away_since = None
            log.warning("database back")

    def _is_away(self, pool: object) -> None:
        """A try has failed. That is of no account while other connections live."""
        if self._away_since is None and not self.get_stats().get("pool_size"):
            self._away_since = time.monotonic()
            log.warning("database away", reason=reason(self._url))


def reason(url: str) -> str | None:
    """Why the database cannot be reached; the pool does not tell. None when it is back already."""
    try:
        psycopg.connect(url).close()
    except psycopg.Error as error:
        return outages.said(error)
    return None


def has_ended(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server has something to say on a connection that nobody uses: that it has ended.

    A statement sent now would fail, and nobody could say whether it had been done.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
