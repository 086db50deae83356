"""The worker process: every job of every queue, until it is told to stop."""

import asyncio
import os
import signal
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import procrastinate.worker
import psycopg
import structlog
from procrastinate import PsycopgConnector
from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server

from jobs import presence
from jobs.app import Runtime, app
from jobs.database import Database, open_pool
from jobs.failures import keep_reason
from jobs.providers import setup
from postroom import outages, outcomes
from postroom.files.objects import ObjectStore
from postroom.links.secret_keys import SecretBox
from postroom.settings import config, log

logger = structlog.get_logger(__name__)

CONCURRENCY = 20
# Seconds that jobs have to end when the worker stops, before they are cancelled. Messages in hand
# are waited for all the same (jobs/delivery/lanes.py).
GRACE = 5
# Failures in a row, each within this many seconds of a start, after which trying again is of no
# use.
FAILURES, QUICK = 5, 60
# Seconds by which a clock is set and not corrected.
LEAP = 60


def main() -> None:
    settings = config.load_or_exit()
    log.configure(settings.log_level)
    logger.info("worker started", process=os.getpid())
    if settings.worker_metrics:
        serve_metrics(*settings.worker_metrics)
    asyncio.run(run(settings))
    logger.info("worker stopped", process=os.getpid())


def serve_metrics(host: str, port: int) -> None:
    """Serve Prometheus what this worker has counted."""
    registry = CollectorRegistry()
    for metric in outcomes.ALL:
        registry.register(metric)
    ProcessCollector(registry=registry)
    start_http_server(port, host, registry)


class Worker(procrastinate.worker.Worker):
    """Procrastinate's, whose jobs hear that it stops, be it by itself as its connection broke."""

    def stop(self) -> None:
        assert self.additional_context
        self.additional_context["runtime"].stopping.set()
        super().stop()


async def run(settings: config.Config) -> None:
    """Work until SIGTERM or SIGINT; then finish what is under way."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    failures = 0
    while not stop.is_set():
        began = time.monotonic()
        try:
            await work(settings, stop)
        except Exception as error:
            pause = 1.0
            if not is_away(error):
                failures = failures + 1 if time.monotonic() - began < QUICK else 1
                if failures == FAILURES:
                    raise SystemExit(
                        f"The worker has failed {failures} times as it started: {reason(error)}"
                    ) from None
                pause = 2.0**failures
            # PostgreSQL is away or was restarted: procrastinate does not come back by
            # itself, so everything is opened anew.
            logger.warning("worker starts again", reason=reason(error), pause=pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


def is_away(error: BaseException | None) -> bool:
    """Whether it comes of the database being away, which passes."""
    while error is not None:
        if outages.passes(error) or isinstance(error, OSError):
            return True
        error = error.__cause__ or error.__context__
    return False


def reason(error: Exception) -> str:
    """What is wrong, without what a database's error may quote of its data."""
    kind = type(error).__name__
    if isinstance(error, psycopg.Error) or isinstance(error.__cause__, psycopg.Error):
        return kind
    return f"{kind}: {error}"


async def work(settings: config.Config, stop: asyncio.Event) -> None:
    """Run jobs until told to stop, or until procrastinate's worker has stopped by itself."""
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
                worker_middleware=[keep_reason],
                additional_context={"runtime": runtime},
            )
            await setup.register(runtime)
            await setup.look(runtime)
            telling = asyncio.create_task(runtime.tally.tell_every_minute())
            lives = presence.keep(runtime, worker, settings.worker_listen_database_url)
            try:
                await run_until(stop, worker, lives)
            finally:
                telling.cancel()
                await runtime.close()


def make_runtime(settings: config.Config, database: Database) -> Runtime:
    return Runtime(
        config=settings,
        provider_settings=settings.providers,
        database=database,
        secret_box=SecretBox(settings.secret_keys),
        objects=ObjectStore(settings.object_store_url, settings.object_buckets),
        stopping=asyncio.Event(),
    )


async def run_until(
    stop: asyncio.Event, worker: Worker, presence: Coroutine[Any, Any, None]
) -> None:
    """Its presence ends last: until then nobody takes over what it finishes.

    It ends when the clock is set, too: procrastinate's would make up for each second that seems
    to have been missed, or have nothing to do until the second that it was at before.
    """
    app.perform_import_paths()
    running = asyncio.create_task(worker.run())
    stopping = asyncio.create_task(stop.wait())
    present = asyncio.create_task(presence)
    leaping = asyncio.create_task(clock_leaps())
    try:
        await asyncio.wait({running, stopping, leaping}, return_when=asyncio.FIRST_COMPLETED)
        worker.stop()
        await running
    finally:
        stopping.cancel()
        leaping.cancel()
        present.cancel()
        with suppress(asyncio.CancelledError):
            await present


async def clock_leaps() -> None:
    """Until the clock has been set, forwards or back."""
    began = time.time() - time.monotonic()
    while abs(time.time() - time.monotonic() - began) < LEAP:
        await asyncio.sleep(0.5)
    logger.warning("the clock has been set", seconds=round(time.time() - time.monotonic() - began))
