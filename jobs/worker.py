"""The worker process: every job of every queue, until it is told to stop."""

import asyncio
import os
import signal

import structlog

from jobs.app import Runtime, app
from jobs.database import Database, open_pool
from jobs.providers.settings import ProviderSettings
from postroom import config, log
from postroom.objects import ObjectStore
from postroom.secret_keys import SecretBox

logger = structlog.get_logger(__name__)

CONCURRENCY = 20


def main() -> None:
    settings = config.load()
    log.configure(settings.log_level)
    asyncio.run(run(settings))


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
    async with open_pool(settings.worker_database_url) as pool, app.open_async(pool):
        runtime = Runtime(
            config=settings,
            provider_settings=ProviderSettings.from_env(
                {"SANDBOX_RECEIPT_URL": f"{settings.base_url}/notifications/sandbox", **os.environ}
            ),
            database=Database(pool),
            secret_box=SecretBox(settings.secret_keys),
            objects=ObjectStore(settings.object_store_url, settings.object_buckets),
            stopping=stop,
        )
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                fetch_job_polling_interval=1,
                update_heartbeat_interval=1,
                stalled_worker_timeout=10,
                shutdown_graceful_timeout=20,
                install_signal_handlers=False,
                additional_context={"runtime": runtime},
            )
        )
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not worker.done():
                worker.cancel()
            await asyncio.gather(worker, return_exceptions=stop.is_set())
        finally:
            stopping.cancel()
            await runtime.close()
