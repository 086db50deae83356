"""How requests come in: who has how many under way, and how long a body may take to come."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Hashable
from ipaddress import IPv6Address, ip_network
from tempfile import SpooledTemporaryFile
from typing import IO

# Requests of one service, of the admin app or of one stranger's address that a process has at a
# time: from their first line until they are answered and a large answer is read.
IN_FLIGHT = 100
MIB = 2**20
# Seconds that a body may take for each MiB of it. Only what has come counts, and one MiB more, so
# that a size that is merely announced gives no more time.
PACE = 10
# Bytes of a body that are held in memory; the rest of a longer one lies in a file while it comes.
IN_MEMORY = MIB
# Bytes of a refused body that are still read, and the seconds for that: a client that sends before
# it reads would else see a broken connection in place of its answer.
UNWANTED = 256 * MIB
UNWANTED_SECONDS = 10


class TooLarge(Exception):
    """More has come than is allowed."""


class InFlight:
    """How many requests each holder has under way. Threads and the event loop share it."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, int] = {}
        self._lock = threading.Lock()

    def take(self, holder: Hashable) -> bool:
        """Count one more, unless there are too many."""
        with self._lock:
            count = self._counts.get(holder, 0)
            if count >= IN_FLIGHT:
                return False
            self._counts[holder] = count + 1
            return True

    def give_back(self, holder: Hashable) -> None:
        with self._lock:
            self._counts[holder] -= 1
            if not self._counts[holder]:
                del self._counts[holder]


def stranger(address: str) -> str:
    """Who counts as one of those who need no token: an address, of version 6 its network."""
    if ":" not in address:
        return address
    number = IPv6Address(address)
    return str(number.ipv4_mapped or ip_network((number.packed, 64), strict=False))


def deadline(began: float, received: int) -> float:
    """The moment until which more has to come."""
    return began + PACE * (1 + received / MIB)


async def gather(
    chunks: AsyncIterator[bytes], largest: int, hang_up: Callable[[], None]
) -> tuple[IO[bytes], int]:
    """A body of any length as it comes, and its length. Raises TimeoutError, TooLarge.

    A chunk that does not come cannot be given up: only the end of the connection ends it.
    """
    loop = asyncio.get_running_loop()
    began, received = loop.time(), 0
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    while True:
        until = deadline(began, received)
        timer = loop.call_at(until, hang_up)
        chunk = await anext(chunks, b"")
        timer.cancel()
        if loop.time() > until:
            raise TimeoutError
        if not chunk:
            break
        received += len(chunk)
        if received > largest:
            raise TooLarge
        file.write(chunk)
    file.seek(0)
    return file, received


async def discard(chunks: AsyncIterator[bytes], hang_up: Callable[[], None]) -> None:
    """Read what nobody wants, within bounds."""
    received = 0
    timer = asyncio.get_running_loop().call_later(UNWANTED_SECONDS, hang_up)
    while received < UNWANTED and (chunk := await anext(chunks, b"")):
        received += len(chunk)
    timer.cancel()
