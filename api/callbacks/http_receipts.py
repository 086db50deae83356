"""What a receipt says, by its provider's description, into the database."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID

import structlog

from api import database
from api.callbacks import texts
from api.callbacks.record import store_all
from postroom import outcomes
from postroom.content.dates import LONDON
from postroom.http_providers import meanings
from postroom.http_providers.description import Description, Receipts
from postroom.http_providers.places import Said

log = structlog.get_logger(__name__)

REFERENCE = re.compile(r"[!-~]{1,200}")
WORD = re.compile(r"[\w.-]{1,60}", re.ASCII)


def record_all(description: Description, receipts: Receipts, all_said: Iterable[Said]) -> None:
    """Store receipts that came together. What is about none of our messages is dropped."""
    about_messages = []
    for said in all_said:
        reference, status = read(description, receipts, said)
        at = moment(receipts, said)
        if reference is None or status is None or status == "nothing":
            continue
        if description.type == "letter":
            record_letter(reference, status, at)
        elif status == "complaint":
            database.call_value("api.record_complaint", reference=reference, complained_at=at)
        else:
            receipt = {"reference": reference, "status": status, "received_at": at}
            about_messages.append(receipt)
    store_all(description.name, about_messages)


def read(description: Description, receipts: Receipts, said: Said) -> tuple[str | None, str | None]:
    """The message and what became of it, None for what nobody knows; told in the log."""
    reference = named(description, receipts, said)
    words = meanings.words(receipts.words, said)
    status = meanings.meaning(receipts.means, words)
    told = " ".join(word for word in words if WORD.fullmatch(word))
    about = {"provider": description.name, "reference": reference, "said": told}
    if reference is None:
        # Others may use the account.
        log.warning("receipt dropped", **about, reason="it names no message")
    elif status is None:
        log.error("receipt status unknown", **about)
    elif status != "nothing":
        log.info("receipt", **about, status=status)
    return reference, status


def record_letter(reference: str, status: str, at: datetime | None) -> None:
    """A letter is despatched, or will never be; the rest says nothing yet."""
    if status not in ("delivered", "permanent-failure", "technical-failure"):
        return
    is_despatched = status == "delivered"
    row = database.call_one(
        "api.record_letter_receipt",
        notification_id=UUID(reference),
        status="delivered" if is_despatched else "technical-failure",
        despatched_on=local_day(at) if is_despatched else None,
        cost_threshold="unsorted" if is_despatched else None,
    )
    if row:
        outcomes.count("letter", "normal", row["status"])


def local_day(at: datetime | None) -> date:
    return (at or datetime.now(UTC)).astimezone(LONDON).date()


def named(description: Description, receipts: Receipts, said: Said) -> str | None:
    """Our id, or the provider's own reference as jobs/providers/http.py has it; None if absent."""
    if receipts.reference:
        reference = receipts.reference.find(said)
        return f"{description.name}:{reference}" if REFERENCE.fullmatch(reference) else None
    try:
        return str(UUID(receipts.id.find(said))) if receipts.id else None
    except ValueError:
        return None


def moment(receipts: Receipts, said: Said) -> datetime | None:
    """When it happened: seconds since 1970, or a date and time, UTC unless it says otherwise."""
    text = receipts.at.find(said) if receipts.at else ""
    try:
        at = datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return None
    if at.year not in texts.YEARS:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
