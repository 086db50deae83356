"""The days that statistics and reports are about: local days, both ends included."""

from datetime import date, datetime

from flask import request

from api.wire.errors import Refused
from api.wire.validation import Schema, read_query

ENDS = ("start_date", "end_date")
DATES = Schema({name: {"type": "string", "format": "date"} for name in ENDS}, open=True)
# Financial years begin on the first of April.
FIRST_MONTH = 4


def read_dates() -> dict[str, date]:
    """The ends that a query gives. Raises PublicError ValidationError."""
    asked = read_query(DATES)
    return {name: date.fromisoformat(asked[name]) for name in ENDS if name in asked}


def read_range() -> dict[str, date]:
    """Both ends, which a report needs. Raises Refused (400)."""
    return {name: read_date(request.args.get(name, "")) for name in ENDS}


def read_year_range() -> dict[str, date]:
    """Both ends, in order and in one financial year. Raises Refused (400)."""
    ends = read_range()
    if ends["start_date"] > ends["end_date"]:
        raise Refused(400, "Start date must be before end date")
    if financial_year(ends["start_date"]) != financial_year(ends["end_date"]):
        raise Refused(400, "Date must be in a single financial year.")
    return ends


def read_date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise Refused(400, "Input must be a date in the format: YYYY-MM-DD") from None


def financial_year(day: date) -> int:
    return day.year - (day.month < FIRST_MONTH)
