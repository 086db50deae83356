"""RateLimit, RateLimit-Policy and Retry-After: what answers to sends say of limits.

Structured fields of draft-ietf-httpapi-ratelimit-headers-11; see docs/contract/sending.md, limits.
"""

import re
from datetime import UTC, datetime

from api.wire import headers

MINUTE, DAY = 60, 86400
# The text that a day's limit is refused with, whose number is the limit.
OVER_DAY = re.compile(r"\(\w+: (\d+)\) for today")


def tell_minute(limit: int, passing: int, seconds: int) -> None:
    """So many requests a minute there may be, so many may pass now, one more after the seconds."""
    headers.say("RateLimit-Policy", f'"minute";q={limit};w={MINUTE}')
    headers.say("RateLimit", f'"minute";r={passing};t={seconds}')


def tell_day(refusal: str) -> None:
    """The day's limit that this text names is used up, which it is until midnight (UTC)."""
    if not (found := OVER_DAY.search(refusal)):
        return
    now = datetime.now(UTC)
    seconds = DAY - now.hour * 3600 - now.minute * 60 - now.second
    headers.say_more("RateLimit-Policy", f'"day";q={found[1]};w={DAY}')
    headers.say_more("RateLimit", f'"day";r=0;t={seconds}')
    headers.say("Retry-After", str(seconds))
