"""Files that nothing names any more leave the object store."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from procrastinate import JobContext

from jobs.app import Runtime, app
from postroom.files import buckets, objects

log = structlog.get_logger(__name__)

BATCH = 500
# Files removed side by side.
CONCURRENCY = 16


@app.task(queue="upkeep", queueing_lock="remove_objects", lock="remove_objects", pass_context=True)
async def remove_objects(context: JobContext, timestamp: int) -> None:
    """Remove what is due (postroom.object_removals): the night's, and what was never stored."""
    runtime: Runtime = context.additional_context["runtime"]
    slots = asyncio.Semaphore(CONCURRENCY)

    async def remove(key: str) -> str | None:
        async with slots:
            try:
                await asyncio.to_thread(runtime.objects.delete, key)
            except objects.Fault as error:
                log.error("file not removed", kind=type(error).__name__)
                return None
            return key

    while not runtime.stopping.is_set():
        rows = await runtime.database.call("jobs.removable_objects", size=BATCH)
        removed = await asyncio.gather(*(remove(row["key"]) for row in rows))
        removed = [key for key in removed if key]
        if not removed:
            # Nothing is left, or nothing can be removed now: the next run tries again.
            return
        await runtime.database.call("jobs.forget_objects", keys=removed)


@app.task(
    queue="upkeep", queueing_lock="remove_temporary_files", lock="remove_objects", pass_context=True
)
async def remove_temporary_files(context: JobContext, timestamp: int) -> None:
    """Remove what is kept for a week: logos that nobody used, and pictures of letters."""
    runtime: Runtime = context.additional_context["runtime"]
    due = datetime.now(UTC) - timedelta(days=buckets.TEMPORARY_FOR)

    def remove() -> int:
        old = [
            key
            for bucket, prefixes in buckets.TEMPORARY.items()
            for key, written_at in runtime.objects.list_with_times(bucket)
            if key.startswith(prefixes) and written_at < due
        ]
        for key in old:
            runtime.objects.delete(key)
        return len(old)

    try:
        if count := await asyncio.to_thread(remove):
            log.info("temporary files removed", count=count)
    except objects.Fault as error:
        log.error("temporary files not removed", kind=type(error).__name__)
