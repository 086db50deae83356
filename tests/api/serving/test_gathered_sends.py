"""Sends of many threads at once, which go into the database together, through real processes."""

import json
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException

import jwt
import pytest

from postroom.launch import server, supervisor
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

THREADS = 64
# What a client sees whose connection breaks, also in the middle of an answer.
BROKEN = (OSError, HTTPException)


@pytest.fixture(scope="module")
def running():
    with stack(["api"]) as stacked:
        stacked.demo = demo_service(stacked)
        yield stacked


def post(running, reference, *, key=None, **body):
    """The status and body of one send."""
    service, secret = running.demo["service_id"], running.demo["keys"]["live"][-36:]
    token = jwt.encode({"iss": service, "iat": int(time.time())}, secret)
    request = urllib.request.Request(
        f"{running.base_url}/v2/notifications/sms",
        json.dumps(
            {
                "phone_number": "07900900123",
                "template_id": running.demo["templates"]["sms"],
                "personalisation": {"name": reference},
                "reference": reference,
                **body,
            }
        ).encode(),
        {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            **({"Idempotency-Key": key} if key else {}),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def stored(running, prefix):
    """How often each reference is stored, by its id."""
    with connect(running) as db:
        rows = db.execute(
            "select client_reference, id::text from postroom.notifications"
            " where starts_with(client_reference, %s)",
            (prefix,),
        ).fetchall()
    return [(row["client_reference"], row["id"]) for row in rows]


def set_limit(running, name, number):
    with connect(running) as db:
        db.execute(
            f"update postroom.services set {name} = %s where id = %s",
            (number, running.demo["service_id"]),
        )


def test_each_gets_its_own_answer_and_exactly_the_limit_is_accepted(running):
    with connect(running) as db:
        db.execute("truncate postroom.daily_counts")
    set_limit(running, "sms_message_limit", 150)
    faulty = {"phone_number": "0790090012", "personalisation": {"name": "x"}}
    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(
            threads.map(
                lambda n: post(running, f"limit-{n}", **(faulty if n % 10 == 0 else {})), range(250)
            )
        )
    set_limit(running, "sms_message_limit", 250_000)

    statuses = [status for status, _ in answers]
    assert statuses.count(201) == 150
    assert {status for n, status in enumerate(statuses) if n % 10} == {201, 429}
    for n, (status, body) in enumerate(answers):
        if status == 201:
            assert body["reference"] == f"limit-{n}"
            assert body["content"]["body"].count(f"limit-{n}") == 1
    accepted = [(body["reference"], body["id"]) for status, body in answers if status == 201]
    assert sorted(stored(running, "limit-")) == sorted(accepted)


def kill_web_processes(running):
    found = subprocess.run(
        ["pgrep", "-P", str(running.parts["api"].pid)], capture_output=True, text=True
    )
    for pid in found.stdout.split():
        os.kill(int(pid), signal.SIGKILL)
    running.parts["api"].wait()
    supervisor.revive(running.parts, running.variables)


def crash_postgresql(running):
    server.run(running.directory, "pg_ctl", "stop", "--mode=immediate", "--wait")
    server.start(running.directory)


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def send_through(kill, send, seen, over):
    """Threads that send, before and after a kill, until a good many more have been accepted."""
    with ThreadPoolExecutor(THREADS) as threads:
        for thread in range(THREADS // 2):
            threads.submit(send, thread)
        try:
            wait_until(lambda: len(seen) > 200)
            kill()
            killed = len(seen)
            wait_until(lambda: len(seen) > killed + 200)
        finally:
            over.set()


@pytest.mark.parametrize("kill", [kill_web_processes, crash_postgresql])
def test_every_201_that_a_client_has_seen_is_stored_once(running, kill):
    name, seen, over = kill.__name__, [], threading.Event()

    def send(thread):
        number = 0
        while not over.is_set():
            reference = f"{name}-{thread}-{number}"
            number += 1
            try:
                status, body = post(running, reference)
            except BROKEN:
                continue  # the connection broke: nobody knows
            if status == 201:
                seen.append((reference, body["id"]))

    send_through(lambda: kill(running), send, seen, over)

    rows = stored(running, f"{name}-")
    assert len(rows) == len({reference for reference, _ in rows})
    assert set(seen) <= set(rows)


@pytest.mark.parametrize("kill", [kill_web_processes, crash_postgresql])
def test_what_is_asked_again_under_its_key_is_stored_once(running, kill):
    # Refused requests would take the tokens of those that are asked again.
    set_limit(running, "rate_limit", 1_000_000)
    name, seen, over = f"keyed-{kill.__name__}", {}, threading.Event()

    def send(thread):
        number = 0
        while not over.is_set():
            reference = f"{name}-{thread}-{number}"
            number += 1
            while reference not in seen:
                with suppress(*BROKEN):
                    status, body = post(running, reference, key=reference)
                    if status == 201:
                        seen[reference] = body["id"]
                time.sleep(0.02)

    send_through(lambda: kill(running), send, seen, over)

    assert sorted(stored(running, f"{name}-")) == sorted(seen.items())
