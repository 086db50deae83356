"""When letters are printed and delivered (docs/contract/rendering.md, dates).

Times are naive UTC coming in and UTC with its time zone going out.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from postroom.content.dates import PRINT_CUT_OFF, at_london, next_day, utc_to_london

_PRINTED = time(15)
_DELIVERED = time(16)
# Delivery days after printing: earliest, latest; first class counts Saturdays.
_DELIVERY_DAYS = {
    "first": (1, 1),
    "second": (4, 5),
    "economy": (4, 7),
    "europe": (4, 6),
    "rest-of-world": (6, 8),
}


@dataclass(frozen=True, slots=True)
class LetterTimes:
    """What to expect of one letter."""

    printed_by: datetime
    earliest_delivery: datetime
    latest_delivery: datetime


def letter_times(uploaded: datetime, postage: str) -> LetterTimes:
    """Times of a letter uploaded at `uploaded`; raises KeyError on an unknown postage."""
    earliest, latest = _DELIVERY_DAYS[postage]
    saturdays = postage == "first"
    printed = next_day(print_day(uploaded), 1)
    return LetterTimes(
        at_london(printed, _PRINTED),
        at_london(next_day(printed, earliest, saturdays=saturdays), _DELIVERED),
        at_london(next_day(printed, latest, saturdays=saturdays), _DELIVERED),
    )


def print_day(moment: datetime) -> date:
    """London's day, or the next one from the cut-off on."""
    local = utc_to_london(moment)
    return local.date() + timedelta(days=local.time() >= PRINT_CUT_OFF)
