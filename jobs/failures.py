"""Why background jobs fail, kept where operators can read it: ops.jobs()."""

import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
import structlog
from procrastinate import JobContext
from procrastinate.worker import Worker

from jobs.app import Runtime

log = structlog.get_logger(__name__)

ROOT = Path(__file__).parents[1]


async def keep_reason(
    call_next: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker
) -> Any:
    """Run a job; should it fail, note why, and let procrastinate go on with the exception."""
    try:
        return await call_next()
    except Exception as error:
        runtime: Runtime = context.additional_context["runtime"]
        why = reason(error)
        log.error("job failed", id=context.job.id, task=context.job.task_name, reason=why)
        try:
            await runtime.database.call("jobs.record_failure", id=context.job.id, reason=why)
        except psycopg.Error as another:
            log.error("reason not kept", id=context.job.id, kind=type(another).__name__)
        raise


def reason(error: BaseException) -> str:
    """The kind of an exception and where it was raised, without what it says.

    Its text can hold personal data.
    """
    kind = type(error).__name__
    if isinstance(error, psycopg.Error) and error.sqlstate:
        kind = f"{kind} ({error.sqlstate})"
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(ROOT) and ".venv" not in frame.filename
    ]
    if not own:
        return kind
    return f"{kind} at {Path(own[-1].filename).relative_to(ROOT)}:{own[-1].lineno}"
