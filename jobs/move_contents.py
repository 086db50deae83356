"""Changes of retention: what a service has moves to its new day."""

from datetime import date, timedelta
from typing import Any

from procrastinate import JobContext

from jobs.app import Runtime, app


@app.task(queue="upkeep", name="move_contents", pass_context=True)
async def move_contents(context: JobContext, service_id: str, notification_type: str) -> None:
    """After a change of retention: move what a service has, one day a transaction."""
    runtime: Runtime = context.additional_context["runtime"]
    for day in live_days(await runtime.database.call("ops.today")):
        await runtime.database.call(
            "ops.move_contents_day",
            service_id=service_id,
            notification_type=notification_type,
            day=day,
        )


def live_days(rows: list[dict[str, Any]]) -> list[date]:
    """The days of creation that any retention class may still keep, newest first."""
    (today,) = rows[0].values()
    return [today - timedelta(days=n) for n in range(91)]
