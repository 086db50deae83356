"""The procrastinate application and the parts that its tasks share."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypedDict
from uuid import UUID

import structlog
from procrastinate import App, PsycopgConnector
from psycopg.types.json import Jsonb

from jobs.database import Database, is_away
from jobs.delivery.rendering import Renderers
from jobs.providers import SMS, Email, Provider, create
from jobs.providers.credentials import Credentials
from jobs.tally import Tally
from postroom import outcomes
from postroom.files.objects import ObjectStore
from postroom.letters.pool import Pool
from postroom.links import letters
from postroom.links.secret_keys import SecretBox
from postroom.settings.config import Config
from postroom.settings.providers import ProviderSettings
from postroom.templates import Key, Versions

log = structlog.get_logger(__name__)

app = App(
    connector=PsycopgConnector(),
    # jobs.schedule imports the modules of periodic tasks.
    import_paths=[
        "jobs.callbacks.task",
        "jobs.delivery.task",
        "jobs.letters.printing",
        "jobs.letters.task",
        "jobs.reports",
        "jobs.move_contents",
        "jobs.uploads",
        "jobs.schedule",
    ],
)


class OfTemplate(TypedDict):
    """What every claimed message has."""

    template_id: UUID
    template_version: int


@dataclass(slots=True)
class Runtime:
    """What one worker process works with; tasks find it in their job context."""

    config: Config
    provider_settings: ProviderSettings
    database: Database
    secret_box: SecretBox
    objects: ObjectStore
    # Set when the process is to end: nothing more is claimed, what is in hand is finished.
    stopping: asyncio.Event
    # Procrastinate's id of this worker, once the lock is held by which others see that it lives.
    worker_id: int | None = None
    versions: Versions = field(default_factory=Versions)
    providers: dict[str, Provider[Any]] = field(default_factory=dict)
    # Why active ones cannot be asked, as of the last look (jobs.providers.setup).
    provider_faults: dict[str, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    renderers: Renderers = field(default_factory=Renderers)
    letter_pool: Pool = field(default_factory=Pool)

    def provider(self, name: str) -> Provider[Any]:
        """The provider of this name, opened when first needed."""
        if name not in self.providers:
            keep = self.keep_sandbox_message if self.config.development else None
            self.providers[name] = create(
                name,
                self.provider_settings,
                keep,
                self.receive_receipts,
                self.letter_link,
                Credentials(self.database, self.secret_box),
                self.config.base_url,
            )
        return self.providers[name]

    async def load_versions(self, rows: Iterable[OfTemplate]) -> None:
        """Make sure that the template versions of claimed rows are at hand.

        One that cannot be read is left out: its messages fail, and no others.
        """
        keys = {(row["template_id"], row["template_version"]) for row in rows}
        try:
            await self._load(keys)
        except Exception as error:
            if is_away(error):
                raise
            for key in keys:
                try:
                    await self._load([key])
                except Exception as fault:
                    log.error("template cannot be read", id=str(key[0]), kind=type(fault).__name__)

    async def _load(self, keys: Iterable[Key]) -> None:
        if unknown := self.versions.missing(keys):
            self.versions.add(await self.database.call("api.get_template_versions", **unknown))

    async def keep_sandbox_message(self, message: SMS | Email) -> None:
        """Development: leave what would have been sent where it can be looked at."""
        from jobs.delivery.sandbox import describe

        await self.database.call(
            "jobs.keep_sandbox_message", id=message.id, message=describe(message)
        )

    async def receive_receipts(self, receipts: list[dict[str, str]]) -> None:
        """Apply what the sandbox provider says of its messages, and count what that changed."""
        rows = await self.database.call("jobs.record_sandbox_receipts", receipts=Jsonb(receipts))
        for row in rows:
            if settled := row["record_sandbox_receipts"]:
                kind = settled["type"], settled["key_type"]
                outcomes.count(*kind, settled["status"])
                outcomes.observe_receipt(*kind, "sandbox", settled["seconds"])

    def letter_link(self, id: UUID) -> str:
        """Where a printer says what became of a letter."""
        return letters.link(self.config.base_url, self.secret_box, id)

    async def close(self) -> None:
        for provider in self.providers.values():
            await provider.close()
        self.tally.tell()
        await self.renderers.close()
        self.letter_pool.close()
