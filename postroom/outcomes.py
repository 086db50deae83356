"""What becomes of messages, counted for Prometheus by the process that sees it.

In memory; with PROMETHEUS_MULTIPROC_DIR, which `postroom.launch.supervisor` sets, in files of that
folder, so that any web process tells the sum of all on its machine, the worker's too. Messages of
test keys are not counted: nobody gets them.
"""

from collections.abc import Iterable
from uuid import UUID

from prometheus_client import Counter, Histogram

TYPES = ("sms", "email", "letter")
# Those that every installation meets: they are 0 before the first, so that its rate shows.
USUAL = (
    "created",
    "sending",
    "delivered",
    "temporary-failure",
    "permanent-failure",
    "technical-failure",
)

MINUTE, HOUR = 60, 3600
UNTIL_SENT = (
    *(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    *(MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR, 4 * HOUR),
)
UNTIL_RECEIPT = (
    *(1, 2.5, 5, 10, 30, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE),
    *(HOUR, 3 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR),
)

messages = Counter(
    "postroom_messages_total",
    "Messages by each status that they reached; created: accepted",
    ("type", "status"),
    registry=None,
)
until_sent = Histogram(
    "postroom_message_handover_seconds",
    "From a message's acceptance until a provider took it",
    ("type", "provider"),
    buckets=UNTIL_SENT,
    registry=None,
)
until_receipt = Histogram(
    "postroom_message_receipt_seconds",
    "From a message's acceptance until its provider's final receipt",
    ("type", "provider"),
    buckets=UNTIL_RECEIPT,
    registry=None,
)
ALL = (messages, until_sent, until_receipt)

for _type in TYPES:
    for _status in USUAL:
        messages.labels(_type, _status)


def count(message_type: str, key_type: str, status: str, number: int = 1) -> None:
    """Count messages that have reached this status."""
    if key_type != "test":
        messages.labels(message_type, status).inc(number)


def count_each(message_type: str, key_type: str, statuses: Iterable[str]) -> None:
    for status in statuses:
        count(message_type, key_type, status)


def observe_handover(
    message_type: str, key_type: str, provider: str, accepted_at: float, now: float
) -> None:
    """A provider took a message; both moments in seconds of Unix time."""
    if key_type != "test":
        until_sent.labels(message_type, provider).observe(max(0, now - accepted_at))


def observe_receipt(message_type: str, key_type: str, provider: str, seconds: float) -> None:
    """A provider's final receipt came so long after the message's acceptance."""
    if key_type != "test":
        until_receipt.labels(message_type, provider).observe(max(0, seconds))


def accepted_at(id: UUID) -> float:
    """Unix time of a message's acceptance, which is in its id (UUID version 7)."""
    return (id.int >> 80) / 1000
