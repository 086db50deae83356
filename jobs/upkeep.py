"""What keeps the queues moving when something has stopped: every few seconds."""

from procrastinate import JobContext, exceptions
from procrastinate.jobs import Status

from jobs.app import Runtime, app

# Seconds without a heartbeat after which a worker counts as dead.
SILENCE = 10


@app.periodic(cron="* * * * * */5")
@app.task(queue="upkeep", queueing_lock="sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Wake the lanes that have due messages (jobs.sweep)."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.call("jobs.sweep")


@app.periodic(cron="* * * * * */10")
@app.task(queue="upkeep", queueing_lock="release_stalled_jobs")
async def release_stalled_jobs(timestamp: int) -> None:
    """Give the jobs of dead workers to living ones: every job is safe to run twice."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        try:
            await app.job_manager.retry_job(job)
        except exceptions.AlreadyEnqueued:
            # Another one waits already under the same queueing lock.
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
