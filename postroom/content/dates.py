"""Dates and times: stored in UTC, shown and counted in London.

See docs/contract/rendering.md, dates.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil import parser

from postroom.content.data import load

LONDON = ZoneInfo("Europe/London")
WIRE_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
# London's time at which printing starts; ops.print_cut_off is the same for the database.
PRINT_CUT_OFF = time(17, 30)

_ENGLISH = "January,February,March,April,May,June,July,August,September,October,November,December"
_WELSH = "Ionawr,Chwefror,Mawrth,Ebrill,Mai,Mehefin,Gorffennaf,Awst,Medi,Hydref,Tachwedd,Rhagfyr"


def utc_to_london(moment: datetime) -> datetime:
    """Naive UTC as London's wall clock, naive."""
    return moment.replace(tzinfo=UTC).astimezone(LONDON).replace(tzinfo=None)


def london_to_utc(moment: datetime) -> datetime:
    """London's wall clock as UTC, both naive.

    A time in the hour skipped in spring keeps its number; of the hour doubled in autumn the
    first, in summer time, is meant.
    """
    local = moment.replace(tzinfo=LONDON)
    utc = local.astimezone(UTC).replace(tzinfo=None)
    return utc if utc_to_london(utc) == moment else moment


def london_from_text(text: str) -> datetime:
    """A time written freely, taken as UTC whatever its offset, in London's time zone.

    Raises ValueError.
    """
    moment = parser.parse(text, ignoretz=True)
    return moment.replace(tzinfo=UTC).astimezone(LONDON)


def wire(moment: datetime) -> str:
    """YYYY-MM-DDTHH:MM:SS.ffffffZ of a naive UTC time."""
    return moment.strftime(WIRE_FORMAT)


def long_date(moment: datetime, *, welsh: bool = False) -> str:
    """London's day of a naive UTC time: "1 March 2026", "1 Mawrth 2026"."""
    day = utc_to_london(moment)
    months = (_WELSH if welsh else _ENGLISH).split(",")
    return f"{day.day} {months[day.month - 1]} {day.year}"


def at_london(day: date, clock: time) -> datetime:
    """The moment at which London's clock says that on that day, in UTC with its time zone."""
    return london_to_utc(datetime.combine(day, clock)).replace(tzinfo=UTC)


def next_day(day: date, count: int, *, saturdays: bool = False) -> date:
    """The `count`th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, saturdays=saturdays)
    return day


def is_working_day(day: date, *, saturdays: bool = False) -> bool:
    """Monday to Friday (to Saturday), no bank holiday in England and Wales."""
    return day.weekday() < (6 if saturdays else 5) and day.isoformat() not in _bank_holidays()


@cache
def _bank_holidays() -> frozenset[str]:
    return frozenset(load("bank_holidays")["england_and_wales"])
