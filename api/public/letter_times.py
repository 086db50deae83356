"""When letters are printed and delivered, and until when they may be cancelled (see
docs/contract/rendering.md, dates).

Times are naive UTC coming in and UTC with its time zone going out.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from postroom.content.dates import at_london, next_day, utc_to_london

CUT_OFF = time(17, 30)
_PRINTED = time(15)
_DELIVERED = time(16)
_CANCELLABLE = ("created", "pending-virus-check")
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

    def is_printed(self, now: datetime) -> bool:
        """Whether it has gone to print at `now`, naive UTC."""
        return now.replace(tzinfo=UTC) >= self.printed_by


def letter_times(uploaded: datetime, postage: str) -> LetterTimes:
    """Times of a letter uploaded at `uploaded`; raises KeyError on an unknown postage."""
    earliest, latest = _DELIVERY_DAYS[postage]
    saturdays = postage == "first"
    printed = next_day(_print_day(uploaded), 1)
    return LetterTimes(
        at_london(printed, _PRINTED),
        at_london(next_day(printed, earliest, saturdays=saturdays), _DELIVERED),
        at_london(next_day(printed, latest, saturdays=saturdays), _DELIVERED),
    )


def can_cancel(status: str, created: datetime, now: datetime) -> bool:
    """Whether a letter created at `created` may still be cancelled."""
    cut_off = datetime.combine(_print_day(created), CUT_OFF)
    return status in _CANCELLABLE and utc_to_london(now) < cut_off


def _print_day(moment: datetime) -> date:
    """London's day, or the next one from 17:30 on."""
    local = utc_to_london(moment)
    return local.date() + timedelta(days=local.time() >= CUT_OFF)
