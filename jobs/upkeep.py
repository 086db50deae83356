"""What keeps the queues moving when something has stopped, and ends what waits in vain."""

from datetime import timedelta

import structlog
from procrastinate import JobContext, RetryStrategy

from jobs.app import Runtime, app

log = structlog.get_logger(__name__)

# Without a heartbeat for so long a worker counts as dead; they beat every second.
SILENCE = timedelta(seconds=5)


@app.task(queue="upkeep", queueing_lock="sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Take back dead workers' jobs, apply overtaken receipts, wake lanes with something due."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.call("jobs.release_stalled_jobs", silent_for=SILENCE)
    await runtime.database.call("jobs.apply_overtaken_receipts")
    await runtime.database.call("jobs.sweep")


@app.task(
    queue="upkeep",
    queueing_lock="time_out_notifications",
    retry=RetryStrategy(max_attempts=10, wait=300),
    pass_context=True,
)
async def time_out_notifications(context: JobContext, timestamp: int) -> None:
    """End messages of which nothing has been heard for 72 hours (ops.time_out_notifications)."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.run_procedure("ops.time_out_notifications")


@app.task(queue="upkeep", queueing_lock="give_up_callbacks", pass_context=True)
async def give_up_callbacks(context: JobContext, timestamp: int) -> None:
    """Give up calls to services that have waited for a day (ops.give_up_callbacks)."""
    runtime: Runtime = context.additional_context["runtime"]
    (row,) = await runtime.database.call("ops.give_up_callbacks")
    (given_up,) = row.values()
    if given_up:
        log.warning("callbacks given up", count=given_up)
