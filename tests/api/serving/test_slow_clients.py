"""Clients that send or read slowly: they hold nobody up, and are let go in time."""

import http.client
import json
import socket
import time

import jwt
import pytest

from api.serving import arrivals, writes
from postroom.settings.config import MAX_CONTENT_LENGTH
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

SECONDS = 60  # that a loaded machine may need
SLOW = 250
QUICK = 100
# Web processes, each of which counts for itself.
PROCESSES = 2


@pytest.fixture(scope="module")
def running():
    with stack(["api"]) as stacked:
        stacked.slow, stacked.quick = demo_service(stacked), demo_service(stacked)
        with connect(stacked) as connection:
            connection.execute("update postroom.services set rate_limit = 1000000")
        yield stacked


@pytest.fixture
def opened(running):
    """opened(bytes, …) → a connection on which they were sent; all are closed after the test."""
    made = []

    def opened(*parts, buffer=None):
        connection = socket.socket()
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(SECONDS)
        connection.connect(("127.0.0.1", int(running.variables["PORT"])))
        made.append(connection)
        for part in parts:
            connection.sendall(part)
        return connection

    yield opened
    for connection in made:
        connection.close()


def bearer(demo):
    key = demo["keys"]["live"]
    claims = {"iss": key[-73:-37], "iat": int(time.time())}
    return f"Authorization: Bearer {jwt.encode(claims, key[-36:], algorithm='HS256')}"


def head(line, *headers):
    return "\r\n".join([f"{line} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def send(running, demo):
    """The status of a text, and the seconds that it took."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", int(running.variables["PORT"]))
    body = {"phone_number": "07700900123", "personalisation": {"name": "Ann"}}
    body["template_id"] = demo["templates"]["sms"]
    name, _, value = bearer(demo).partition(": ")
    connection.request("POST", "/v2/notifications/sms", json.dumps(body), {name: value})
    status = connection.getresponse().status
    connection.close()
    return status, time.monotonic() - began


def answer(connection):
    """The head and the JSON of an answer after which the connection ends."""
    received = b""
    while part := connection.recv(65536):
        received += part
    top, _, body = received.partition(b"\r\n\r\n")
    return top.decode().lower(), json.loads(body)


@pytest.mark.parametrize("framing", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
def test_slow_bodies_of_one_key_hold_nobody_up(running, opened, framing):
    start = head("POST /v2/notifications/sms", bearer(running.slow), framing)
    slow = [opened(start, b"1\r\n{\r\n" if "chunked" in framing else b"{") for _ in range(SLOW)]
    began = time.monotonic()

    times = sorted(send(running, running.quick) for _ in range(QUICK))

    assert {status for status, _ in times} == {201}
    seconds = sorted(took for _, took in times)
    print(f"{SLOW} slow bodies of another key: p50 {1000 * seconds[QUICK // 2]:.0f} ms,")
    print(f"p99 {1000 * seconds[-2]:.0f} ms, greatest {1000 * seconds[-1]:.0f} ms")
    assert seconds[-2] < 2
    answers = [answer(connection) for connection in slow]
    assert time.monotonic() - began < arrivals.PACE + SECONDS
    assert {status(top) for top, _ in answers} == {408, 429}
    for top, body in answers:
        assert body["status_code"] == status(top)
        assert "connection: close" in top
        assert ("retry-after: 1" in top) == (status(top) == 429)
        name = "TooManyRequestsError" if status(top) == 429 else "BadRequestError"
        assert body["errors"][0]["error"] == name
    waited = [top for top, _ in answers if status(top) == 408]
    assert arrivals.IN_FLIGHT <= len(waited) <= PROCESSES * arrivals.IN_FLIGHT
    # Afterwards the places are free again.
    assert {send(running, running.slow)[0] for _ in range(10)} == {201}


def status(top):
    return int(top.split()[1])


def test_slow_bodies_of_strangers_hold_nobody_up(running, opened):
    start = head("POST /notifications/sms/mmg", "Content-Length: 1000")
    slow = [opened(start, b"{") for _ in range(SLOW)]

    assert {send(running, running.quick)[0] for _ in range(20)} == {201}
    answers = [answer(connection) for connection in slow]
    assert {status(top) for top, _ in answers} == {408, 429}
    assert {body["result"] for _, body in answers} == {"error"}


def test_a_body_that_comes_evenly_may_take_longer(running, opened):
    """Of what has only been announced nothing counts, of what has come everything."""
    size = 3 * 2**20
    start = head("POST /v2/notifications/sms", bearer(running.slow), f"Content-Length: {size}")
    even, stuck = opened(start), opened(start, b" " * 100)
    began = time.monotonic()
    for _ in range(24):
        even.sendall(b" " * (size // 24))
        time.sleep(0.75)

    assert time.monotonic() - began > arrivals.PACE + 5
    stuck.settimeout(1)
    assert status(answer(stuck)[0]) == 408
    assert b" 4" in even.recv(100) and not even.recv(0)


def test_a_body_too_large_is_answered_so_that_clients_see_it(running):
    for path in ("/v2/notifications/email", "/service"):
        for auth, expected in ((True, 413 if "v2" in path else 403), (False, 401)):
            connection = http.client.HTTPConnection("127.0.0.1", int(running.variables["PORT"]))
            name, _, value = bearer(running.quick).partition(": ")
            body = b" " * (2 * MAX_CONTENT_LENGTH)
            connection.request("POST", path, body, {name: value} if auth else {})
            response = connection.getresponse()

            assert response.status in (expected, 401)
            assert response.headers["Connection"] == "close"
            assert json.loads(response.read())
            connection.close()


def test_slow_readers_of_large_answers_are_let_go(running, opened):
    start = head("GET /docs/openapi.json")
    size = length(opened(start))
    assert size > writes.LARGE
    limit = arrivals.PACE * (1 + size / 2**20)
    slow = [opened(start, buffer=4096) for _ in range(SLOW)]
    began = time.monotonic()

    assert {send(running, running.quick)[0] for _ in range(20)} == {201}
    for connection in slow:
        while time.monotonic() - began < limit + SECONDS and is_open(connection):
            time.sleep(0.5)
    assert time.monotonic() - began < limit + SECONDS


def length(connection):
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    line = [line for line in received.lower().split(b"\r\n") if line.startswith(b"content-length")]
    return int(line[0].split(b":")[1])


def is_open(connection):
    """Whether the kernel still has a connection, whatever waits to be read."""
    state = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state == 1
