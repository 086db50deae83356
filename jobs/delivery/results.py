"""What became of claimed rows, gathered and written back in small batches."""

import asyncio
from contextlib import suppress
from typing import Any, Self

import psycopg
import structlog
from psycopg.types.json import Jsonb

from jobs.database import Database, is_away

log = structlog.get_logger(__name__)

# Seconds between two writes. What a crash forgets of them is known all the same (jobs/gate.py).
INTERVAL = 0.1


class Results:
    """Open while rows are worked on; on leaving, everything has been written.

    The database's function takes a JSON list of what was added.
    """

    def __init__(self, database: Database, function: str) -> None:
        self._database = database
        self._function = function
        self._waiting: list[dict[str, Any]] = []
        self._closing = asyncio.Event()

    def add(self, **result: Any) -> None:
        self._waiting.append(result)

    async def __aenter__(self) -> Self:
        self._writer = asyncio.create_task(self._write_until_closed())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._writer

    async def _write_until_closed(self) -> None:
        while not self._closing.is_set() or self._waiting:
            if self._waiting:
                batch, self._waiting = self._waiting, []
                await self._write(batch)
            with suppress(TimeoutError):
                async with asyncio.timeout(INTERVAL):
                    await self._closing.wait()

    async def _write(self, batch: list[dict[str, Any]]) -> None:
        """A result that cannot be stored must not take the others with it: they would be lost."""
        try:
            await self._database.call(self._function, results=Jsonb(batch))
        except psycopg.Error as error:
            if is_away(error):  # and has been for long
                self._waiting = batch + self._waiting
                return
            if len(batch) == 1:
                log.error("result not written", kind=type(error).__name__)
                return
            for result in batch:
                await self._write([result])
