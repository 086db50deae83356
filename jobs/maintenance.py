"""Maintenance: what is due each hour and each day, one SQL function a step, in order."""

from procrastinate import JobContext, RetryStrategy

from jobs.app import Runtime, app


@app.task(
    queue="upkeep",
    queueing_lock="run_maintenance",
    lock="run_maintenance",
    # Somebody may be running it by hand.
    retry=RetryStrategy(max_attempts=10, wait=300),
    pass_context=True,
)
async def run_maintenance(context: JobContext, timestamp: int) -> None:
    """Do what is due of each hour and each local day (ops.maintenance_steps)."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.run_procedure("ops.run_maintenance")
