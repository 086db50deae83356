"""Processes in which letters are made, read and drawn, within limits of time and memory.

The libraries take tens of megabytes, and a file from outside can ask them for any amount of time
and memory. So neither the web process nor the worker loads them: they call a process, which
starts when it is first needed and ends by itself when nothing has come for a while.

Blocking, for threads: an event loop calls by asyncio.to_thread.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from threading import BoundedSemaphore
from typing import Any

from postroom.letters.process import EXPENSIVE, FULL

PROCESSES = 2
# Seconds for one letter, and MiB of data for a process: with the libraries' code, which is not
# counted, it stays below 500 MB.
SECONDS = 10
MEMORY = 440

# All that a process knows of its surroundings: no secrets, as it needs none.
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "PYTHONPATH": str(Path(__file__).parents[2]),
}


class TooExpensive(Exception):
    """A letter took more time or memory than any may."""


class Broken(Exception):
    """A process died, or raised. The text is a kind of error or what ended it, nothing more."""


class Pool:
    """At most so many processes; who calls while all of them work waits for a turn."""

    def __init__(
        self, processes: int = PROCESSES, seconds: float = SECONDS, memory: int = MEMORY
    ) -> None:
        self._turns = BoundedSemaphore(processes)
        self._limits = (seconds, memory)
        self._free: deque[_Process] = deque()

    def call(self, name: str, *arguments: Any) -> Any:
        """What the function of this name in process.FUNCTIONS returns.

        Arguments and result are pickled. Raises TooExpensive and Broken.
        """
        request = pickle.dumps(name) + pickle.dumps(arguments)
        with self._turns:
            while True:
                process = self._take()
                try:
                    answer = process.ask(request)
                except BaseException:
                    process.end(now=True)
                    raise
                # A process that had nothing to do may have ended just now.
                if answer is not None:
                    break
            self._free.append(process)
        was_done, result = answer
        if not was_done:
            raise Broken(result)
        return result

    def _take(self) -> "_Process":
        try:
            return self._free.pop()
        except IndexError:
            return _Process(*self._limits)

    def close(self) -> None:
        """End the processes that have nothing to do; they would in a while."""
        while self._free:
            self._free.pop().end()


class _Process:
    """A process that answers one request after another (process.py)."""

    def __init__(self, *limits: float) -> None:
        # In a session of its own it hears nothing of Ctrl-C, so what is in hand when the parent
        # ends is finished. What libraries print could hold personal data, so nobody hears it.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "postroom.letters.process", *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        assert self._process.stdin and self._process.stdout
        self._requests, self._answers = self._process.stdin, self._process.stdout

    def ask(self, request: bytes) -> tuple[bool, Any] | None:
        """What process.answer returns; None where the process had ended before it was asked.

        Raises TooExpensive, and Broken where it ended over the request.
        """
        try:
            self._requests.write(request)
            self._requests.flush()
            return pickle.load(self._answers)
        except (BrokenPipeError, EOFError, pickle.UnpicklingError):
            self._close()
        _, status, used = os.wait4(self._process.pid, 0)
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        if code == 0:
            return None
        # Libraries in C end a process for want of memory. Its peak begins with the parent's.
        was_full = used.ru_maxrss > max(FULL >> 10, getrusage(RUSAGE_SELF).ru_maxrss)
        if code in (EXPENSIVE, -signal.SIGALRM) or was_full:
            raise TooExpensive
        raise Broken(signal.Signals(-code).name if code < 0 else f"status {code}")

    def end(self, now: bool = False) -> None:
        """The process ends by itself when there is nothing more to read."""
        if now:
            self._process.kill()
        self._close()
        self._process.wait()

    def _close(self) -> None:
        with suppress(BrokenPipeError):
            self._requests.close()
        self._answers.close()
