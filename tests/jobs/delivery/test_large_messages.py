"""Large emails beside texts: the worker's event loop never stands still, and limits end."""

import asyncio
import time

import pytest
from notifications_python_client import NotificationsAPIClient

from jobs.worker import work
from postroom.settings import config
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

SLOW = 0.05  # Seconds.
LENGTH = 1_000_000
BODIES = [
    mark * (LENGTH // len(mark)) for mark in ("[", "'", '"', "^ ^ quote\n", "word ", "a\n", "<")
]
TOO_LARGE = "* a\n" * 490_000


@pytest.fixture(scope="module")
def running():
    with stack(["api"]) as stacked:
        stacked.demo = demo_service(stacked)
        with connect(stacked) as db:
            db.execute(
                "update postroom.template_versions set subject = 'x', content = '((name))'"
                " where template_id = %s",
                (stacked.demo["templates"]["email"],),
            )
        yield stacked


def send_all(running):
    """The ids of large emails, of one that grows too large, and of texts."""
    large = [send_email(running, body) for body in BODIES]
    too_large = send_email(running, TOO_LARGE)
    return large, too_large, [send_text(running) for _ in range(20)]


def send_warm_up(running):
    return [send_email(running, "short"), send_email(running, "long " * 10_000), send_text(running)]


def send_email(running, body):
    template = running.demo["templates"]["email"]
    sent = client(running).send_email_notification("a@x.example", template, {"name": body})
    return sent["id"]


def send_text(running):
    template = running.demo["templates"]["sms"]
    sent = client(running).send_sms_notification("07900900123", template, {"name": "Ann"})
    return sent["id"]


def client(running):
    return NotificationsAPIClient(running.demo["keys"]["live"], base_url=running.base_url)


def statuses(running):
    with connect(running) as db:
        rows = db.execute("select id::text, status from postroom.notifications").fetchall()
    return {row["id"]: row["status"] for row in rows}


def measuring(slow, run=asyncio.Handle._run):
    """Runs a callback of the event loop, and notes one that takes too much processor time.

    asyncio's own log of slow callbacks goes by the clock, which other processes hold up.
    """

    def measured(handle):
        start = time.thread_time()
        run(handle)
        if (took := time.thread_time() - start) > SLOW:
            slow.append((took, repr(handle)))

    return measured


async def deliver(running, monkeypatch, seconds=300):
    """Sends all to a worker that runs; gives what became of it and how long the texts took."""
    slow = []
    stop = asyncio.Event()
    working = asyncio.create_task(work(config.load(running.variables), stop))
    try:
        warm = await asyncio.to_thread(send_warm_up, running)
        await until(running, warm, seconds)
        # Only now, as starting up, which loads modules, holds up nobody.
        monkeypatch.setattr(asyncio.Handle, "_run", measuring(slow))
        large, too_large, texts = await asyncio.to_thread(send_all, running)
        started = time.monotonic()
        await until(running, texts, seconds)
        texts_took = time.monotonic() - started
        found = await until(running, [*large, too_large], seconds)
        return texts_took, [found[id] for id in large], found[too_large], slow
    finally:
        monkeypatch.undo()
        stop.set()
        await working


async def until(running, ids, seconds):
    """The statuses once none of these messages waits any more."""
    deadline = time.monotonic() + seconds
    while True:
        found = await asyncio.to_thread(statuses, running)
        if all(found[id] != "created" for id in ids):
            return found
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)


def test_large_emails_hold_up_nothing(running, monkeypatch):
    texts_took, large, too_large, slow = asyncio.run(deliver(running, monkeypatch))

    assert slow == []
    assert set(large) <= {"sending", "delivered"}
    assert too_large == "technical-failure"
    # Beside seven seconds of rendering; most of what is left is other processes on the machine.
    assert texts_took < 10


def test_what_grew_too_large_is_not_tried_again(running):
    with connect(running) as db:
        waiting = db.execute("select count(*) from postroom.delivery_queue").fetchone()

    assert waiting == {"count": 0}
