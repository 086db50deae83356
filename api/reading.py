"""Lists whose shape depends on the request, composed over the views of schema reading.

A list's condition stands in its statement only where the request asks for it, so PostgreSQL plans
what is asked and nothing else. SQLAlchemy writes the text, once for each shape; the API's own pool
runs it. What changes something is a function (api.database.call).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnCollection,
    ColumnElement,
    Select,
    TableClause,
    bindparam,
    column,
    func,
    table,
)
from sqlalchemy.dialects.postgresql import psycopg

from api import database
from postroom.content.dates import LONDON

# A composer makes a statement from the names of what the request gives.
Composer = Callable[[frozenset[str]], Select]
Row = dict[str, Any]

DIALECT = psycopg.dialect(paramstyle="pyformat")
# Days: as long as anything is kept.
LONGEST_CLASS = 90


def view(name: str, columns: str) -> TableClause:
    return table(name, *map(column, columns.split()), schema="reading")


notifications = view(
    "notifications",
    "id day kept_until service_id created_at notification_type key_type status job_id"
    " created_by_id client_reference",
)
job_notifications = view(
    "job_notifications",
    "id day kept_until service_id job_id job_row_number notification_type status",
)
notification_contents = view(
    "notification_contents", "id kept_until service_id normalised_recipient"
)
jobs = view(
    "jobs",
    "id service_id original_file_name status contact_list_id processing_started_at created_at"
    " created_on first_day last_day",
)
complaints = view(
    "complaints",
    "id notification_id service_id service_name feedback_id complaint_type complained_at"
    " created_at",
)
inbound_messages = view(
    "inbound_messages",
    "id kept_until service_id created_at notify_number user_number content",
)
services = view("services", "id name active restricted created_at")
users = view("users", "id name email_address mobile_number created_at")
api_keys = view(
    "api_keys",
    "id service_id name key_type created_by_id version created_at updated_at expires_at",
)


def rows(compose: Composer, *, replica: bool = False, **parameters: Any) -> list[Row]:
    """Rows of the statement composed for these parameters; None and False are not given."""
    given = {
        name: value
        for name, value in parameters.items()
        if value is not None and value is not False
    }
    text, constants = compiled(compose, frozenset(given))
    return database.read(text, constants | given, replica=replica)


@cache
def compiled(compose: Composer, given: frozenset[str]) -> tuple[bytes, dict[str, Any]]:
    """The text of a shape, and the values in it that are the same for each request."""
    statement = compose(given).compile(dialect=DIALECT)
    constants = {name: value for name, value in statement.params.items() if value is not None}
    return str(statement).encode(), constants


def conditions(
    filters: dict[str, ColumnElement[bool]], given: frozenset[str]
) -> list[ColumnElement[bool]]:
    """Those of the filters that a request gives."""
    return [condition for name, condition in filters.items() if name in given]


def among(value: ColumnElement, name: str) -> ColumnElement[bool]:
    """Whether a value is in the list given under this name."""
    return value == func.any(bindparam(name))


def contains(value: ColumnElement, name: str) -> ColumnElement[bool]:
    """Whether the text given is in a value, in whatever case."""
    return func.strpos(func.lower(value), func.lower(bindparam(name))) > 0


def kept(source: ColumnCollection) -> ColumnElement[bool]:
    """Last days within the bounds of last_days(), which choose the partitions."""
    return source.kept_until.between(bindparam("first_last_day"), bindparam("last_last_day"))


def page(statement: Select) -> Select:
    """The rows of a page, by the parameters page_size and skipped."""
    return statement.limit(bindparam("page_size")).offset(bindparam("skipped"))


TOTAL = func.count().over().label("total")


def total(found: list[Row]) -> int:
    """How many rows there are in all, where each row of a page has TOTAL; 0 past the end."""
    return found[0]["total"] if found else 0


def today(ahead: timedelta = timedelta(0)) -> date:
    """The local day, for bounds that choose partitions; what is kept the views themselves say."""
    return (datetime.now(UTC) + ahead).astimezone(LONDON).date()


def last_days() -> dict[str, Any]:
    """Bounds of the last day of anything that is kept."""
    return {
        "first_last_day": today() - timedelta(days=1),
        "last_last_day": today() + timedelta(days=LONGEST_CLASS + 1),
    }
