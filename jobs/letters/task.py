"""Letters' PDFs: one job empties the lane of letters, a batch at a time.

A letter from a template gets its PDF made here, a precompiled one is scanned and checked. Files
are announced before they are written and named by the letter's row afterwards, so a crash at any
point leaves neither a letter without its file nor a file that nothing names.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypedDict, final
from uuid import UUID

import structlog
from procrastinate import JobContext
from psycopg.types.json import Jsonb

from jobs.app import Runtime, app
from jobs.delivery import lanes
from jobs.delivery.lanes import Unreadable
from postroom import outcomes
from postroom.content.letters import LetterTemplate, is_too_long, sheets
from postroom.content.postal_addresses import PostalAddress
from postroom.files import antivirus, letter_files, objects
from postroom.letters.letter import Made, letter_of, naive_utc
from postroom.letters.pool import Broken, TooExpensive
from postroom.letters.sanitised import UNREADABLE, Sanitised

log = structlog.get_logger(__name__)

BATCH = 8
# Seconds, as in jobs/delivery/task.py.
LINGER = 2.0
POLL = 0.1
LEASE = timedelta(minutes=10)
# How often a file may end the process that reads it, for a reason that is not its own.
DEATHS = 3
# The status that an outcome means, as in jobs.record_letters, of those that end a letter.
ENDS = {
    "infected": "virus-scan-failed",
    "invalid": "validation-failed",
    "failed": "technical-failure",
}


@final
class ClaimedLetter(TypedDict):
    """A row of jobs.claim_letters."""

    id: UUID
    service_id: UUID
    created_at: datetime
    key_type: str
    status: str
    template_id: UUID
    template_version: int
    postage: str
    letter_reference: str
    international_letters: bool
    # Of a precompiled letter.
    pdf_key: str | None
    recipient: str
    personalisation: Any
    contact_block: str | None
    languages: str | None
    attachment_id: UUID | None
    logo: str | None


@dataclass(slots=True)
class Prepared:
    """What has become of one letter, as jobs.record_letters takes it, and its new file."""

    id: str
    outcome: str
    pdf_key: str | None = None
    sheets: int = 0
    pdf_fault: dict[str, Any] | None = None
    # Of a precompiled letter that has passed: what is kept of it for a week as it came, and what
    # its address says.
    original_key: str | None = None
    recipient: str | None = None
    normalised_recipient: str | None = None
    postage: str | None = None
    # What there is to write, by its key.
    files: dict[str, bytes] = field(default_factory=dict)


@app.task(queue="letters", name="prepare_letters", pass_context=True)
async def prepare_letters(context: JobContext, lane: str) -> None:
    """Make and check the PDFs that are due until none has been for a while."""
    runtime: Runtime = context.additional_context["runtime"]
    last_seen = time.monotonic()
    while time.monotonic() - last_seen < LINGER and not runtime.stopping.is_set():
        if rows := await claim(runtime):
            await prepare_batch(runtime, rows)
            last_seen = time.monotonic()
        else:
            await asyncio.sleep(POLL)


async def claim(runtime: Runtime) -> list[ClaimedLetter | Unreadable]:
    leased = await runtime.database.call(
        "jobs.lease", lane="letter", size=BATCH, length=LEASE, worker=runtime.worker_id
    )

    def read(ids: list[UUID]) -> Coroutine[Any, Any, list[ClaimedLetter]]:
        return runtime.database.call("jobs.claim_letters", size=0, leased=ids)

    return await lanes.read(read, leased[0]["lease"])


async def prepare_batch(runtime: Runtime, rows: list[ClaimedLetter | Unreadable]) -> None:
    await runtime.load_versions(row for row in rows if "unreadable" not in row)
    prepared = await asyncio.gather(*(prepare(runtime, row) for row in rows))
    keys = [key for letter in prepared for key in letter.files]
    await runtime.database.call("api.announce_objects", keys=keys)
    await asyncio.gather(*(write(runtime, letter) for letter in prepared))
    results = [{k: v for k, v in asdict(letter).items() if k != "files"} for letter in prepared]
    await runtime.database.call("jobs.record_letters", results=Jsonb(results))
    for letter, row in zip(prepared, rows, strict=True):
        if letter.outcome in ENDS and "unreadable" not in row:
            outcomes.count("letter", row["key_type"], ENDS[letter.outcome])


async def prepare(runtime: Runtime, row: ClaimedLetter | Unreadable) -> Prepared:
    """Everything up to the writing of the file. Whatever fails, the letter stays queued."""
    if "unreadable" in row:
        log.error("letter cannot be read", id=str(row["id"]), reason=row["unreadable"])
        return Prepared(str(row["id"]), "failed")
    try:
        return await (check(runtime, row, row["pdf_key"]) if row["pdf_key"] else make(runtime, row))
    except Exception as error:
        # The error's text could hold personal data, unless a process has left it out.
        kind = str(error) if isinstance(error, Broken) else type(error).__name__
        log.error("letter not prepared", id=str(row["id"]), kind=kind)
        return Prepared(str(row["id"]), "retry")


@app.task(queue="upkeep", name="record_returned_letters", pass_context=True)
async def record_returned_letters(context: JobContext, letter_references: list[str]) -> None:
    """Note which letters came back (jobs.record_returned_letters)."""
    runtime: Runtime = context.additional_context["runtime"]
    (row,) = await runtime.database.call(
        "jobs.record_returned_letters", letter_references=letter_references
    )
    log.info("letters returned", **row)


async def write(runtime: Runtime, letter: Prepared) -> None:
    try:
        for key, file in letter.files.items():
            await asyncio.to_thread(runtime.objects.put, key, file)
    except objects.Fault as error:
        log.error("letter not stored", id=letter.id, kind=type(error).__name__)
        letter.outcome, letter.pdf_key, letter.original_key = "retry", None, None


async def make(runtime: Runtime, row: ClaimedLetter) -> Prepared:
    """The PDF of a letter from a template."""
    content = runtime.versions[row["template_id"], row["template_version"]].content
    assert isinstance(content, LetterTemplate)
    id = str(row["id"])

    def made() -> Made:
        return runtime.letter_pool.call("make", letter_of(content, row, runtime.objects), "print")

    try:
        pdf, pages, _ = await asyncio.to_thread(made)
    except objects.NotFound:
        log.error("letter without its logo or attachment", id=id)
        return Prepared(id, "incomplete")
    except TooExpensive:
        log.error("letter takes too much time or memory", id=id)
        return Prepared(id, "failed")
    if is_too_long(pages):
        # What the admin app knows of PDFs from outside; nobody counts these further.
        fault = {"message": "letter-too-long", "invalid_pages": [], "page_count": pages}
        return named(Prepared(id, "invalid", pdf_fault=fault), invalid_key(row), pdf)
    return named(Prepared(id, "ready", sheets=sheets(pages)), ready_key(row), pdf)


async def check(runtime: Runtime, row: ClaimedLetter, key: str) -> Prepared:
    """A precompiled letter: no virus in it, and a PDF that can be printed."""
    id = str(row["id"])
    try:
        pdf = await asyncio.to_thread(runtime.objects.get, key)
    except objects.NotFound:
        log.error("letter without its file", id=id)
        return Prepared(id, "failed")
    except objects.TooLarge:
        log.error("letter's file is too large", id=id)
        return Prepared(id, "failed")
    if runtime.config.clamd_url:
        try:
            found = await asyncio.to_thread(antivirus.scan, runtime.config.clamd_url, pdf)
        except antivirus.CannotScan as error:
            log.error("letter not scanned", id=id, reason=str(error))
            return named(Prepared(id, "failed"), place(letter_files.unscannable, row), pdf)
        if found:
            log.error("virus in a letter", id=id, virus=found)
            return named(Prepared(id, "infected"), place(letter_files.infected, row), pdf)
    result = await asyncio.to_thread(sanitise, runtime, pdf, row["international_letters"])
    if result.file is None:
        fault = {
            "message": result.message,
            "invalid_pages": result.invalid_pages,
            "page_count": result.page_count,
        }
        return named(Prepared(id, "invalid", pdf_fault=fault), invalid_key(row), pdf)
    return passed(row, key, pdf, result)


def sanitise(runtime: Runtime, pdf: bytes, allows_international: bool) -> Sanitised:
    """What postroom.letters.sanitising says of a PDF; one that breaks it cannot be read."""
    for _ in range(DEATHS):
        try:
            return runtime.letter_pool.call("sanitise", pdf, allows_international, False)
        except TooExpensive:
            break
        except Broken as error:
            log.error("reading a letter ended its process", kind=str(error))
    return UNREADABLE


def passed(row: ClaimedLetter, key: str, pdf: bytes, result: Sanitised) -> Prepared:
    """A precompiled letter that can be printed, in its clean form."""
    assert result.file is not None and result.page_count is not None
    letter = Prepared(str(row["id"]), "ready", sheets=sheets(result.page_count))
    if key.startswith(letter_files.SCAN):
        letter.original_key = letter_files.original(letter.id)
        letter.files[letter.original_key] = pdf
    # Of one that a person uploaded, the address is known since then.
    if row["status"] == "pending-virus-check" and result.recipient_address is not None:
        letter.recipient = result.recipient_address
        letter.normalised_recipient = PostalAddress(letter.recipient, True).search_form
    letter.postage = result.postage
    final = row if result.postage is None else {**row, "postage": result.postage}
    return named(letter, ready_key(final), result.file)


def named(letter: Prepared, key: str, pdf: bytes) -> Prepared:
    """With its file, and where that will be."""
    letter.pdf_key = key
    letter.files[key] = pdf
    return letter


def place(key: Callable[..., str], row: ClaimedLetter) -> str:
    created_at = naive_utc(row["created_at"])
    return key(row["letter_reference"], row["postage"], created_at)


def invalid_key(row: ClaimedLetter) -> str:
    return place(letter_files.invalid, row)


def ready_key(row: ClaimedLetter) -> str:
    return place(partial(letter_files.ready, key_type=row["key_type"]), row)
