"""A provider that takes every text message at once, or after a while, in a process of its own."""

import asyncio
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from bench.common import free_port
from bench.load import length

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n"
    b'{"reference":"1"}'
)


@contextmanager
def provider(delay: float = 0) -> Iterator[SimpleNamespace]:
    """.url, .pid and .taken.value, how many messages it has taken so far."""
    context = multiprocessing.get_context("fork")
    port, taken = int(free_port()), context.Value("q", 0)
    process = context.Process(target=serve, args=(port, delay, taken), daemon=True)
    process.start()
    try:
        yield SimpleNamespace(url=f"http://127.0.0.1:{port}/", pid=process.pid, taken=taken)
    finally:
        process.terminate()
        process.join()


def serve(port: int, delay: float, taken: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    async def listen() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Connection(delay, taken), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(listen())


class Connection(asyncio.Protocol):
    """Reads one request after the other, and answers each when the delay is over."""

    def __init__(self, delay: float, taken: object) -> None:
        self._delay = delay
        self._taken = taken
        self._data = b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            whole = end + 4 + length(self._data[: end + 2])
            if len(self._data) < whole:
                return
            self._data = self._data[whole:]
            self._taken.value += 1
            if self._delay:
                loop = asyncio.get_running_loop()
                loop.call_later(self._delay, self._transport.write, ANSWER)
            else:
                self._transport.write(ANSWER)
