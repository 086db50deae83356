"""The worker and PostgreSQL stopped, killed and restarted under load: all goes on by itself."""

import signal
import threading
import time
from contextlib import contextmanager

import psycopg
import pytest

from jobs.worker import GRACE
from postroom.launch import server, supervisor
from tests.tools import make
from tests.tools.receiver import receiver
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

# Seconds. Leases are short, so that what a dead worker held comes back while the test waits.
LEASE = 4
# A worker that has lost PostgreSQL lets its jobs end, pauses for one second and needs another to
# start; a machine that does other work as well takes twice as long.
RECOVERY = 2 * (GRACE + 2)
MESSAGE = """
json_build_object(
    'service_id', %(service)s::text, 'notification_type', 'sms', 'key_type', 'normal',
    'limited', false, 'template_id', %(template)s::text, 'template_version', 1,
    'recipient', '07900900123', 'normalised_recipient', '447900900123',
    'personalisation', '{"name": "Ann"}', 'reply_to_text', 'POSTROOM', 'billable_units', 1,
    'phone_prefix', '44', 'rate_multiplier', 1
)
"""
SEND = f"select s.id from api.send_notifications(json_build_array({MESSAGE})) as s"

DOUBT = """
select
    count(*) filter (where handed_over_at is not null and answer is null) as doubt,
    count(*) filter (where leased_until is not null and handed_over_at is null) as claimed,
    count(*) as queued
from postroom.delivery_queue
"""


@pytest.fixture(scope="module")
def running():
    with (
        receiver() as (url, received),
        stack(MMG_URL=url, MMG_API_KEY="key", DELIVERY_LEASE_SECONDS=str(LEASE)) as stacked,
    ):
        stacked.received = received
        stacked.demo = demo_service(stacked)
        with connect(stacked) as db:
            db.execute("select ops.set_provider('sms', 'sandbox', false)")
            db.execute("select ops.set_provider('sms', 'mmg', true, 100)")
        received.delay = 0.05
        yield stacked


@contextmanager
def load(running):
    """Messages sent into the queue all the time, some hundred a second: their ids so far."""
    accepted, stop = [], threading.Event()
    names = {
        "service": running.demo["service_id"],
        "template": running.demo["templates"]["sms"],
    }

    def send():
        while not stop.is_set():
            try:
                with connect(running) as db:
                    while not stop.is_set():
                        accepted.append(str(db.execute(SEND, names).fetchone()["id"]))
                        time.sleep(0.01)
            except psycopg.Error:
                time.sleep(0.1)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield accepted
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def wait_until(condition, seconds):
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not so after {seconds} seconds"
        time.sleep(0.05)
    return time.monotonic() - began


def arrivals(running):
    return sum(running.received.arrived.values())


def rate(running, seconds=2):
    """Messages a second that arrive now."""
    before = arrivals(running)
    time.sleep(seconds)
    return (arrivals(running) - before) / seconds


def kill_worker(running):
    """How many messages are in doubt after that."""
    running.parts["worker"].kill()
    running.parts["worker"].wait()
    with connect(running) as db:
        doubt = db.execute(DOUBT).fetchone()["doubt"]
    supervisor.revive(running.parts, running.variables)
    return doubt


def stop_worker_for_a_while(running):
    worker = running.parts["worker"]
    worker.send_signal(signal.SIGSTOP)
    time.sleep(15)
    worker.send_signal(signal.SIGCONT)


def restart_postgresql(mode):
    def restart(running):
        stopped = server.run(running.directory, "pg_ctl", "stop", f"--mode={mode}", "--wait")
        assert stopped.returncode == 0
        time.sleep(2)
        server.start(running.directory)

    return restart


def terminate_back_ends(running):
    with connect(running) as db:
        for _ in range(3):
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename = 'postroom_worker'"
            )
            time.sleep(0.5)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(kill_worker, id="the worker is killed"),
        pytest.param(stop_worker_for_a_while, id="the worker is stopped for 15 seconds"),
        pytest.param(restart_postgresql("fast"), id="PostgreSQL is restarted"),
        pytest.param(restart_postgresql("immediate"), id="PostgreSQL crashes"),
        pytest.param(terminate_back_ends, id="back ends are terminated"),
        pytest.param(kill_worker, id="the worker is killed again"),
    ],
)
def test_everything_goes_on_within_seconds(running, harm):
    with load(running) as accepted:
        wait_until(lambda: len(accepted) > 100 and running.received.arrived[accepted[100]], 20)
        usual = rate(running)

        doubt = harm(running)
        # What is sent from now on is delivered, not only what had been in hand.
        mark = len(accepted)
        took = wait_until(
            lambda: (
                len(accepted) > mark + 50
                and sum(running.received.arrived[id] > 0 for id in accepted[mark:]) > 50
            ),
            RECOVERY,
        )
        # Not at once, as what it needs to go on is what the machine needs to measure it.
        wait_until(lambda: rate(running) > usual / 2, RECOVERY)

    # What the provider may have had would wait half a minute for a receipt.
    wait_until(lambda: nothing_waits(running), 60)
    assert all(running.received.arrived[id] for id in accepted)
    duplicates = sum(running.received.arrived[id] - 1 for id in accepted)
    print(
        f"went on after {took:.1f} s, {usual:.0f}/s before;"
        f" {len(accepted)} messages, none lost, sent twice: {duplicates}"
    )
    # Else at most what one job has with a provider at a time.
    assert duplicates <= (300 if doubt is None else doubt)


def nothing_waits(running):
    """Whether the queue is empty, of which nothing waits for its time any more."""
    with connect(running) as db:
        make.call(db, "ops.retry_now")
        return not make.call(db, "ops.queue")


QUEUE = f"""
select s.id from api.send_notifications(
    (select json_agg({MESSAGE}) from generate_series(1, %(count)s))
) as s
"""


@pytest.mark.parametrize("delay", [0, 0.05, 0.2])
def test_only_what_is_with_the_provider_is_in_doubt(running, delay):
    """And a receipt settles that: the provider had it, so it is not sent again."""
    received = running.received
    received.delay = delay
    names = {
        "service": running.demo["service_id"],
        "template": running.demo["templates"]["sms"],
    }
    with connect(running) as db:
        ids = [str(row["id"]) for row in db.execute(QUEUE, {**names, "count": 3000}).fetchall()]
        wait_until(lambda: sum(received.arrived[id] for id in ids) > 1000, 60)
        worker = running.parts["worker"]
        worker.kill()
        worker.wait()
        state = db.execute(DOUBT).fetchone()
        wait_until(lambda: not received.under_way, 10)
        arrived = [id for id in ids if received.arrived[id]]
        supervisor.revive(running.parts, running.variables)
        took = wait_until(lambda: sum(received.arrived[id] for id in ids) > len(arrived), 20)
        for id in arrived:
            make.receipt(db, id)
        wait_until(lambda: nothing_waits(running), 120)
    received.delay = 0.05

    duplicates = sum(received.arrived[id] - 1 for id in ids)
    print(
        f"provider answers after {delay} s: {state}; sending again after {took:.1f} s,"
        f" sent twice {duplicates}"
    )
    assert all(received.arrived[id] for id in ids)
    assert state["doubt"] <= 300
    assert duplicates == 0
