"""Despatch: one job hands the letters of a run to their printers, a batch at a time.

A batch holds letters of one postage and is settled before the next, so their order is kept. What a
dead worker had comes back to the same printer, which knows by its name or number whether it has
it: so nothing is printed twice, and nothing is left out.
"""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypedDict, final
from uuid import UUID

import structlog
from procrastinate import JobContext
from psycopg.types.json import Jsonb

from jobs.app import Runtime, app
from jobs.delivery import lanes
from jobs.delivery.lanes import LINGER, Unreadable
from jobs.delivery.task import provider
from jobs.providers import Letter, Refused, Unanswered, Unavailable
from postroom import outcomes
from postroom.content.postal_addresses import PostalAddress, lines_from_personalisation
from postroom.files import objects

log = structlog.get_logger(__name__)

BATCH = 100
# Seconds.
POLL = 0.1
LEASE = timedelta(minutes=15)


@final
class ClaimedPrint(TypedDict):
    """A row of jobs.claim_prints."""

    id: UUID
    attempt: int
    is_last_attempt: bool
    provider: str
    chosen_now: bool
    print_day: date
    postage: str
    sheets: int
    letter_reference: str
    service_id: UUID
    organisation_id: UUID | None
    recipient: str
    personalisation: Any
    pdf_key: str
    # Seconds from the claim on in which the printer may be asked; None: for ever.
    valid_for: float | None


@dataclass(slots=True)
class Handover:
    """What became of one letter, as jobs.record_prints takes it."""

    id: str
    attempt: int = 0
    chosen_now: bool = False
    outcome: str = "retry"
    provider: str | None = None
    sent_at: str | None = None
    failed: list[str] = field(default_factory=list)


@app.task(queue="upkeep", queueing_lock="begin_printing", lock="begin_printing", pass_context=True)
async def begin_printing(context: JobContext, timestamp: int) -> None:
    """Begin the day's run of letters when its time has come (jobs.begin_printing)."""
    runtime: Runtime = context.additional_context["runtime"]
    addresses = list(runtime.provider_settings.volume_emails)
    for run in await runtime.database.call("jobs.begin_printing", addresses=addresses):
        log.info("letters go to print", day=run["day"].isoformat(), letters=run["letters"])


@app.task(queue="letters", name="print_letters", pass_context=True)
async def print_letters(context: JobContext, lane: str) -> None:
    """Hand over the letters that are due until none has been for a while."""
    runtime: Runtime = context.additional_context["runtime"]
    last_seen = time.monotonic()
    while time.monotonic() - last_seen < LINGER and not runtime.stopping.is_set():
        if await print_batch(runtime):
            last_seen = time.monotonic()
        else:
            await asyncio.sleep(POLL)


async def print_batch(runtime: Runtime) -> bool:
    """Whether there were any."""
    (leased,) = await runtime.database.call(
        "jobs.lease_prints", size=BATCH, length=LEASE, worker=runtime.worker_id
    )
    if not (ids := leased["lease_prints"]):
        return False

    def read(ids: list[UUID]) -> Coroutine[Any, Any, list[ClaimedPrint]]:
        return runtime.database.call("jobs.claim_prints", leased=ids)

    claimed_at = time.monotonic()
    rows = await lanes.read(read, ids)
    # Who is first in line begins first.
    slots = asyncio.Semaphore(runtime.provider_settings.printer_connections)
    handovers = await asyncio.gather(*(hand_over(runtime, slots, row, claimed_at) for row in rows))
    results = [asdict(handover) for handover in handovers if handover]
    if results:
        await runtime.database.call("jobs.record_prints", results=Jsonb(results))
    return True


async def hand_over(
    runtime: Runtime, slots: asyncio.Semaphore, row: ClaimedPrint | Unreadable, claimed_at: float
) -> Handover | None:
    """Give one letter to its printer. None when this process ends before its turn."""
    if "unreadable" in row:
        # It stays with its claim, and comes back with it.
        log.error("letter cannot be read", id=str(row["id"]), reason=row["unreadable"])
        return None
    async with slots:
        if runtime.stopping.is_set():
            return None
        handover = Handover(str(row["id"]), row["attempt"], row["chosen_now"])
        letter = await read_letter(runtime, row, handover)
        if letter and is_valid(row, claimed_at):
            await give(runtime, row["provider"], letter, handover)
    count(row, handover)
    return handover


def is_valid(row: ClaimedPrint, claimed_at: float) -> bool:
    """Whether it may still be handed over; what may not is settled by jobs.end_validity."""
    return row["valid_for"] is None or time.monotonic() < claimed_at + row["valid_for"]


async def give(runtime: Runtime, name: str, letter: Letter, handover: Handover) -> None:
    """Ask the printer, and note what it says."""
    try:
        await provider(runtime, name).send(letter)
    except Refused as error:
        count_failure(runtime, name, "refused", str(error), handover)
        handover.outcome, handover.provider = "refused", name
    except Unavailable as error:
        handover.outcome = "unanswered" if isinstance(error, Unanswered) else "retry"
        handover.failed.append(name)
        count_failure(runtime, name, "unavailable", str(error), handover)
    except Exception as error:
        # Nobody knows how far it came; its text could hold personal data.
        handover.outcome = "unanswered"
        count_failure(runtime, name, "failed", type(error).__name__, handover)
    else:
        runtime.tally.count("provider calls", "provider", name, "sent")
        handover.outcome, handover.provider = "sent", name
        handover.sent_at = datetime.now(UTC).isoformat()


async def read_letter(runtime: Runtime, row: ClaimedPrint, handover: Handover) -> Letter | None:
    """The letter with its file; or the handover says that it has none, or stays at a retry."""
    try:
        pdf = await asyncio.to_thread(runtime.objects.get, row["pdf_key"])
    except objects.NotFound:
        log.error("letter without its file", id=handover.id)
        handover.outcome = "refused"
        return None
    except objects.Fault as error:
        log.error("letter's file not read", id=handover.id, kind=type(error).__name__)
        return None
    address = row["recipient"]
    if "\n" not in address:
        # Of a letter that a person sent by hand, the recipient is but a name.
        address = lines_from_personalisation(row["personalisation"])
    return Letter(
        id=row["id"],
        reference=row["letter_reference"],
        print_day=row["print_day"],
        postage=row["postage"],
        sheets=row["sheets"],
        service_id=row["service_id"],
        organisation_id=row["organisation_id"],
        address=PostalAddress(address, allow_international=True),
        file_name=row["pdf_key"].rpartition("/")[2],
        pdf=pdf,
    )


def count_failure(
    runtime: Runtime, name: str, outcome: str, reason: str, handover: Handover
) -> None:
    runtime.tally.count_failure("provider calls", "provider", name, outcome, reason, handover.id)


def count(row: ClaimedPrint, handover: Handover) -> None:
    """The status that it has now, for those who watch."""
    if handover.outcome == "sent":
        outcomes.count("letter", "normal", "sending")
    elif handover.outcome == "refused" or row["is_last_attempt"]:
        outcomes.count("letter", "normal", "technical-failure")
