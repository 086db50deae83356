"""What came of calls to others, a line of the log a minute for each of them, not a line a call."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger(__name__)

INTERVAL = 60
# Reasons that are told apart; there are as many as others have kinds of errors.
REASONS = 10


@dataclass(slots=True)
class Calls:
    """Those to one of them since the last line."""

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    # The last one that was in vain, to look for.
    last_id: str | None = None


class Tally:
    """Counts calls until they are told."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str, str], Calls] = defaultdict(Calls)

    def count(self, event: str, whose: str, name: str, outcome: str) -> None:
        """A call that went well. The line will be `event`, with `whose`: name in it."""
        self._calls[event, whose, name].outcomes[outcome] += 1

    def count_failure(
        self, event: str, whose: str, name: str, outcome: str, reason: str | None, id: str
    ) -> None:
        """One that did not. The reason must hold no personal data."""
        calls = self._calls[event, whose, name]
        calls.outcomes[outcome] += 1
        calls.last_id = id
        if reason not in calls.reasons and len(calls.reasons) >= REASONS:
            reason = "other"
        calls.reasons[reason or "unknown"] += 1

    def tell(self) -> None:
        """A line for each; a warning where anything was in vain."""
        told, self._calls = self._calls, defaultdict(Calls)
        for (event, whose, name), calls in told.items():
            if calls.reasons:
                why = {"reasons": dict(calls.reasons), "last_id": calls.last_id}
                log.warning(event, **{whose: name}, **calls.outcomes, **why)
            else:
                log.info(event, **{whose: name}, **calls.outcomes)

    async def tell_every_minute(self) -> None:
        """Write the lines of each minute until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            self.tell()
