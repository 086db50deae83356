"""Letters as files for a printer of one's own: by day and postage, with a list of each day's.

A file is written before it is listed, and both are safe to repeat: a name that is there already
with the same content counts as written, and a letter that is listed is not listed again.
"""

import asyncio
import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Self

import pikepdf

from jobs.providers import Letter, Ready, Refused, Unavailable, at_once
from postroom.files.objects import Fault, NotFound, ObjectStore
from postroom.settings.providers import ProviderSettings

MANIFEST = "manifest.csv"
COLUMNS = (
    *("file", "notification_id", "reference", "postage", "pages", "sheets", "bytes", "sha256"),
)
Line = dict[str, str]


@dataclass(slots=True)
class Group:
    """Letters that are listed together, and the task that does so."""

    lines: list[Line] = field(default_factory=list)
    task: asyncio.Task[None] | None = None


class Spool:
    """A folder or bucket from which somebody fetches what is to be printed."""

    name = "spool"
    sends_receipts = False

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        # Those that wait to be listed, by day.
        self._groups: dict[date, Group] = {}
        self._turn = asyncio.Lock()

    @classmethod
    def create(cls, settings: ProviderSettings) -> Self:
        if not settings.spool_url:
            raise ValueError("SPOOL_URL is not set")
        return cls(ObjectStore(settings.spool_url))

    async def send(self, message: Letter, ready: Ready = at_once) -> None:
        """Taken is what is written and listed. Raises Refused, Unavailable."""
        await ready()
        try:
            line = await asyncio.to_thread(self._write, message)
            await self._list(message.print_day, line)
        except Fault as error:
            raise Unavailable(f"spool: {type(error).__name__}") from None

    def _write(self, letter: Letter) -> Line:
        key = f"{letter.print_day}/{letter.postage}/{letter.file_name}"
        digest = hashlib.sha256(letter.pdf).hexdigest()
        try:
            with pikepdf.open(io.BytesIO(letter.pdf)) as pdf:
                pages = len(pdf.pages)
        except pikepdf.PdfError:
            raise Refused("spool: not a PDF") from None
        try:
            if hashlib.sha256(self._store.get(key)).hexdigest() != digest:
                raise Refused("spool: another file has this name")
        except NotFound:
            self._store.put(key, letter.pdf)
        return {
            "file": f"{letter.postage}/{letter.file_name}",
            "notification_id": str(letter.id),
            "reference": letter.reference,
            "postage": letter.postage,
            "pages": str(pages),
            "sheets": str(letter.sheets),
            "bytes": str(len(letter.pdf)),
            "sha256": digest,
        }

    async def _list(self, day: date, line: Line) -> None:
        """Return when the day's list has this line, which is written with others that wait."""
        group = self._groups.get(day)
        if group is None:
            group = self._groups[day] = Group()
            group.task = asyncio.create_task(self._list_group(day, group))
        group.lines.append(line)
        assert group.task
        await asyncio.shield(group.task)

    async def _list_group(self, day: date, group: Group) -> None:
        async with self._turn:
            del self._groups[day]  # Whoever comes now is of the next one.
            # In the order of their ids, which is that of their making.
            lines = sorted(group.lines, key=lambda line: line["notification_id"])
            await asyncio.to_thread(
                self._store.change, f"{day}/{MANIFEST}", lambda data: with_lines(data, lines)
            )

    async def close(self) -> None:
        """Nothing is open."""


def with_lines(data: bytes, lines: Iterable[Line]) -> bytes:
    """A list with these letters at its end, but for those that it has already."""
    known = {row["notification_id"] for row in csv.DictReader(io.StringIO(data.decode()))}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    if not data:
        writer.writeheader()
    writer.writerows(line for line in lines if line["notification_id"] not in known)
    return data + text.getvalue().encode()
