"""PostgreSQL restarts, is away, is read-only, or lets nobody in: clients hear 503 and try again."""

import time
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from postroom.launch import cluster, server
from tests.faults.clients import LEGACY, SECONDS, V2, ask, check, send, sending
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

# Seconds within which all goes on by itself; the machine may be loaded.
BACK = 10


@pytest.fixture(scope="module")
def running():
    with stack(NOTIFY_LOG_LEVEL="WARNING") as stacked:
        stacked.demo = demo_service(stacked)
        with connect(stacked) as db:
            db.execute("update postroom.services set rate_limit = 1000000")
        yield stacked


@pytest.fixture
def clients(running):
    with sending(running) as clients:
        clients.wait_for(201, after=0)
        yield clients
        clients.stopped.set()
    check(running, clients)
    assert all(part.poll() is None for part in running.parts.values()), "no process has ended"


def is_back(clients):
    """Seconds until a message is accepted again."""
    back = clients.wait_for(201, after=time.monotonic())
    print(f"a message was accepted after {back:.1f} s; until then {clients.statuses}")
    return back


def test_a_restart_is_waited_out(running, clients):
    cluster.stop(running.directory)
    server.start(running.directory)
    back = is_back(clients)

    assert back < BACK


def test_after_a_crash(running, clients):
    server.run(running.directory, "pg_ctl", "stop", "--mode=immediate", "--wait")
    server.start(running.directory)
    back = is_back(clients)

    assert back < BACK


def test_while_it_is_away_the_answer_comes_soon(running, clients):
    cluster.stop(running.directory)
    gone = time.monotonic()
    clients.wait_for(503, after=gone, seconds=30)
    clients.wait_for(503, after=time.monotonic(), seconds=30)
    began = time.monotonic()
    alive = ask(running, "GET", "/_status?simple=1")
    ready = ask(running, "GET", "/_status/ready")
    read = ask(running, "GET", "/v2/notifications")
    status = ask(running, "GET", "/_status")
    took = time.monotonic() - began
    print(f"four requests were answered within {took:.1f} s")
    server.start(running.directory)
    back = is_back(clients)

    assert alive.status == 200
    assert (ready.status, ready.retry_after) == (503, "1")
    assert (read.status, read.body, read.retry_after) == (503, V2, "1")
    assert (status.status, status.body, status.retry_after) == (503, LEGACY, "1")
    assert took < 15
    assert back < BACK


@contextmanager
def full(running):
    """Every connection that the API could have is taken; what it had is ended."""
    url = cluster.url(running.directory)
    with ExitStack() as taken, connect(running) as db:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                taken.enter_context(psycopg.connect(url))
            except psycopg.OperationalError:
                found = db.execute(
                    "select count(pg_terminate_backend(pid)) as ended from pg_stat_activity"
                    " where usename in ('postroom_api', 'postroom_worker')"
                ).fetchone()
                if not found["ended"]:
                    break
        yield


def test_when_max_connections_is_reached(running, clients):
    with full(running):
        clients.wait_for(503, after=time.monotonic(), seconds=30)
    back = is_back(clients)

    assert back < BACK


@contextmanager
def read_only(running):
    with connect(running) as db:
        db.execute("alter system set default_transaction_read_only = on")
        db.execute("select pg_reload_conf()")
        try:
            yield
        finally:
            db.execute("set default_transaction_read_only = off")
            db.execute("alter system reset default_transaction_read_only")
            db.execute("select pg_reload_conf()")


def test_read_only_refuses_what_is_new_and_shows_what_there_is(running, clients):
    with read_only(running):
        clients.wait_for(503, after=time.monotonic())
        refused = send(running)
        read = ask(running, "GET", "/v2/notifications")
        # Long enough for a worker that gives up to do so.
        time.sleep(8)
    back = is_back(clients)

    assert (refused.status, refused.body, refused.retry_after) == (503, V2, "1")
    assert read.status == 200
    assert back < BACK
