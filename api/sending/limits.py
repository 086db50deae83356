"""The day's limit, and the per-minute limit.

The latter is tokens from a bucket in the database, taken by the handful: a process takes a few
tokens of a large bucket at once and spends them over the next second, so a busy service does not
wait for its row; of a small bucket it takes one at a time, exactly.
"""

import threading
import time
from math import ceil
from uuid import UUID

from api import database
from api.sending.services import Caller, Service
from api.wire.errors import PublicError

# Tokens taken at once: one for each of these many that the bucket holds.
SHARE = 64
# Seconds for which taken tokens are good. What is left of them then is lost.
HELD_FOR = 1.0

Bucket = tuple[UUID, str, int]

LABELS = {"normal": "LIVE", "team": "TEAM", "test": "TEST"}

_held: dict[Bucket, tuple[int, float]] = {}
_lock = threading.Lock()


def take_token(caller: Caller) -> None:
    """Let one request through. Raises PublicError RateLimitError (429)."""
    service, key_type = caller.service, caller.key.key_type
    # The rate is part of the key, so that tokens taken under another rate are not spent now.
    bucket = (service.id, key_type, service.rate_limit)
    if spend(bucket):
        return
    capacity = min(ceil(service.rate_limit / 3) + 1, 1000)
    granted = database.call_value(
        "api.take_tokens",
        service_id=service.id,
        key_type=key_type,
        rate_limit=service.rate_limit,
        wanted=max(1, capacity // SHARE),
    )
    if granted == 0:
        raise PublicError(
            429,
            "RateLimitError",
            f"Exceeded rate limit for key type {LABELS[key_type]} "
            f"of {service.rate_limit} requests per 60 seconds",
        )
    if granted > 1:
        with _lock:
            left, _ = _held.get(bucket, (0, 0.0))
            _held[bucket] = (left + granted - 1, time.monotonic() + HELD_FOR)


def check_day(service: Service, kind: str, key_type: str) -> None:
    """Raises NT429 for a service that has used up its day, StaleContext."""
    database.call(
        "api.check_daily_limit",
        service_id=service.id,
        context_version=service.version,
        key_type=key_type,
        kind=kind,
    )


def spend(bucket: Bucket) -> bool:
    with _lock:
        left, good_until = _held.get(bucket, (0, 0.0))
        if left == 0:
            return False
        if good_until < time.monotonic():
            del _held[bucket]
            return False
        _held[bucket] = (left - 1, good_until)
        return True
