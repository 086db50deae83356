"""What keeps the queues moving when something has stopped: every few seconds."""

from datetime import timedelta

from procrastinate import JobContext

from jobs.app import Runtime, app

# Without a heartbeat for so long a worker counts as dead; they beat every second.
SILENCE = timedelta(seconds=4)


@app.task(queue="upkeep", queueing_lock="sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Take back dead workers' jobs, apply overtaken receipts, start or wake what is due."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.call("jobs.release_stalled_jobs", silent_for=SILENCE)
    await runtime.database.call("jobs.apply_overtaken_receipts")
    await runtime.database.call("jobs.sweep")
    await runtime.database.call("jobs.start_uploads")
