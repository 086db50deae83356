"""One text message that a provider received for a service, into the database."""

from datetime import datetime

import structlog

from api import database
from api.callbacks import texts

log = structlog.get_logger(__name__)

LONGEST = 255


def store(
    provider: str,
    number: str,
    sender: str,
    text: str,
    *,
    reference: str | None = None,
    received_at: datetime | None = None,
) -> bool:
    """Whether a service has the number; what is for nobody is dropped.

    `reference` is the provider's own: a message that comes again under it is stored once.
    """
    stored = database.call_value(
        "api.receive_message",
        provider=provider,
        notify_number=texts.our_number(texts.storable(number)),
        user_number=texts.sender(texts.storable(sender)),
        content=texts.storable(text),
        provider_reference=texts.storable(reference) if reference else None,
        received_at=received_at,
    )
    if stored:
        log.info("message received", provider=provider)
    else:
        log.warning("message dropped", provider=provider, reason="no service receives there")
    return stored


def fits(*names: str) -> bool:
    """Whether senders and references are short enough to be looked up by."""
    return all(len(name) <= LONGEST for name in names)
