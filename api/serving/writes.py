"""Large answers, until their clients have read them.

Granian takes an answer whole and says no more of it, so the kernel is asked what it still holds.
"""

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from api.serving import connections
from api.serving.arrivals import PACE, deadline

# What is smaller lies in the kernel's buffers and holds nothing of ours.
LARGE = 2**16
EVERY = 0.1  # seconds
# Between looks whether there is room for the next piece of an answer.
SOON = 0.002


def wait_for_room(connection: socket.socket) -> None:
    """Wait until a client has read most of what it was sent. Raises TimeoutError."""
    until = time.monotonic() + PACE
    while connections.unsent(connection) > LARGE:
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(SOON)


@dataclass(frozen=True, slots=True)
class Write:
    """An answer under way, and what to call when it is over."""

    until: float
    over: Callable[[], None]


class Writes:
    """The answers under way, by connection. Belongs to the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pending: dict[str, Write] = {}

    def add(self, client: str, size: int, over: Callable[[], None]) -> None:
        """An answer of so many bytes to this client was handed to granian."""
        if before := self._pending.pop(client, None):
            before.over()  # no connection's next answer begins before that
        if not self._pending:
            self._loop.call_later(EVERY, self._look)
        self._pending[client] = Write(deadline(self._loop.time(), size), over)

    def _look(self) -> None:
        """Forget what has been read, and end the connections of those that read too slowly."""
        unread = set()
        for connection in connections.sockets():
            client = connections.name(connection)
            if client in self._pending and connections.unsent(connection):
                if self._loop.time() > self._pending[client].until:
                    connections.end(connection)
                else:
                    unread.add(client)
        for client in self._pending.keys() - unread:
            self._pending.pop(client).over()
        if self._pending:
            self._loop.call_later(EVERY, self._look)
