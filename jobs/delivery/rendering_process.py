"""python -m jobs.delivery.rendering_process SECONDS MIB: renders drafts within limits.

A draft comes in by standard input, what became of it leaves by standard output; see .rendering.
"""

import pickle
import resource
import signal
import sys
from dataclasses import replace
from types import FrameType
from typing import Any, BinaryIO

from jobs.delivery.drafts import SIZE
from jobs.providers import Email, Refused, mime

# Bytes of an email as it is sent: hardly any mail server takes more.
LONGEST_EMAIL = 10 * 2**20
# What the process may hold between two messages before it is replaced.
MEMORY_KEPT = 200 * 2**20


class _TooLong(BaseException):
    """Rendering took too long. No part of the code that is stopped shall handle it."""


def main(seconds: float, memory: int) -> None:
    """The process: from standard input to standard output, which nothing else may use."""
    resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))
    signal.signal(signal.SIGPROF, _stop)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    is_last = False
    while not is_last and (header := source.read(SIZE.size)):
        (size,) = SIZE.unpack(header)
        try:
            outcome, result = _finish(source, size, seconds)
        except MemoryError:
            outcome, result = "refused", f"rendering takes more than {memory} MiB"
        is_last = outcome != "finished" or _peak_memory() > MEMORY_KEPT
        answer = pickle.dumps((outcome, result, is_last))
        target.writelines((SIZE.pack(len(answer)), answer))
        target.flush()


def _finish(source: BinaryIO, size: int, seconds: float) -> tuple[str, Any]:
    """What became of a draft; no answer tells anything of its content."""
    try:
        draft = pickle.loads(source.read(size))
        signal.setitimer(signal.ITIMER_PROF, seconds)
        message = draft.finish()
        if isinstance(message, Email):
            message = replace(message, raw=mime.build(message))
        signal.setitimer(signal.ITIMER_PROF, 0)
    except _TooLong:
        return "refused", f"rendering takes more than {seconds:g} s"
    except MemoryError:
        raise
    except Refused as error:
        return "refused", str(error)
    except Exception as error:
        return "failed", type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if isinstance(message, Email) and _is_too_long(message):
        return "refused", f"the email is larger than {LONGEST_EMAIL >> 20} MiB"
    return "finished", message


def _is_too_long(message: Email) -> bool:
    return max(len(message.raw or b""), len(message.html)) > LONGEST_EMAIL


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TooLong


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
