"""Which notifications are on a page of the internal API's lists: their ids and their days.

api.describe_notifications makes of these what is shown.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, or_, select

from api import database, reading
from postroom.content.dates import LONDON

# Messages that one search may look at.
REACH = 50_000
# How many times as many days each step of a list goes back as the step before.
GROWTH = 4
# Days that any service keeps something of; some keep more.
SHORTEST = 7
# How far the database's clock may be ahead of this one.
CLOCKS_DIFFER = timedelta(minutes=1)

NOTIFICATION = reading.notifications.c
FILTERS = {
    "older_than": NOTIFICATION.id < bindparam("older_than"),
    "template_types": reading.among(NOTIFICATION.notification_type, "template_types"),
    "statuses": reading.among(NOTIFICATION.status, "statuses"),
    "without_tests": NOTIFICATION.key_type != "test",
    "without_jobs": NOTIFICATION.job_id.is_(None),
    "without_one_off": NOTIFICATION.created_by_id.is_(None),
}
COLUMNS = (NOTIFICATION.id, NOTIFICATION.day, NOTIFICATION.kept_until)
OF_THE_DAYS = (
    NOTIFICATION.service_id == bindparam("service_id"),
    NOTIFICATION.day.between(bindparam("lower_day"), bindparam("upper_day")),
)

JOB = reading.jobs.c
ROW = reading.job_notifications.c
ROW_FILTERS = {
    "template_types": reading.among(ROW.notification_type, "template_types"),
    "statuses": reading.among(ROW.status, "statuses"),
}


def find(
    service_id: UUID,
    *,
    size: int,
    skipped: int = 0,
    limit_days: int | None = None,
    older_than: UUID | None = None,
    **filters: Any,
) -> dict[str, Any]:
    """A page of what a service's retention still keeps, newest first; limit_days 0 is today.

    Nothing after an older_than, the last id of the page before, that is not the service's. With
    recipient_part, normalised, and reference_part the page has what holds one of them; the search
    ends when it has looked at REACH messages.
    """
    if older_than and not database.call_value(
        "api.has_notification", replica=True, service_id=service_id, notification_id=older_than
    ):
        return described_by([])
    searched = "recipient_part" in filters
    found: list[reading.Row] = []
    wanted, left_over = skipped + size, REACH
    for days in stretches(service_id, older_than, limit_days):
        found += reading.rows(
            compose_step,
            replica=True,
            service_id=service_id,
            older_than=older_than,
            wanted=wanted - len(found),
            reach=left_over,
            **days,
            **filters,
        )
        if len(found) >= wanted:
            break
        if searched:
            # All of these days were searched, or as many messages as a search may look at.
            (looked,) = reading.rows(
                compose_looked, replica=True, service_id=service_id, reach=left_over, **days
            )
            left_over -= looked["count"]
            if left_over <= 0:
                break
    return described_by(found[skipped:])


def described_by(rows: list[reading.Row]) -> dict[str, Any]:
    """What api.describe_notifications takes: the days lead it to the partitions of the ids."""
    return {
        "ids": [row["id"] for row in rows],
        "days": list({row["day"] for row in rows}),
        "last_days": list({row["kept_until"] for row in rows}),
    }


def day_of(id: UUID) -> date:
    """The local day inside of a UUID version 7."""
    return datetime.fromtimestamp((id.int >> 80) / 1000, LONDON).date()


def stretches(
    service_id: UUID, older_than: UUID | None, limit_days: int | None
) -> Iterator[dict[str, date]]:
    """Days from the newest backwards, until the caller has enough or nothing is kept any more.

    A busy service needs one partition, a quiet one a few queries for all of them. How long the
    service keeps anything matters only past the days that each service keeps.
    """
    today = reading.today()
    first_day = date.min if limit_days is None else today - timedelta(days=limit_days)
    upper = day_of(older_than) if older_than else reading.today(CLOCKS_DIFFER)
    lower, span, known = max(min(upper, today), first_day), 1, False
    while lower <= upper:
        yield {
            "lower_day": lower,
            "upper_day": upper,
            "first_last_day": today - timedelta(days=1),
            "last_last_day": upper + timedelta(days=reading.LONGEST_CLASS),
        }
        upper, span = lower - timedelta(days=1), span * GROWTH
        lower = max(upper - timedelta(days=span - 1), first_day)
        if not known and today - timedelta(days=SHORTEST) > lower <= upper:
            kept = database.call_value("api.kept_since", replica=True, service_id=service_id)
            first_day, known = max(first_day, kept), True
            lower = max(lower, first_day)


def compose_step(given: frozenset[str]) -> Select:
    """What a list has of a stretch of days."""
    listed = (
        select(*COLUMNS, NOTIFICATION.client_reference)
        .where(*OF_THE_DAYS, *reading.conditions(FILTERS, given))
        .order_by(NOTIFICATION.id.desc())
    )
    if "recipient_part" not in given:
        return listed.limit(bindparam("wanted"))
    seen = listed.limit(bindparam("reach")).subquery("seen")
    content = reading.notification_contents.c
    # A value and not "exists", of which PostgreSQL may make a look at all recipients of all days.
    of_recipient = (
        select(func.strpos(content.normalised_recipient, bindparam("recipient_part")) > 0)
        .where(
            content.id == seen.c.id,
            content.kept_until == seen.c.kept_until,
            content.service_id == bindparam("service_id"),
            reading.kept(content),
        )
        .scalar_subquery()
    )
    reference = func.lower(seen.c.client_reference)
    return (
        select(seen.c.id, seen.c.day, seen.c.kept_until)
        .where(or_(func.strpos(reference, bindparam("reference_part")) > 0, of_recipient))
        .order_by(seen.c.id.desc())
        .limit(bindparam("wanted"))
    )


def compose_looked(_: frozenset[str]) -> Select:
    """How many messages a search has looked at, whether its filters let them pass or not."""
    looked = (
        select(NOTIFICATION.id).where(*OF_THE_DAYS).limit(bindparam("reach")).subquery("looked")
    )
    return select(func.count().label("count")).select_from(looked)


def find_of_job(service_id: UUID, job_id: UUID, **query: Any) -> tuple[int, dict[str, Any]]:
    """How many of an upload's notifications are still kept, and a page in the order of its rows.

    Nothing of an unknown upload, nor of one that has not begun.
    """
    days = reading.rows(compose_days_of_job, service_id=service_id, job_id=job_id)
    if not days:
        return 0, described_by([])
    rows = reading.rows(compose_page_of_job, job_id=job_id, **days[0], **query)
    return reading.total(rows), described_by(rows)


def compose_days_of_job(_: frozenset[str]) -> Select:
    return select(JOB.first_day, JOB.last_day).where(
        JOB.id == bindparam("job_id"),
        JOB.service_id == bindparam("service_id"),
        JOB.first_day.is_not(None),
    )


def compose_page_of_job(given: frozenset[str]) -> Select:
    return reading.page(
        select(ROW.id, ROW.day, ROW.kept_until, reading.TOTAL)
        .where(
            ROW.job_id == bindparam("job_id"),
            ROW.day.between(bindparam("first_day"), bindparam("last_day")),
            *reading.conditions(ROW_FILTERS, given),
        )
        .order_by(ROW.job_row_number)
    )
