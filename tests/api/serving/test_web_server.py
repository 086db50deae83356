"""The web server as it runs: requests that are large, slow, or no HTTP, on real sockets."""

import json
import socket
import threading
import time
from contextlib import closing, suppress

import jwt
import pytest

from tests.tools.stack import demo_service, memory, stack

LIMIT = 4 * 2**20
MIB = b"[" * 2**20
SECONDS = 30  # that a loaded machine may need


@pytest.fixture(scope="module")
def running():
    with stack(["api"], MAX_CONTENT_LENGTH=str(LIMIT)) as stacked:
        stacked.demo = demo_service(stacked)
        yield stacked


@pytest.fixture
def head(running):
    """head("POST /path", "Header: x", auth=False) → the beginning of a request"""

    def head(line, *headers, auth=True):
        key = running.demo["keys"]["live"]
        claims = {"iss": key[-73:-37], "iat": int(time.time())}
        bearer = jwt.encode(claims, key[-36:], algorithm="HS256")
        known = ["Host: localhost", *([f"Authorization: Bearer {bearer}"] if auth else [])]
        return "\r\n".join([f"{line} HTTP/1.1", *known, *headers, "", ""]).encode()

    return head


@pytest.fixture
def connect(running):
    """A new connection to the server, closed after the test."""
    made = []

    def connect():
        port = int(running.variables["PORT"])
        made.append(socket.create_connection(("127.0.0.1", port), timeout=SECONDS))
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


def answer(connection):
    """The status and the JSON of an answer, None for a body that is none."""
    received = b""
    with suppress(ConnectionError):
        while part := connection.recv(65536):
            received += part
            top, _, body = received.partition(b"\r\n\r\n")
            length = [
                line[16:] for line in top.split(b"\r\n") if line.startswith(b"content-length: ")
            ]
            if length and len(body) >= int(length[0]):
                break
    status = int(received.split()[1])
    with suppress(ValueError):
        return status, json.loads(received.partition(b"\r\n\r\n")[2])
    return status, None


def pour(connection, start, part, times):
    """Send a part many times, until the server has had enough."""
    connection.sendall(start)
    with suppress(ConnectionError):
        for _ in range(times):
            connection.sendall(part)


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def is_up(connect):
    connection = connect()
    connection.sendall(b"GET /_status?simple=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return answer(connection) == (200, {"status": "ok"})


def test_a_length_that_is_too_large_is_refused_before_the_body_comes(connect, head):
    connection = connect()
    connection.sendall(head("POST /v2/notifications/sms", f"Content-Length: {LIMIT + 1}"))

    status, body = answer(connection)

    assert (status, body["status_code"]) == (413, 413)


def test_a_body_without_a_length_is_read_up_to_the_limit(connect, head):
    connection = connect()
    start = head("POST /v2/notifications/sms", "Transfer-Encoding: chunked")
    pour(connection, start, chunk(MIB), 64)

    assert answer(connection)[0] == 413


def test_a_small_body_without_a_length(connect, head, running):
    connection = connect()
    body = {"phone_number": "07700900123", "template_id": running.demo["templates"]["sms"]}
    body["personalisation"] = {"name": "Ann"}
    start = head("POST /v2/notifications/sms", "Transfer-Encoding: chunked")
    connection.sendall(start + chunk(json.dumps(body).encode()) + chunk(b""))

    assert answer(connection)[0] == 201


def test_a_body_that_ends_too_soon(connect, head):
    connection = connect()
    connection.sendall(head("POST /v2/notifications/sms", "Content-Length: 100") + b'{"a": 1}')
    connection.shutdown(socket.SHUT_WR)

    assert answer(connection)[0] == 400


def test_without_a_token_no_body_is_waited_for(connect, head):
    connection = connect()
    connection.sendall(head("POST /v2/notifications/sms", "Content-Length: 100", auth=False))

    assert answer(connection)[0] == 401


@pytest.mark.parametrize(
    "path", ["/v2/notifications/sms", "/notifications/email/ses", "/notifications/sms/receive/mmg"]
)
def test_strangers_slow_bodies_hold_nobody_up(connect, head, path):
    start = head(
        f"POST {path}", "Content-Length: 100", "Content-Type: application/json", auth=False
    )
    for _ in range(64):
        connect().sendall(start + b"{")
    began = time.monotonic()

    assert is_up(connect)
    assert time.monotonic() - began < SECONDS / 2


def test_slow_headers_hold_nobody_up(connect):
    for _ in range(200):
        connect().sendall(b"GET /_status HTTP/1.1\r\nHost: local")

    assert is_up(connect)


@pytest.mark.parametrize(
    ("header", "statuses"),
    [
        (b"Authorization: Bearer " + b"a" * 8_000, {403}),
        (b"Authorization: Bearer " + b"a" * 200_000, {403}),
        (b"Authorization: Bearer " + b"a" * 2_000_000, {431}),
        (b"Authorization: Bearer \xff\xfe", {401, 403}),
        (b"Authorization:", {401}),
        (b"\r\n".join(b"X-%d: y" % n for n in range(500)), {431}),
        (b"Content-Length: x", {400}),
        (b"X: \0", {400}),
    ],
    ids=["large", "very large", "too large", "bytes", "empty", "many", "length", "NUL"],
)
def test_headers_that_are_odd(connect, header, statuses):
    connection = connect()
    with suppress(ConnectionError):
        connection.sendall(
            b"GET /v2/templates HTTP/1.1\r\nHost: localhost\r\n" + header + b"\r\n\r\n"
        )

    assert answer(connection)[0] in statuses
    assert is_up(connect)


def test_what_is_no_http(connect):
    connection = connect()
    connection.sendall(b"\x16\x03\x01\x02\x00" * 100 + b"\r\n\r\n")
    connection.close()

    assert is_up(connect)


def test_huge_bodies_take_bounded_memory(connect, head, running):
    """Each of 16 at a time, far over the limit and all of brackets, of which none is kept."""

    def send(kind):
        line, length = "POST /v2/notifications/email", f"Content-Length: {LIMIT}"
        if kind == "chunked":
            pour(connection := connect(), head(line, "Transfer-Encoding: chunked"), chunk(MIB), 64)
        else:
            pour(connection := connect(), head(line, length), MIB, LIMIT // len(MIB))
        with closing(connection), suppress(IndexError):
            answer(connection)

    def round_of(kind):
        threads = [threading.Thread(target=send, args=(kind,)) for _ in range(16)]
        for thread in threads:
            thread.start()
        peak = 0
        while any(thread.is_alive() for thread in threads):
            peak = max(peak, memory(running))
            time.sleep(0.02)
        return peak

    before = memory(running)
    peaks = [round_of(kind) for kind in ("chunked", "whole")]
    settled = memory(running)
    peaks += [round_of(kind) for kind in ("chunked", "whole") * 3]

    # What 32 threads may hold: a body as it comes, as bytes, and as text.
    assert max(peaks) - before < 32 * 3 * LIMIT / 2**20
    assert memory(running) - settled < 100
    assert is_up(connect)


def test_an_idempotency_key_that_is_not_ascii_is_not_overlooked(connect, head):
    connection = connect()
    connection.sendall(
        head("POST /v2/notifications/sms", "Content-Length: 2")[:-2]
        + "Idempotency-Key: ä\r\n\r\n{}".encode()
    )
    status, body = answer(connection)
    assert (status, body["errors"][0]["message"][:15]) == (400, "Idempotency-Key")
