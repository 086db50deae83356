"""Results of deliveries, gathered and written back in small batches."""

import asyncio
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from psycopg.types.json import Jsonb

from jobs.database import Database

# Seconds between two writes: what a crash forgets is what came in since the last one.
INTERVAL = 0.02


class Results:
    """Open while messages are handed over; on leaving, everything has been written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[dict[str, Any]] = []
        self._closing = asyncio.Event()

    def add(self, id: UUID, outcome: str, provider: str | None, reference: str | None) -> None:
        """outcome is "sent", "retry" or "refused"."""
        self._waiting.append(
            {
                "id": str(id),
                "outcome": outcome,
                "provider": provider,
                "reference": reference,
                "sent_at": datetime.now(UTC).isoformat(),
            }
        )

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
                await self._database.call("jobs.record_results", results=Jsonb(batch))
            else:
                await asyncio.sleep(INTERVAL)
