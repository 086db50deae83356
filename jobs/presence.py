"""A worker's proof that it lives: a lock of a database session of its own, which ends with it.

While it lives it looks every second whether others have died, and takes over what they had. None of
this goes by way of procrastinate, so whatever stands in its tables, lanes are woken.
"""

import asyncio
from datetime import timedelta

import procrastinate.worker
import psycopg
import structlog

from jobs.app import Runtime
from postroom.statements import function_call

log = structlog.get_logger(__name__)

# Seconds between two looks, and before a session is opened again.
BEAT, AGAIN = 1, 0.3
# A worker without a heartbeat for this long counts as dead whatever its lock says: it hangs.
SILENCE = timedelta(seconds=4)
# PostgreSQL notices in seconds, not hours, that a worker's machine is gone, and ends its session.
KEEPALIVE = "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3"

BEATS = {
    "jobs.take_over": {},
    "jobs.release_stalled_jobs": {"silent_for": SILENCE},
    "jobs.renew_generations": {},
    "jobs.end_validity": {},
    "jobs.sweep": {},
}


async def keep(runtime: Runtime, worker: procrastinate.worker.Worker, url: str) -> None:
    """Show until cancelled that this worker lives.

    A session that is lost is opened again. Others may have taken over meanwhile what was claimed
    here, and then nothing of it is handed over (jobs.hand_over).
    """
    while True:
        try:
            async with await connect(url) as session:
                await live(runtime, worker, session)
        except psycopg.Error as error:
            log.warning("presence lost", kind=type(error).__name__)
        await asyncio.sleep(AGAIN)


async def connect(url: str) -> psycopg.AsyncConnection:
    options = psycopg.conninfo.conninfo_to_dict(url).get("options", "")
    return await psycopg.AsyncConnection.connect(
        url,
        options=f"{options} {KEEPALIVE}".strip(),
        autocommit=True,
        connect_timeout=5,
        keepalives_idle=2,
        keepalives_interval=1,
        keepalives_count=3,
    )


async def live(
    runtime: Runtime, worker: procrastinate.worker.Worker, session: psycopg.AsyncConnection
) -> None:
    while worker.worker_id is None:
        await asyncio.sleep(0.01)
    await call(session, "jobs.begin_work", worker=worker.worker_id)
    runtime.worker_id = worker.worker_id
    failing: set[str] = set()
    while True:
        for function, arguments in BEATS.items():
            await beat(session, failing, function, **arguments)
        await asyncio.sleep(BEAT)


async def beat(
    session: psycopg.AsyncConnection, failing: set[str], function: str, **arguments: object
) -> None:
    try:
        await call(session, function, **arguments)
        failing.discard(function)
    except psycopg.Error as error:
        if session.broken:
            raise
        # Two of them in each other's way, say, or a full disk. The next beat tries again.
        if function not in failing:
            log.warning("beat failed", function=function, kind=type(error).__name__)
        failing.add(function)


async def call(session: psycopg.AsyncConnection, function: str, **arguments: object) -> None:
    await session.execute(function_call(function, tuple(arguments)), arguments)
