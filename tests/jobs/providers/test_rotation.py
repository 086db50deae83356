"""The days on which the print API's credentials are changed."""

from datetime import date, timedelta

from jobs.providers.rotation import is_first_tuesday


def test_one_day_a_month():
    days = [date(2026, 11, 30) + timedelta(days=number) for number in range(200)]

    found = [day.isoformat() for day in days if is_first_tuesday(day)]

    assert found == [
        "2026-12-01", "2027-01-05", "2027-02-02", "2027-03-02", "2027-04-06", "2027-05-04",
        "2027-06-01",
    ]  # fmt: skip
