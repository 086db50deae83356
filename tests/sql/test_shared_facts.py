"""Facts that Python and the database both need, each of which has one home on either side."""

from datetime import UTC, datetime

import pytest

from api import reading
from api.public.letter_times import print_day
from postroom.content.dates import PRINT_CUT_OFF, at_london
from tests.tools import make


def test_printing_starts_at_the_same_time(db):
    assert make.call(db, "ops.print_cut_off") == PRINT_CUT_OFF


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-15T17:29:59.999999", "2026-01-15T17:30:00", "2026-01-15T23:59:59",
        "2026-07-15T16:29:59.999999", "2026-07-15T16:30:00", "2026-07-15T23:00:00",
        "2026-03-29T00:30:00", "2026-03-29T01:30:00", "2026-10-25T00:30:00", "2026-10-25T17:30:00",
    ],
)  # fmt: skip
def test_a_letter_is_printed_on_the_same_day(db, moment):
    created = datetime.fromisoformat(moment)
    day = make.call(db, "ops.printed_on", created_at=created.replace(tzinfo=UTC))

    assert day == print_day(created)
    begins = make.call(db, "ops.printing_begins", printed_on=day)
    assert begins == at_london(day, PRINT_CUT_OFF)
    assert created.replace(tzinfo=UTC) < begins


def test_nothing_is_looked_for_beyond_the_longest_class(db):
    assert make.call(db, "ops.longest_class") == reading.LONGEST_CLASS


@pytest.mark.parametrize(
    "function",
    [
        "ops.longest_class()", "ops.print_cut_off()", "jobs.last_attempt()",
        "jobs.last_letter_attempt()", "ops.printed_on(s.at)", "ops.printing_begins(s.at::date)",
    ],
)  # fmt: skip
def test_a_shared_fact_costs_a_statement_nothing(db, function):
    """It is written into the plan, so no row calls it."""
    plan = db.execute(
        f"explain (verbose, costs off) select {function} from (select clock_timestamp() as at) as s"
    ).fetchall()

    assert not any(function.split("(")[0] in line["QUERY PLAN"] for line in plan)
