"""Large messages are rendered in processes of their own, within limits of time and memory.

A body of two megabytes takes the better part of a second, and the worker's event loop must not
stand still for it: all others' messages wait there. The processes start when they are first
needed and end when nothing large has come for a while. A message that exceeds a limit can't be
sent, now or later.
"""

import asyncio
import os
import pickle
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from jobs.delivery.drafts import SIZE, Draft
from jobs.providers import SMS, Email, Refused

PROCESSES = 2
# Seconds of CPU time for one message, and MiB of address space for a process.
SECONDS = 10
MEMORY = 1024
IDLE_SECONDS = 30
# Processes that may be lost over one message: it may have died of another cause the first time.
LIVES = 2

_ROOT = Path(__file__).parents[2]


class OutOfTime(Exception):
    """The time for handing the message over ended before it was rendered."""


class Renderers:
    """The processes of one worker."""

    def __init__(
        self, processes: int = PROCESSES, seconds: float = SECONDS, memory: int = MEMORY
    ) -> None:
        self._turns = _FairTurns(processes)
        self._limits = (str(seconds), str(memory))
        self._ending: set[asyncio.Task[int]] = set()
        self._free: list[tuple[float, _Process]] = []

    async def finish(self, draft: Draft, service_id: UUID, last_moment: float) -> SMS | Email:
        """The message as it leaves. Raises Refused if it exceeds a limit, and OutOfTime."""
        async with self._turns.one(service_id, last_moment):
            request = pickle.dumps(draft)
            for _ in range(LIVES):
                try:
                    async with asyncio.timeout(last_moment - time.monotonic()):
                        outcome, result = await self._ask(request)
                except TimeoutError:
                    raise OutOfTime from None
                except asyncio.IncompleteReadError:
                    continue
                if outcome == "refused":
                    raise Refused(result)
                if outcome == "failed":
                    raise RuntimeError(result)
                return result
        raise Refused("rendering ended a process")

    async def _ask(self, request: bytes) -> tuple[str, Any]:
        process = self._free.pop()[1] if self._free else await _Process.start(*self._limits)
        try:
            outcome, result, is_last = pickle.loads(await process.ask(request))
        except BaseException:
            process.kill()
            self._end(process)
            raise
        if is_last:
            self._end(process)
        else:
            self._free.append((time.monotonic(), process))
            asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_idle)
        return outcome, result

    def _end_idle(self) -> None:
        idle_since = time.monotonic() - IDLE_SECONDS
        for since, process in self._free:
            if since <= idle_since:
                self._end(process)
        self._free = [(since, process) for since, process in self._free if since > idle_since]

    def _end(self, process: "_Process") -> None:
        task = asyncio.create_task(process.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """End the processes, none of which has anything to do any more."""
        for _, process in self._free:
            self._end(process)
        self._free.clear()
        await asyncio.gather(*self._ending)


class _FairTurns:
    """Turns, a number of them at once; each service that waits has one in each round."""

    def __init__(self, size: int) -> None:
        self._size = self._free = size
        self._round = 0
        self._numbers = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._last_rounds: dict[UUID, int] = {}

    @asynccontextmanager
    async def one(self, service_id: UUID, last_moment: float) -> AsyncIterator[None]:
        """Raises OutOfTime if the turn does not come in time."""
        turn = asyncio.get_running_loop().create_future()
        number = max(self._round, self._last_rounds.get(service_id, -1) + 1)
        self._last_rounds[service_id] = number
        heappush(self._waiting, (number, next(self._numbers), turn))
        self._give_turns()
        try:
            try:
                async with asyncio.timeout(last_moment - time.monotonic()):
                    await turn
            except TimeoutError:
                raise OutOfTime from None
            yield
        finally:
            # A turn may have come in the moment in which it was given up.
            if turn.done() and not turn.cancelled():
                self._free += 1
                self._give_turns()

    def _give_turns(self) -> None:
        while self._free and self._waiting:
            self._round, _, turn = heappop(self._waiting)
            if not turn.done():
                self._free -= 1
                turn.set_result(None)
        if self._free == self._size:
            self._last_rounds.clear()


class _Process:
    """One process: it reads a draft, writes what became of it, and so on until there is no more."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin and process.stdout
        self._process = process
        self._requests, self._answers = process.stdin, process.stdout

    @classmethod
    async def start(cls, *limits: str) -> "_Process":
        # No secrets: it needs none. In a session of its own it hears nothing of Ctrl-C, so what
        # is in hand when the worker ends is finished.
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT)}
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "jobs.delivery.rendering_process",
                *limits,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        )

    async def ask(self, request: bytes) -> bytes:
        """Raises IncompleteReadError if the process ends without an answer."""
        try:
            self._requests.writelines((SIZE.pack(len(request)), request))
            await self._requests.drain()
        except ConnectionError:
            raise asyncio.IncompleteReadError(b"", None) from None
        (size,) = SIZE.unpack(await self._answers.readexactly(SIZE.size))
        return await self._answers.readexactly(size)

    async def end(self) -> int:
        """The process ends by itself when there is nothing more to read."""
        self._requests.close()
        return await self._process.wait()

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
