"""Uploads: one job turns a file's rows into notifications, a chunk a transaction.

The upload's cursor moves in the transaction that stores the rows before it, so a job that is
killed is simply done again: it goes on from the cursor, and no row is left out or sent twice.
"""

import asyncio
import json
from datetime import timedelta
from itertools import islice
from typing import Any

import structlog
from procrastinate import JobContext

from jobs.app import Runtime, app
from postroom import csv_upload, outcomes, text_messages
from postroom.content.recipients import UnreadableFile
from postroom.files import documents, objects

log = structlog.get_logger(__name__)

# Rows that are parsed in one go and stored in one transaction; fewer when each has files of
# its own to be written first.
CHUNK, CHUNK_WITH_FILES = 2000, 100
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
    upload = await asyncio.to_thread(
        csv_upload.read, details, data, runtime.config.document_base_url
    )
    stored = await value(runtime, "jobs.begin_upload", job_id=job_id, row_count=upload.row_count)
    if stored is None:
        return
    rows, files = upload.rows(stored), Files(runtime)
    size = CHUNK_WITH_FILES if upload.email_files else CHUNK
    while not runtime.stopping.is_set():
        chunk = await asyncio.to_thread(list, islice(rows, size))
        if not chunk:
            return
        if upload.email_files:
            await files.store(chunk)
        stored = await value(
            runtime,
            "jobs.store_rows",
            job_id=job_id,
            first_row=stored,
            reply_to_text=reply_to_text(details),
            rows=await asyncio.to_thread(json.dumps, chunk),
        )
        if stored is None:
            return
        statuses = (row.get("status") or "created" for row in chunk)
        outcomes.count_each(details["template_type"], "normal", statuses)


def reply_to_text(details: dict[str, Any]) -> str | None:
    """The sender as it is shown."""
    sender = details["reply_to_text"]
    return text_messages.display(sender) if details["template_type"] == "sms" else sender


class Files:
    """The files of an email template, copied for each row that links to them."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._contents: dict[str, bytes] = {}

    async def store(self, chunk: list[dict[str, Any]]) -> None:
        """Write the copies of some rows, announced, and give the rows their documents."""
        keys = [copy.document.object_key for row in chunk for copy in row.get("copies", ())]
        await self._runtime.database.call("api.announce_objects", keys=keys)
        await asyncio.to_thread(self._write, chunk)

    def _write(self, chunk: list[dict[str, Any]]) -> None:
        for row in chunk:
            copies = row.pop("copies", [])
            row["documents"] = [
                documents.store(self._runtime.objects, copy.document, self._content(copy.source))
                for copy in copies
            ] or None

    def _content(self, source: str) -> bytes:
        if source not in self._contents:
            self._contents[source] = self._runtime.objects.get(source)
        return self._contents[source]


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
