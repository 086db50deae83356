"""The worker process: every job of every queue, until it is told to stop."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import procrastinate.worker
import structlog
from procrastinate import PsycopgConnector

from jobs import presence
from jobs.app import Runtime, app
from jobs.database import Database, open_pool
from jobs.providers.settings import ProviderSettings
from postroom import config, log
from postroom.objects import ObjectStore
from postroom.secret_keys import SecretBox

logger = structlog.get_logger(__name__)

CONCURRENCY = 20
# Seconds that jobs have to end when the worker stops, before they are cancelled. Messages in hand
# are waited for all the same (jobs/lanes.py).
GRACE = 5


def main() -> None:
    settings = config.load()
    log.configure(settings.log_level)
    asyncio.run(run(settings))


class Worker(procrastinate.worker.Worker):
    """Procrastinate's, whose jobs hear that it stops, be it by itself as its connection broke."""

    def stop(self) -> None:
        self.additional_context["runtime"].stopping.set()
        super().stop()


async def run(settings: config.Config) -> None:
    """Work until SIGTERM or SIGINT; then finish what is under way."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            await work(settings, stop)
        except Exception as error:
            # PostgreSQL is away or was restarted: procrastinate does not come back by
            # itself, so everything is opened anew.
            logger.warning("worker starts again", kind=type(error).__name__)
            await asyncio.sleep(1)


async def work(settings: config.Config, stop: asyncio.Event) -> None:
    """Until told to stop, or until procrastinate's worker has stopped by itself."""
    with app.replace_connector(PsycopgConnector()):  # one keeps the first pool that it was given
        # Two pools, so that heartbeats never wait for a connection that jobs hold. Only what
        # listens and what has session locks needs PostgreSQL itself.
        async with (
            open_pool(settings.worker_listen_database_url, size=5, checked=True) as own,
            open_pool(
                settings.worker_database_url, prepared_statements=settings.prepared_statements
            ) as pool,
            app.open_async(own),
        ):
            runtime = make_runtime(settings, Database(pool, own))
            worker = Worker(
                app,
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                fetch_job_polling_interval=1,
                update_heartbeat_interval=1,
                stalled_worker_timeout=10,
                shutdown_graceful_timeout=GRACE,
                install_signal_handlers=False,
                additional_context={"runtime": runtime},
            )
            lives = presence.keep(runtime, worker, settings.worker_listen_database_url)
            try:
                await run_until(stop, worker, lives)
            finally:
                await runtime.close()


def make_runtime(settings: config.Config, database: Database) -> Runtime:
    receipts = {"SANDBOX_RECEIPT_URL": f"{settings.base_url}/notifications/sandbox"}
    return Runtime(
        config=settings,
        provider_settings=ProviderSettings.from_env({**receipts, **os.environ}),
        database=database,
        secret_box=SecretBox(settings.secret_keys),
        objects=ObjectStore(settings.object_store_url, settings.object_buckets),
        stopping=asyncio.Event(),
    )


async def run_until(
    stop: asyncio.Event, worker: Worker, presence: Coroutine[Any, Any, None]
) -> None:
    """Its presence ends last: until then nobody takes over what it finishes."""
    app.perform_import_paths()
    running = asyncio.create_task(worker.run())
    stopping = asyncio.create_task(stop.wait())
    present = asyncio.create_task(presence)
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        worker.stop()
        await running
    finally:
        stopping.cancel()
        present.cancel()
        with suppress(asyncio.CancelledError):
            await present
