"""python -m postroom.letters.process SECONDS MIB: answers requests within limits, see pool.py.

A request comes in by standard input, the answer leaves by standard output, all pickled: a
function's name, its arguments; what became of them.
"""

import importlib
import os
import pickle
import resource
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

# What can be asked for, and where it is: loaded when it is first asked for.
FUNCTIONS = {
    "make": "postroom.letters.making",
    "overlay_pdf": "postroom.letters.overlays",
    "picture": "postroom.letters.pictures",
    "sanitise": "postroom.letters.sanitising",
}

# The status of a process that ended for want of memory.
EXPENSIVE = 3
IDLE_SECONDS = 30
# Letters after which the process is replaced, and bytes that it may have taken until then:
# neither leaks nor what one large letter took shall last.
LETTERS = 200
MEMORY_KEPT = 250 * 2**20
# Bytes resident from which on there is hardly any memory left; the limit is the pool's.
FULL = 350 * 2**20


def main(seconds: float, memory: int) -> None:
    """Answer until nothing has come for a while, then end with status 0."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory << 20, memory << 20))
    # The memory of a process that dies would be the letter.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Ends the process wherever it is, in C code too, and when its parent has gone.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for _ in range(LETTERS):
        if not select.select([source], [], [], IDLE_SECONDS)[0] or not source.peek(1):
            break
        name = pickle.load(source)
        # That libraries take time to load is no letter's fault.
        with suppress(Exception):
            importlib.import_module(FUNCTIONS[name])
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            done = pickle.dumps(answer(name, pickle.load(source)))
        except MemoryError:
            os._exit(EXPENSIVE)
        signal.setitimer(signal.ITIMER_REAL, 0)
        target.write(done)
        target.flush()
        if peak_memory() > MEMORY_KEPT:
            break


def answer(name: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    """Whether it was done, and the result or the kind of error, whose text could tell of a letter.

    Raises MemoryError.
    """
    try:
        function = getattr(importlib.import_module(FUNCTIONS[name]), name)
        return True, function(*arguments)
    except MemoryError:
        raise
    except Exception as error:
        # Not all libraries raise MemoryError.
        if peak_memory() > FULL:
            raise MemoryError from None
        return False, type(error).__name__


def peak_memory() -> int:
    """Bytes; resource.getrusage would tell the parent's, where that has more."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) << 10


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
    # Nothing is left to do that could go wrong with the status.
    os._exit(0)
