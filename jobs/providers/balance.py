"""The shares of the providers of text messages, moved by what they have done lately."""

import structlog
from procrastinate import JobContext

from jobs.app import Runtime, app

log = structlog.get_logger(__name__)


@app.task(queue="upkeep", queueing_lock="switch_slow_provider", pass_context=True)
async def switch_slow_provider(context: JobContext, timestamp: int) -> None:
    """Move traffic away from a slow provider of text messages (jobs.switch_slow_provider)."""
    await change(context, "jobs.switch_slow_provider")


@app.task(queue="upkeep", queueing_lock="tend_providers", pass_context=True)
async def tend_providers(context: JobContext, timestamp: int) -> None:
    """Move the providers' shares back towards where they rest (jobs.tend_providers)."""
    await change(context, "jobs.tend_providers")


async def change(context: JobContext, function: str) -> None:
    runtime: Runtime = context.additional_context["runtime"]
    (row,) = await runtime.database.call(function)
    (changed,) = row.values()
    if changed:
        log.warning("providers' shares moved", by=function)
