"""SIGTERM under load: clients that reconnect lose nothing, whether or not they keep connections."""

import http.client
import json
import threading
import time
from contextlib import suppress

import jwt
import pytest

from postroom.launch import supervisor
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

STOPS = 5
SECONDS = 60  # that a loaded machine may need
CLIENTS = 8


@pytest.fixture(scope="module")
def running():
    with stack(["api"]) as stacked:
        stacked.demo = demo_service(stacked)
        with connect(stacked) as connection:
            connection.execute("update postroom.services set rate_limit = 1000000")
        yield stacked


class Load(threading.Thread):
    """A client that sends texts until it is told to stop. It tries again only to connect."""

    def __init__(self, running, keep):
        super().__init__()
        self.running, self.keep = running, keep
        self.done = threading.Event()
        self.answered, self.failed = 0, []

    def run(self):
        connection = None
        while not self.done.is_set():
            connection = connection or self.connect()
            try:
                connection.request("POST", "/v2/notifications/sms", *self.message())
                answer = connection.getresponse()
                body = answer.read()
            except Exception as error:
                self.failed.append(repr(error))
                connection = None
                continue
            self.answered += 1
            if answer.status != 201:
                self.failed.append(f"{answer.status} {body}")
            if answer.will_close or not self.keep:
                connection.close()
                connection = None

    def connect(self):
        connection = http.client.HTTPConnection(
            "127.0.0.1", int(self.running.variables["PORT"]), timeout=SECONDS
        )
        while not self.done.is_set():
            with suppress(ConnectionRefusedError):
                connection.connect()
                break
            time.sleep(0.02)
        return connection

    def message(self):
        key = self.running.demo["keys"]["test"]
        claims = {"iss": key[-73:-37], "iat": int(time.time())}
        bearer = jwt.encode(claims, key[-36:], algorithm="HS256")
        body = {"phone_number": "07700900123", "personalisation": {"name": "Ann"}}
        body["template_id"] = self.running.demo["templates"]["sms"]
        return json.dumps(body), {"Authorization": f"Bearer {bearer}"}


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "new"])
def test_a_stop_under_load_fails_nobody(running, keep):
    clients = [Load(running, keep) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        for _ in range(STOPS):
            wait_for_answers(clients, 50)
            supervisor.stop(running.parts)
            running.parts["api"] = supervisor.start("api", running.variables)
            supervisor.wait_for_answer(running.parts, running.variables)
    finally:
        for client in clients:
            client.done.set()
        for client in clients:
            client.join(SECONDS)

    assert [fault for client in clients for fault in client.failed] == []


def test_what_is_under_way_is_not_cut(running):
    connection = Load(running, keep=True).connect()
    body, headers = Load(running, keep=True).message()
    connection.putrequest("POST", "/v2/notifications/sms")
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        connection.putheader(name, value)
    connection.endheaders(body[:10].encode())
    stopper = threading.Thread(target=supervisor.stop, args=[running.parts])
    stopper.start()
    time.sleep(4)

    connection.send(body[10:].encode())
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Connection"]) == (201, "close")
    stopper.join(SECONDS)
    running.parts["api"] = supervisor.start("api", running.variables)
    supervisor.wait_for_answer(running.parts, running.variables)


def test_an_idle_connection_is_closed_at_once(running):
    connection = Load(running, keep=True).connect()
    connection.request("GET", "/_status?simple=1")
    assert connection.getresponse().read()
    time.sleep(2)
    began = time.monotonic()

    running.parts["api"].terminate()

    assert connection.sock.recv(1) == b""
    assert time.monotonic() - began < SECONDS / 2
    supervisor.stop(running.parts)
    running.parts["api"] = supervisor.start("api", running.variables)
    supervisor.wait_for_answer(running.parts, running.variables)


def wait_for_answers(clients, count):
    """Until there are so many more."""
    wanted = sum(client.answered for client in clients) + count
    deadline = time.monotonic() + SECONDS
    while sum(client.answered for client in clients) < wanted:
        assert time.monotonic() < deadline
        time.sleep(0.05)
