"""The end of a web process: nothing that has begun is cut, and clients know before they are.

Granian stops accepting and closes what is idle the moment it is told to end. A client that sends
its next request just then would find its connection closed. So it is told a little later.
"""

import asyncio
import os
import signal
from asyncio import AbstractEventLoop
from contextlib import suppress

from api.serving import connections, process

# Seconds in which each answer says that it is the last of its connection. A connection that has
# no request in so long is idle.
TELLING = 1.0
# Seconds that a connection which has begun has to be complete in, and then to be accepted in.
BEGINNING = 0.25
ACCEPTING = 5.0


class Stopping:
    """Begins with SIGTERM. Belongs to the event loop."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self.begun = False
        # When the latest request came. One that begins now may have clients that wait for it.
        self.asked_at = loop.time()
        loop.add_signal_handler(signal.SIGTERM, self.begin)
        # The loop hears signals when it runs, and loses what comes before.
        loop.call_soon(process.hear_the_end)

    def begin(self) -> None:
        if not self.begun:
            self.begun = True
            self._task = self._loop.create_task(self._stop())

    async def _stop(self) -> None:
        if self._loop.time() - self.asked_at < TELLING:
            await asyncio.sleep(TELLING)
        connections.begin_no_more()
        await asyncio.sleep(BEGINNING)
        with suppress(TimeoutError):
            async with asyncio.timeout(ACCEPTING):
                while connections.are_waiting():
                    await asyncio.sleep(0.01)
        # Granian hears SIGINT still. It waits for what is under way, and that it does well.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.kill(os.getpid(), signal.SIGINT)
