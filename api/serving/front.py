"""Serves a WSGI application from granian's event loop, so that no thread waits for a client.

A request is gathered on the event loop, answered by a thread, and its answer written by granian.
"""

import asyncio
import threading
import time
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

import structlog
from flask import Flask
from granian.rsgi import ProtocolClosed
from werkzeug.exceptions import RequestTimeout, TooManyRequests

from api.public import authentication
from api.serving import arrivals, connections
from api.serving.arrivals import InFlight
from api.serving.exchange import Exchange
from api.serving.stopping import Stopping
from api.serving.writes import LARGE, Writes, wait_for_room
from api.wire import bodies
from api.wire.bodies import BodyNeeded

Write = Callable[[bytes], object]
Headers = list[tuple[str, str]]

log = structlog.get_logger(__name__)

# Threads of one web process; a process uses one CPU. Some wait for the database
# (database.CONNECTIONS), some for a virus scanner or an object store.
THREADS = 16
# How long a thread waits for such a body before the loop does, which costs more than that.
MOMENTS = (0, 0.0002, 0.001)


def is_done(whole: Any) -> bool:
    """Whether a body that came along with its headers is here; granian's turn may be just ahead."""
    for seconds in MOMENTS:
        if whole.done():
            return True
        time.sleep(seconds)
    return whole.done()


class Front:
    """What granian calls for each request."""

    def __init__(self, app: Flask) -> None:
        self._app = app.wsgi_app
        self._largest: int = app.config["MAX_CONTENT_LENGTH"]
        self._ready: SimpleQueue[Exchange] = SimpleQueue()
        self._answered: deque[Exchange] = deque()
        self._in_flight = InFlight()

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._tasks: set[asyncio.Task[None]] = set()
        self._writes = Writes(loop)
        self._stopping = Stopping(loop)
        loop.call_later(1, connections.give_up_the_stalled)
        for _ in range(THREADS):
            threading.Thread(target=self._work, daemon=True).start()
        self._settle_regularly()

    def __rsgi__(self, scope: Any, proto: Any) -> Awaitable[None]:
        self._settle()
        self._stopping.asked_at = self._loop.time()
        exchange = Exchange(scope, proto, self._loop.create_future())
        exchange.announce()
        exchange.caller = authentication.recognise_header(scope.headers.get("authorization"))
        if exchange.caller:
            self._count(exchange, exchange.caller.service.id)
            if exchange.chunks and not exchange.fault and (exchange.length or 0) <= self._largest:
                self._begin(self._gather(exchange, self._largest))
                return exchange.over
        self._ready.put(exchange)
        return exchange.over

    def _count(self, exchange: Exchange, holder: Hashable) -> None:
        """Take one of the holder's places, or refuse the request."""
        if self._in_flight.take(holder):
            exchange.holder = holder
        else:
            exchange.fault = TooManyRequests(bodies.TOO_MANY, retry_after=1)

    def _begin(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run it beside everything else; the loop itself would not keep it alive."""
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _gather(self, exchange: Exchange, largest: int) -> None:
        """Wait for the body, or for what makes it none, and let a thread go on."""
        try:
            if exchange.whole:
                with suppress(ProtocolClosed):
                    async with asyncio.timeout(arrivals.PACE):
                        await exchange.whole
                exchange.take_whole()
            else:
                exchange.body, exchange.received = await arrivals.gather(
                    exchange.chunks, largest, exchange.hang_up
                )
        except TimeoutError:
            exchange.fault = RequestTimeout(bodies.TOO_SLOW)
        except arrivals.TooLarge:
            exchange.received = largest + 1
        self._ready.put(exchange)

    def _need(self, exchange: Exchange, needed: BodyNeeded) -> None:
        """A thread has found whose request it is, and that its body is wanted."""
        self._count(exchange, needed.holder)
        if exchange.fault:
            self._ready.put(exchange)
        else:
            self._begin(self._gather(exchange, needed.largest))

    def _work(self) -> None:
        """Answer requests for ever, in a thread."""
        while True:
            exchange = self._ready.get()
            try:
                self._serve(exchange)
            except BodyNeeded as needed:
                self._loop.call_soon_threadsafe(self._need, exchange, needed)
            except Exception:
                log.exception("a request could not be served")
                self._answer(exchange, 500, [], b"")

    def _serve(self, exchange: Exchange) -> None:
        """Answer. Raises BodyNeeded."""
        if exchange.whole and exchange.is_unread and not exchange.fault:
            if is_done(exchange.whole):
                exchange.take_whole()
            elif exchange.caller:
                wait = self._gather(exchange, self._largest)
                self._loop.call_soon_threadsafe(self._begin, wait)
                return
        begun: list[tuple[str, Headers]] = []

        def begin(status: str, headers: Headers, _: Any = None, /) -> Write:
            begun.append((status, headers))
            return write

        asked = exchange.environ()
        parts = self._app(asked, begin)
        status, headers = begun[-1]
        try:
            if bodies.STREAMED in asked:
                self._stream(exchange, int(status[:3]), headers, parts)
                return
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        self._answer(exchange, int(status[:3]), headers, body)

    def _answer(self, exchange: Exchange, status: int, headers: Headers, body: bytes) -> None:
        """Hand the answer to granian. What it leaves to do is for the loop."""
        headers = self._last(exchange, headers)
        with suppress(ProtocolClosed):  # the client has gone
            exchange.proto.response_bytes(status, headers, body)
        if exchange.is_unread or len(body) > LARGE:
            self._loop.call_soon_threadsafe(self._finish, exchange, len(body))
        else:
            self._give_back(exchange)
            self._answered.append(exchange)

    def _last(self, exchange: Exchange, headers: Headers) -> Headers:
        """The headers, which also say whether the connection ends with this answer."""
        ends = exchange.is_unread or self._stopping.begun
        return [*headers, ("Connection", "close")] if ends else headers

    def _stream(
        self, exchange: Exchange, status: int, headers: Headers, parts: Iterable[bytes]
    ) -> None:
        """Hand over an answer in pieces as they are made, no faster than its client reads them.

        Where they end too soon, or nobody reads, so does the connection.
        """
        transport = exchange.proto.response_stream(status, self._last(exchange, headers))
        connection = connections.find(exchange.scope.client)
        if connection:
            with connection:
                try:
                    for part in parts:
                        # Granian would take them all at once.
                        wait_for_room(connection)
                        sending = hand_over(transport, part)
                        asyncio.run_coroutine_threadsafe(sending, self._loop).result()
                except ProtocolClosed:  # the client has gone
                    pass
                except Exception as error:
                    log.warning("an answer was broken off", kind=type(error).__name__)
                    with suppress(OSError):
                        connections.end(connection)
        self._loop.call_soon_threadsafe(self._finish, exchange, 0)

    def _finish(self, exchange: Exchange, size: int) -> None:
        """See to it that a large answer is read, and that one to an unread body is seen."""
        if size > LARGE:
            self._writes.add(exchange.scope.client, size, lambda: self._give_back(exchange))
        else:
            self._give_back(exchange)
        if exchange.is_unread and not isinstance(exchange.fault, RequestTimeout):
            self._begin(self._discard(exchange))
        else:
            self._answered.append(exchange)

    async def _discard(self, exchange: Exchange) -> None:
        if exchange.whole:
            with suppress(TimeoutError, ProtocolClosed):
                async with asyncio.timeout(arrivals.UNWANTED_SECONDS):
                    await exchange.whole
        else:
            await arrivals.discard(exchange.chunks, exchange.hang_up)
        self._answered.append(exchange)

    def _give_back(self, exchange: Exchange) -> None:
        if exchange.holder is not None:
            self._in_flight.give_back(exchange.holder)

    def _settle(self) -> None:
        """Tell granian what is over. That is not urgent, so no thread wakes the loop for it."""
        while self._answered:
            over = self._answered.popleft().over
            if not over.done():
                over.set_result(None)

    def _settle_regularly(self) -> None:
        self._settle()
        self._loop.call_later(1, self._settle_regularly)


async def hand_over(transport: Any, part: bytes) -> None:
    await transport.send_bytes(part)


def write(body: bytes) -> None:
    """WSGI's old way to send a body, of which Flask makes no use."""
    raise NotImplementedError
