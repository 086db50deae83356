"""What has come in counts, however late the event loop reads it; what has not ends in time."""

import asyncio
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

from jobs.callbacks.client import CallbackClient
from jobs.deadline import Deadline
from jobs.providers.mmg import MMG
from jobs.providers.smtp import SMTP
from tests.tools.endpoints import LOOPBACK
from tests.tools.mailbox import Mailbox
from tests.tools.stack import free_port


@pytest.fixture
def answering():
    """The URL of a server in a thread of its own that answers each POST after .delay seconds."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(server.delay)
            body = json.dumps({"Reference": "1"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 100

    with Server(("127.0.0.1", 0), Handler) as server:
        server.delay = 0.2
        server.url = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.shutdown()


async def block(after, seconds):
    """What a heavy piece of work does to the event loop."""
    await asyncio.sleep(after)
    time.sleep(seconds)


def test_a_providers_answer_that_was_read_late_is_one(answering, sms):
    async def run():
        mmg = MMG(answering.url, "key", timeout=1, connections=20)
        messages = [mmg.send(sms()) for _ in range(20)]
        await asyncio.gather(*messages, block(0.05, 3))
        await mmg.close()

    asyncio.run(run())


def test_a_services_answer_that_was_read_late_is_one(answering, monkeypatch):
    monkeypatch.setattr("jobs.callbacks.client.TIMEOUT", 1)

    async def run():
        async with CallbackClient(LOOPBACK, plain_http=True) as client:
            calls = [client.post(answering.url, "token", {"id": "1"}) for _ in range(20)]
            *statuses, _ = await asyncio.gather(*calls, block(0.05, 3))
            return statuses

    assert asyncio.run(run()) == [200] * 20


def test_a_mail_servers_answer_that_was_read_late_is_one(email):
    server = Controller(Mailbox(), hostname="127.0.0.1", port=int(free_port()))
    server.start()

    async def run():
        smtp = SMTP(f"smtp://127.0.0.1:{server.port}", timeout=1, connections=5)
        messages = [smtp.send(email()) for _ in range(5)]
        await asyncio.gather(*messages, block(0.02, 3))
        await smtp.close()

    try:
        asyncio.run(run())
    finally:
        server.stop()
    assert len(server.handler.envelopes) == 5


def test_the_last_moment_belongs_to_the_answer():
    """It comes in while the loop is blocked, and is read in the round in which time is over."""

    async def run(blocked):
        ours, theirs = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=ours)
        sending = threading.Timer(0.25, theirs.sendall, [b"answer\n"])
        sending.start()
        asyncio.get_running_loop().call_later(0.1, time.sleep, blocked)
        async with Deadline(0.3):
            answer = await reader.readline()
        writer.close()
        theirs.close()
        return answer

    for blocked in (0.19, 0.2, 0.21, 0.3, 1):
        assert asyncio.run(run(blocked)) == b"answer\n"


def test_what_does_not_come_is_not_waited_for():
    async def run(blocked):
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            async with Deadline(0.5):
                await block(0.1, blocked)
                await asyncio.sleep(60)
        return time.monotonic() - started

    assert asyncio.run(run(0)) < 2
    # As long again as the loop was late, but no longer than twice the time.
    assert asyncio.run(run(3)) < 10
