"""Uploads: one job turns a file's rows into notifications, a chunk a transaction.

The upload's cursor moves in the transaction that stores the rows before it, so a job that is
killed is simply done again: it goes on from the cursor, and no row is left out or sent twice.
"""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import structlog
from procrastinate import JobContext

from jobs.app import Runtime, app
from postroom import objects
from postroom.content.recipients import UnreadableFile
from postroom.uploads import Upload

log = structlog.get_logger(__name__)

# Rows that are parsed in one go and stored in one transaction.
CHUNK = 2000
STORE_AWAY = timedelta(minutes=1)
FAILED = timedelta(minutes=30)


@app.task(queue="uploads", name="process_upload", pass_context=True)
async def process_upload(context: JobContext, job_id: str) -> None:
    """Store what is left of an upload, or leave it for later."""
    runtime: Runtime = context.additional_context["runtime"]
    try:
        await process(runtime, job_id)
    except (objects.NotFound, UnreadableFile) as error:
        await put_off(runtime, job_id, FAILED, error)
    except objects.Fault as error:
        log.warning("object store away", job_id=job_id, kind=type(error).__name__)
        await runtime.database.call("jobs.put_off_upload", job_id=job_id, delay=STORE_AWAY)
    except Exception as error:
        await put_off(runtime, job_id, FAILED, error)


async def process(runtime: Runtime, job_id: str) -> None:
    found = await runtime.database.call("jobs.read_upload", job_id=job_id)
    if not found:
        return
    (details,) = found
    data = await asyncio.to_thread(runtime.objects.get, details["file_key"])
    upload = await asyncio.to_thread(Upload, details, data)
    stored = await value(runtime, "jobs.begin_upload", job_id=job_id, row_count=upload.row_count)
    if stored is None:
        return
    rows = upload.rows(stored)
    while not runtime.stopping.is_set():
        chunk = await asyncio.to_thread(next_chunk, rows)
        if chunk is None:
            return
        stored = await value(
            runtime,
            "jobs.store_rows",
            job_id=job_id,
            first_row=stored,
            reply_to_text=upload.reply_to_text,
            rows=chunk,
        )
        if stored is None:
            return


def next_chunk(rows: Iterator[dict[str, Any]]) -> str | None:
    """The next rows as JSON; None when there are no more."""
    chunk = list(islice(rows, CHUNK))
    return json.dumps(chunk) if chunk else None


async def value(runtime: Runtime, function: str, **arguments: Any) -> Any:
    (row,) = await runtime.database.call(function, **arguments)
    return next(iter(row.values()))


async def put_off(runtime: Runtime, job_id: str, delay: timedelta, error: Exception) -> None:
    """The upload shows as "error" and is tried again for a day; the text could be personal."""
    log.error("upload not processed", job_id=job_id, kind=type(error).__name__)
    await runtime.database.call("jobs.put_off_upload", job_id=job_id, delay=delay, failed=True)


@app.task(queue="upkeep", queueing_lock="complete_uploads", pass_context=True)
async def complete_uploads(context: JobContext, timestamp: int) -> None:
    """Say of finished uploads that all their notifications exist (jobs.complete_uploads)."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.call("jobs.complete_uploads")


@app.task(queue="upkeep", queueing_lock="keep_statistics", pass_context=True)
async def keep_statistics(context: JobContext, timestamp: int) -> None:
    """Keep the figures of uploads in which nothing changes any more (jobs.keep_statistics)."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.call("jobs.keep_statistics")
