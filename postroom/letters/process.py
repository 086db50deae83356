"""python -m postroom.letters.process SECONDS MIB: answers requests within limits, see pool.py.

A request comes in by standard input, the answer leaves by standard output, both pickled.
"""

import importlib
import os
import pickle
import resource
import select
import signal
import sys
from typing import Any

# What can be asked for, and where it is: loaded when it is first asked for.
FUNCTIONS = {
    "make": "postroom.letters.making",
    "overlay_pdf": "postroom.letters.overlays",
    "picture": "postroom.letters.pictures",
    "sanitise": "postroom.letters.sanitising",
}

IDLE_SECONDS = 30
# Letters after which the process is replaced, and bytes that it may have taken until then:
# neither leaks nor what one large letter took shall last.
LETTERS = 200
MEMORY_KEPT = 250 * 2**20


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
        signal.setitimer(signal.ITIMER_REAL, seconds)
        name, arguments = pickle.load(source)
        outcome, result = answer(name, arguments)
        signal.setitimer(signal.ITIMER_REAL, 0)
        pickle.dump((outcome, result), target)
        target.flush()
        if outcome == "expensive" or peak_memory() > MEMORY_KEPT:
            break


def answer(name: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """("done", result), ("expensive", None), or ("failed", kind): errors could tell of a letter."""
    try:
        function = getattr(importlib.import_module(FUNCTIONS[name]), name)
        return "done", function(*arguments)
    except MemoryError:
        return "expensive", None
    except Exception as error:
        return "failed", type(error).__name__


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
    # Nothing is left to do that could go wrong with the status.
    os._exit(0)
