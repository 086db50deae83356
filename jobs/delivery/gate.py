"""What leaves a lane passes here: marked in the database just before, its answer just after.

So when a worker dies, the database knows what was certainly not handed over, what was answered, and
what is in doubt: only that which was between the two. The gate lets no more be there at a time
than the lane needs to go at full speed.
"""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from itertools import takewhile
from typing import Any, Self

from psycopg.types.json import Jsonb

from jobs.database import Database
from jobs.delivery.results import Results

Mark = Mapping[str, Any]
Result = dict[str, Any]
Entrant = tuple[Mark, asyncio.Future[None]]


class Withdrawn(Exception):
    """The claim has run out or was taken over: somebody else may hand it over."""


class Window:
    """How many may be with the other side at a time: as many as RATE a second need.

    That is RATE times the time from one mark to the other, by the quicker third of them: the others
    tell how busy this process is, and more at a time would only make it busier. Whatever has been
    away for much longer is waited for, up to `most` of it, but nothing waits behind it.
    """

    LEAST = 8
    RATE = 4000
    REMEMBERED = 64
    OVERDUE = 5

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: deque[float] = deque(maxlen=self.REMEMBERED)
        self._usual = self.LEAST / self.RATE

    def add(self, seconds: float) -> None:
        """How long one was away."""
        self._times.append(seconds)

    def adjust(self) -> None:
        if self._times:
            usual = sorted(self._times)[len(self._times) // 3]
            self._usual = max(usual, self.LEAST / self.RATE)

    @property
    def overdue(self) -> float:
        """Seconds after which an answer is not waited for any more."""
        return self.OVERDUE * self._usual

    def free(self, since: dict[Any, float]) -> int:
        """How many more may go, of those who left then, in that order, and are not back."""
        recent = time.monotonic() - self.overdue
        awaited = sum(
            1 for _ in takewhile(lambda moment: moment > recent, reversed(since.values()))
        )
        return max(min(int(self.RATE * self._usual) - awaited, self._most - len(since)), 0)


class Gate:
    """Open while a lane is emptied; on leaving, every answer has been noted.

    `function` is jobs.hand_over or its like. A mark is what it knows a row by; whatever has passed
    leaves again, with a result or without.
    """

    def __init__(self, database: Database, function: str, results: Results, most: int) -> None:
        self._database = database
        self._function = function
        self._results = results
        self._window = Window(most)
        self._waiting: deque[Entrant] = deque()
        self._answers: list[tuple[Mark, Result]] = []
        # Those that are in doubt, or about to be, and since when.
        self._out: dict[tuple[Any, ...], float] = {}
        self._changed = asyncio.Event()
        self._closing = False

    async def __aenter__(self) -> Self:
        self._keeper = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        self._changed.set()
        await self._keeper

    async def enter(self, mark: Mark) -> None:
        """Return when this row may be handed over. Raises Withdrawn, psycopg.Error."""
        if key(mark) in self._out:
            return  # another provider has said no
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, turn))
        self._changed.set()
        await turn

    def leave(self, mark: Mark, result: Result | None) -> None:
        """What became of a row. Without a result it is left to the end of its lease."""
        if result is None:
            self._out.pop(key(mark), None)
        else:
            self._answers.append((mark, result))
        self._changed.set()

    async def _keep(self) -> None:
        while True:
            self._changed.clear()
            free = self._window.free(self._out) if self._waiting else 0
            entrants = [self._waiting.popleft() for _ in range(min(free, len(self._waiting)))]
            answers, self._answers = self._answers, []
            if entrants or answers:
                await self._note(entrants, answers)
            elif self._closing:
                return
            else:
                await self._change()

    async def _change(self) -> None:
        """Wait until something has changed, or an answer for which others wait is overdue."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._window.overdue if self._waiting else None):
                await self._changed.wait()
                # What else has come in, so that one statement notes it all.
                await asyncio.sleep(0)

    async def _note(self, entrants: list[Entrant], answers: list[tuple[Mark, Result]]) -> None:
        marks = [mark for mark, _ in entrants]
        self._out.update((key(mark), time.monotonic()) for mark in marks)
        noted = [{**mark, **result} for mark, result in answers]
        try:
            rows = await self._database.call(
                self._function, marks=Jsonb(marks), answers=Jsonb(noted)
            )
        except Exception as error:
            # Answers are written all the same, only not so soon.
            for mark, turn in entrants:
                self._refuse(mark, turn, error)
        else:
            self._let_in(entrants, {place for row in rows for place in row.values()})
        now = time.monotonic()
        for mark, _ in answers:
            if since := self._out.pop(key(mark), None):
                self._window.add(now - since)
        for result in noted:
            self._results.add(**result)
        self._window.adjust()

    def _let_in(self, entrants: list[Entrant], places: set[int]) -> None:
        for place, (mark, turn) in enumerate(entrants, 1):
            if place not in places or turn.done():
                self._refuse(mark, turn, Withdrawn())
            else:
                turn.set_result(None)

    def _refuse(self, mark: Mark, turn: asyncio.Future[None], error: Exception) -> None:
        self._out.pop(key(mark), None)
        if not turn.done():
            turn.set_exception(error)


def key(mark: Mark) -> tuple[Any, ...]:
    return tuple(mark.values())
