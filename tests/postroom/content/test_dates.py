"""Dates: London and UTC, print days."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from api.public.letter_times import letter_times
from postroom.content.dates import (
    is_working_day,
    london_to_utc,
    long_date,
    next_day,
    utc_to_london,
    wire,
)

MOMENTS = st.datetimes(datetime(2016, 1, 1), datetime(2049, 1, 1))


@given(MOMENTS)
def test_going_to_london_and_back_loses_at_most_the_doubled_hour(moment):
    back = london_to_utc(utc_to_london(moment))

    assert (moment - back).total_seconds() in (0, 3600)


@given(MOMENTS, st.sampled_from(["first", "second", "economy", "europe", "rest-of-world"]))
def test_letters_are_printed_after_they_came_and_delivered_after_that(moment, postage):
    times = letter_times(moment, postage)

    assert moment < times.printed_by.replace(tzinfo=None)
    assert times.printed_by < times.earliest_delivery <= times.latest_delivery
    assert is_working_day(times.printed_by.date())


def test_bank_holidays_are_no_working_days():
    assert not is_working_day(date(2026, 5, 25))
    assert next_day(date(2026, 5, 22), 1) == date(2026, 5, 26)
    assert next_day(date(2026, 5, 22), 1, saturdays=True) == date(2026, 5, 23)


def test_dates_on_letters_and_on_the_wire():
    moment = datetime(2026, 6, 30, 23, 30)

    assert long_date(moment) == "1 July 2026"
    assert long_date(moment, welsh=True) == "1 Gorffennaf 2026"
    assert wire(moment) == "2026-06-30T23:30:00.000000Z"
