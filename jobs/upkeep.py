"""What keeps messages and uploads moving when something came out of turn: every few seconds.

Dead workers' claims and jobs, and lanes without a job, are seen to by each worker's presence
(jobs/presence.py), which does not depend on the table of jobs.
"""

from procrastinate import JobContext

from jobs.app import Runtime, app


@app.task(queue="upkeep", queueing_lock="sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Apply overtaken receipts, start uploads that are due or were left."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.call("jobs.apply_overtaken_receipts")
    await runtime.database.call("jobs.start_uploads")


@app.task(queue="upkeep", queueing_lock="gather_strays", pass_context=True)
async def gather_strays(context: JobContext, timestamp: int) -> None:
    """Find what was queued in transactions that went on for very long."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.call("jobs.gather_strays")
