"""The end of a web process: nothing that has begun is cut, and clients know before they are.

Granian stops accepting and closes what is idle the moment it is told to end. A client that sends
its next request just then would find its connection closed. So it is told a little later.
"""

import asyncio
import os
import signal
from asyncio import AbstractEventLoop

from api.serving import connections

# Seconds in which each answer says that it is the last of its connection. A connection that has
# no request in so long is idle.
TELLING = 1.0
# Seconds that a connection which has begun has to be accepted in.
ACCEPTING = 0.25


class Stopping:
    """Begins with SIGTERM. Belongs to the event loop."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self.begun = False
        # When the latest request came.
        self.asked_at = 0.0
        loop.add_signal_handler(signal.SIGTERM, self.begin)

    def begin(self) -> None:
        if not self.begun:
            self.begun = True
            self._task = self._loop.create_task(self._stop())

    async def _stop(self) -> None:
        if self._loop.time() - self.asked_at < TELLING:
            await asyncio.sleep(TELLING)
        connections.begin_no_more()
        await asyncio.sleep(ACCEPTING)
        # Granian hears SIGINT still. It waits for what is under way, and that it does well.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.kill(os.getpid(), signal.SIGINT)
