"""Reports: everything that a service sent of a type, as a CSV file in the object store."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import structlog
from procrastinate import JobContext

from jobs.app import Runtime, app
from postroom.notification_csv import to_csv_row

log = structlog.get_logger(__name__)

PAGE = 2500

# What the file calls what to_csv_row has.
COLUMNS = {
    "Recipient": "recipient",
    "Reference": "client_reference",
    "Template": "template_name",
    "Type": "template_type",
    "Sent by": "created_by_name",
    "Sent by email": "created_by_email_address",
    "Job": "job_name",
    "Status": "status",
    "Time": "created_at",
    "API key name": "api_key_name",
}


@app.task(queue="reports", name="process_report", pass_context=True)
async def process_report(context: JobContext, report_id: str) -> None:
    """Make the file of one report; again from the start if a worker died over it."""
    runtime: Runtime = context.additional_context["runtime"]
    started = await runtime.database.call("jobs.start_report", report_id=report_id)
    stored = bool(started) and await make(runtime, report_id, started[0]["key"])
    await runtime.database.call("jobs.finish_report", report_id=report_id, stored=stored)


async def make(runtime: Runtime, report_id: str, key: str) -> bool:
    """Whether the file is there now."""
    # It goes in a day unless the report ends as stored.
    await runtime.database.call("api.announce_objects", keys=[key])
    try:
        async with runtime.objects.writer(key) as file:
            async for text in pages(runtime, report_id):
                await file.write(text.encode())
    except Exception as error:
        # The error's text could hold personal data.
        log.error("report not made", id=report_id, kind=type(error).__name__)
        return False
    return True


async def pages(runtime: Runtime, report_id: str) -> AsyncIterator[str]:
    """The file's text: its header, then a page of lines at a time, the newest first."""
    yield to_csv([list(COLUMNS)])
    last: UUID | None = None
    while found := await runtime.database.call(
        "jobs.find_report_notifications", report_id=report_id, size=PAGE, older_than=last
    ):
        rows = await runtime.database.call("api.describe_notifications_for_csv", **found[0])
        yield to_csv([line(row) for row in rows])
        last = found[0]["ids"][-1]


def line(row: dict[str, Any]) -> list[str]:
    shown = to_csv_row(row)
    return [shown[name] or "" for name in COLUMNS.values()]


def to_csv(lines: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()
