"""Answers that are written as they are made: neither rows nor text of them wait in memory."""

import socket
import time
from contextlib import suppress

import jwt
import pytest

from tests.tools.stack import connect, memory, stack

SECRET = "dev-notify-secret-key"
ROWS = 300_000
PATH = "/platform-stats/data-for-dvla-billing-report?start_date=2019-04-01&end_date=2020-03-31"
SECONDS = 60


@pytest.fixture(scope="module")
def running():
    with stack(["api"]) as stacked:
        with connect(stacked) as connection:
            connection.execute(
                "insert into postroom.despatch_facts"
                " select '2019-05-01', 'second', n / 1000.0, 2, 'sorted', n"
                f" from generate_series(1, {ROWS}) as n"
            )
        yield stacked


@pytest.fixture
def ask(running):
    """ask() → a connection on which the report was asked for, and nothing read yet."""
    made = []

    def ask():
        token = jwt.encode({"iss": "notify-admin", "iat": int(time.time())}, SECRET, "HS256")
        connection = socket.socket()
        made.append(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
        connection.settimeout(SECONDS)
        connection.connect(("127.0.0.1", int(running.variables["PORT"])))
        head = [f"GET {PATH} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}"]
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        return connection

    yield ask
    for connection in made:
        connection.close()


def read(connection, most=10**9):
    """What comes until the end of an answer, or until there is enough of it."""
    received = bytearray()
    with suppress(ConnectionError):
        while len(received) < most and not received.endswith(b"0\r\n\r\n"):
            if not (part := connection.recv(2**16)):
                break
            received += part
    return bytes(received)


def test_a_long_report_is_whole_and_takes_little_memory(running, ask):
    read(ask())  # every buffer is there
    before = memory(running)

    received = read(ask())

    assert received.startswith(b"HTTP/1.1 200")
    assert b"transfer-encoding: chunked" in received[:2000].lower()
    assert len(received) > 30_000_000
    assert received.endswith(b"]\n\r\n0\r\n\r\n")
    assert memory(running) - before < 20


def test_one_that_cannot_be_finished_is_not_taken_for_whole(running, ask):
    connection = ask()
    started = read(connection, most=100_000)
    with connect(running) as database:
        ended = database.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where query like '%list_despatched_letters%' and state = 'active'"
            " and pid <> pg_backend_pid()"
        ).fetchone()

    rest = read(connection)

    assert started.startswith(b"HTTP/1.1 200") and tuple(ended.values()) == (1,)
    assert not (started + rest).endswith(b"0\r\n\r\n")
    # And the next one is answered.
    assert read(ask()).endswith(b"0\r\n\r\n")


def test_who_does_not_read_holds_no_connection_to_the_database(running, ask):
    connection = ask()
    read(connection, most=100_000)

    until = time.monotonic() + SECONDS
    with connect(running) as database:
        while time.monotonic() < until:
            active = database.execute(
                "select count(*) as n from pg_stat_activity where state = 'active'"
                " and query like '%list_despatched_letters%' and pid <> pg_backend_pid()"
            ).fetchone()["n"]
            if not active:
                break
            time.sleep(0.5)

    assert active == 0
    assert not read(connection).endswith(b"0\r\n\r\n")
