"""Credentials of the print API, changed every month: they end after 90 days, or a year."""

from datetime import UTC, date, datetime, timedelta
from typing import cast

import structlog
from procrastinate import JobContext, RetryStrategy

from jobs.app import Runtime, app
from jobs.providers import Unavailable
from jobs.providers.dvla import DVLA

log = structlog.get_logger(__name__)

RETRIES = RetryStrategy(max_attempts=3, wait=60, retry_exceptions={Unavailable})
TUESDAY = 1


@app.task(
    queue="upkeep", queueing_lock="change_dvla_api_key", lock="dvla", retry=RETRIES,
    pass_context=True,
)  # fmt: skip
async def change_dvla_api_key(context: JobContext, timestamp: int) -> None:
    """Have a new API key of the print API, on the first Tuesday of a month."""
    if day_of(timestamp) == first_tuesday(day_of(timestamp)) and (dvla := printer(context)):
        await dvla.access.change_api_key()
        log.info("API key changed", provider=dvla.name)


@app.task(
    queue="upkeep", queueing_lock="change_dvla_password", lock="dvla", retry=RETRIES,
    pass_context=True,
)  # fmt: skip
async def change_dvla_password(context: JobContext, timestamp: int) -> None:
    """Have a new password at the print API, on the day after the first Tuesday of a month."""
    yesterday = day_of(timestamp) - timedelta(days=1)
    if yesterday == first_tuesday(yesterday) and (dvla := printer(context)):
        await dvla.access.change_password()
        log.info("password changed", provider=dvla.name)


def printer(context: JobContext) -> DVLA | None:
    """The print API, where it is set up."""
    runtime: Runtime = context.additional_context["runtime"]
    try:
        return cast(DVLA, runtime.provider(DVLA.name))
    except ValueError:
        return None


def day_of(timestamp: int) -> date:
    return datetime.fromtimestamp(timestamp, UTC).date()


def first_tuesday(day: date) -> date:
    """That of the day's month."""
    first = day.replace(day=1)
    return first + timedelta(days=(TUESDAY - first.weekday()) % 7)
