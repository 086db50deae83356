"""Calls of many requests, made as one: what comes while a call is under way goes into the next.

There is no timer: when nothing is under way, a call is made at once, so a request that is alone
waits for nobody. The first that waits makes the call for all that wait, in its own thread.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import psycopg

from postroom import outages

Asked = TypeVar("Asked")
Outcome = TypeVar("Outcome")

# SQLSTATEs of deadlocks and the like: another call came first.
OVERTAKEN = "40"


class Entry(Generic[Asked, Outcome]):
    """What one request asks, and what came of it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.outcome: Outcome | None = None
        self.error: Exception | None = None
        self.is_over = False
        # Held until it is over, or this one's turn to make the call.
        self.turn = threading.Lock()
        self.turn.acquire()


class Gatherer(Generic[Asked, Outcome]):
    """Gathers what threads ask of a function that takes a list and returns an outcome for each.

    At most `most` go into a call. Where a call fails in the database as a whole, so that nothing
    of it has happened, each is asked again alone: what is at fault harms only itself. Where nobody
    knows what has happened, as the connection broke, each hears of that.
    """

    def __init__(
        self, function: Callable[[list[Asked]], Sequence[Outcome]], most: int = 64
    ) -> None:
        self._function = function
        self._most = most
        self._waiting: deque[Entry[Asked, Outcome]] = deque()
        self._under_way = False
        self._lock = threading.Lock()

    def ask(self, asked: Asked) -> Outcome:
        """What came of it. Raises what the function does."""
        entry: Entry[Asked, Outcome] = Entry(asked)
        with self._lock:
            self._waiting.append(entry)
            leads, self._under_way = not self._under_way, True
        if not leads:
            entry.turn.acquire()
        if not entry.is_over:
            self._lead()
        if entry.error is not None:
            raise entry.error
        return entry.outcome  # type: ignore[return-value]  # None is an outcome too

    def ask_all(self, asked: Sequence[Asked]) -> list[Outcome]:
        """What came of each of those that come together, and need not wait for others."""
        entries: list[Entry[Asked, Outcome]] = [Entry(one) for one in asked]
        for start in range(0, len(entries), self._most):
            self._call(entries[start : start + self._most])
        for entry in entries:
            if entry.error is not None:
                raise entry.error
        return [entry.outcome for entry in entries]  # type: ignore[misc]

    def _lead(self) -> None:
        """Make a call for those that wait longest, whoever leads among them, and name the next."""
        with self._lock:
            size = min(len(self._waiting), self._most)
            together = [self._waiting.popleft() for _ in range(size)]
        try:
            self._call(together)
        finally:
            with self._lock:
                self._under_way = bool(self._waiting)
                following = self._waiting[0] if self._waiting else None
            if following:
                following.turn.release()
            for entry in together:
                entry.is_over = True
                entry.turn.release()

    def _call(self, together: list[Entry[Asked, Outcome]]) -> None:
        try:
            outcomes = self._function([entry.asked for entry in together])
            for entry, outcome in zip(together, outcomes, strict=True):
                entry.outcome = outcome
        except Exception as error:
            if len(together) > 1 and is_undone(error):
                for entry in together:
                    self._call([entry])
                return
            for entry in together:
                entry.error = error


def is_undone(error: Exception) -> bool:
    """Whether the database has said that nothing of a call happened, and not that it is away."""
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        return False
    return error.sqlstate.startswith(OVERTAKEN) or not outages.passes(error)
