"""The per-minute limit: tokens from a bucket in the database, taken by the handful.

A process takes a few tokens of a large bucket at once and spends them over the next second, so a
busy service does not wait for its row; of a small bucket it takes one at a time, exactly.
"""

import threading
import time
from math import ceil
from typing import NamedTuple
from uuid import UUID

from api import database
from api.sending.services import Caller
from api.wire import rate_limits
from api.wire.errors import PublicError
from api.wire.headers import say

# Tokens taken at once: one for each of these many that the bucket holds.
SHARE = 64
# Seconds for which taken tokens are good. What is left of them then is lost.
HELD_FOR = 1.0

Bucket = tuple[UUID, str, int]

LABELS = {"normal": "LIVE", "team": "TEAM", "test": "TEST"}


class Held(NamedTuple):
    """Tokens that this process has, and what was left in the bucket when it took them."""

    tokens: int
    good_until: float
    passing: int


_held: dict[Bucket, Held] = {}
_lock = threading.Lock()


def take_token(caller: Caller) -> None:
    """Let one request through, and say what is left. Raises PublicError RateLimitError (429)."""
    service, key_type = caller.service, caller.key.key_type
    if service.pace:
        # Its messages take tokens, where they are stored, and wait for those to come.
        tell_tokens(caller)
        return
    # The rate is part of the key, so that tokens taken under another rate are not spent now.
    bucket = (service.id, key_type, service.rate_limit)
    if held := spend(bucket):
        rate_limits.tell_minute(service.rate_limit, held.tokens + held.passing, 1)
        return
    capacity = min(ceil(service.rate_limit / 3) + 1, 1000)
    granted, passing, seconds = ask_bucket(caller, max(1, capacity // SHARE))
    rate_limits.tell_minute(service.rate_limit, max(granted - 1, 0) + passing, seconds)
    if granted == 0:
        say("Retry-After", str(seconds))
        raise PublicError(
            429,
            "RateLimitError",
            f"Exceeded rate limit for key type {LABELS[key_type]} "
            f"of {service.rate_limit} requests per 60 seconds",
        )
    if granted > 1:
        with _lock:
            left = _held[bucket].tokens if bucket in _held else 0
            _held[bucket] = Held(left + granted - 1, time.monotonic() + HELD_FOR, passing)


def tell_tokens(caller: Caller) -> None:
    """Say what is left, taking nothing."""
    _, passing, seconds = ask_bucket(caller, 0)
    rate_limits.tell_minute(caller.service.rate_limit, passing, seconds)


def ask_bucket(caller: Caller, wanted: int) -> tuple[int, int, int]:
    """How many requests may pass, how many more might, and seconds until that is one more."""
    row = database.call_row(
        "api.take_tokens",
        service_id=caller.service.id,
        key_type=caller.key.key_type,
        rate_limit=caller.service.rate_limit,
        wanted=wanted,
    )
    return row["granted"], row["passing"], max(1, ceil(row["seconds"]))


def spend(bucket: Bucket) -> Held | None:
    """What is left after one of the tokens that this process has; None when it has none."""
    with _lock:
        held = _held.get(bucket)
        if held is None or held.tokens == 0:
            return None
        if held.good_until < time.monotonic():
            del _held[bucket]
            return None
        _held[bucket] = held = held._replace(tokens=held.tokens - 1)
        return held
