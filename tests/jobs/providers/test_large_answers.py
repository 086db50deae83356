"""Answers that are larger, or take longer, than any has to: read within bounds, all the same."""

import asyncio
import gzip
import resource
import socket
import threading
import time

import pytest

from jobs.callbacks.client import CallbackClient
from jobs.providers import Unavailable
from postroom import http_answers
from postroom.files import antivirus
from tests.jobs.providers.test_web_failures import provider_of
from tests.tools.endpoints import LOOPBACK

HUGE = 300 * 2**20
BOMB = gzip.compress(bytes(64 * 2**20))


class Server:
    """Answers every request with `head`, then what `body` yields, as long as it is read."""

    def __init__(self, head, body):
        self.head, self.body, self.sent = head, body, 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection:
            connection.recv(65536)
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\n" + self.head + b"\r\n\r\n")
                for part in self.body():
                    connection.sendall(part)
                    self.sent += len(part)
            except OSError:
                return

    def close(self):
        self._listener.close()


def huge():
    for _ in range(HUGE // 2**20):
        yield b" " * 2**20


def chunks():
    for part in huge():
        yield b"%x\r\n%b\r\n" % (len(part), part)


def dripping():
    while True:
        time.sleep(0.05)
        yield b" "


SHAPES = {
    "with its length": (b"Content-Length: %d" % HUGE, huge),
    "without a length": (b"Connection: close", huge),
    "in chunks": (b"Transfer-Encoding: chunked", chunks),
    "compressed": (
        b"Content-Encoding: gzip\r\nContent-Length: %d" % len(BOMB),
        lambda: iter([BOMB]),
    ),
    "a little at a time": (b"Content-Length: 60000", dripping),
}


@pytest.fixture(params=SHAPES)
def server(request):
    running = Server(*SHAPES[request.param])
    yield running
    running.close()


def megabytes():
    """The most that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize("name", ["mmg", "firetext", "ses"])
def test_a_providers_huge_answer_costs_nothing_and_ends_in_time(server, sms, email, name):
    async def run():
        provider = provider_of(name, server.url, timeout=2)
        message = email() if name == "ses" else sms()
        answers = await asyncio.gather(
            *(provider.send(message) for _ in range(5)), return_exceptions=True
        )
        await provider.close()
        return answers

    started, before = time.monotonic(), megabytes()
    answers = asyncio.run(run())

    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert time.monotonic() - started < 15
    assert megabytes() - before < 50
    # What the sockets hold, and what they are read by; nobody reads on.
    assert server.sent < 5 * 16 * 2**20


def test_a_services_huge_answer_is_an_answer(server):
    async def run():
        async with CallbackClient(LOOPBACK, plain_http=True) as client:
            return await asyncio.gather(*(client.post(server.url, "t", {}) for _ in range(5)))

    before = megabytes()

    assert asyncio.run(run()) == [200] * 5
    assert megabytes() - before < 50
    assert server.sent < 5 * 16 * 2**20


def test_as_much_as_may_be_is_read(serve, sms):
    from aiohttp import web

    body = b"{}".ljust(http_answers.LARGEST)
    asked = []

    async def handler(request):
        asked.append(request.headers["Accept-Encoding"])
        return web.Response(body=body)

    async def run():
        async with serve(handler) as url:
            mmg = provider_of("mmg", url)
            await mmg.send(sms())
            await mmg.close()

    asyncio.run(run())
    body += b" "
    with pytest.raises(Unavailable):
        asyncio.run(run())
    assert asked == ["identity", "identity"]


def test_a_scanner_that_never_comes_to_an_end(monkeypatch):
    monkeypatch.setattr(antivirus, "TIMEOUT", 1)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            connection, _ = listener.accept()
            with connection:
                try:
                    while True:
                        time.sleep(0.05)
                        connection.sendall(b" ")
                except OSError:
                    pass

        threading.Thread(target=drip, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(antivirus.Unavailable):
            antivirus.scan(f"tcp://127.0.0.1:{listener.getsockname()[1]}", b"file")

    assert time.monotonic() - started < 10
