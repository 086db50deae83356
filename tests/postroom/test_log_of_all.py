"""The whole of Postroom with a dead provider: what its processes print, line by line."""

import json
import os
import re
import signal
import time

import httpx
import jwt
import pytest
from structlog.testing import capture_logs

from tests.tools.stack import connect, demo_service, free_port, stack

MESSAGES = 30
SURNAME = "Featherstonehaugh"
NUMBER = "07900900{:03d}"
MARKS = re.compile(r"Featherstonehaugh|7[79]00900\d\d\d|featherstone@example")


def token(demo):
    key = demo["keys"]["live"][-36:]
    claims = {"iss": demo["service_id"], "iat": int(time.time())}
    return {"Authorization": f"Bearer {jwt.encode(claims, key, algorithm='HS256')}"}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The lines of the API and the worker, of a life with errors in it."""
    path = tmp_path_factory.mktemp("log") / "log"
    before = os.dup(1), os.dup(2)
    with path.open("wb") as file:
        for number in (1, 2):
            os.dup2(file.fileno(), number)
        try:
            with capture_logs():
                live()
        finally:
            for number, kept in zip((1, 2), before, strict=True):
                os.dup2(kept, number)
                os.close(kept)
    return path.read_text().splitlines()


def live():
    settings = {
        "NOTIFY_LOG_LEVEL": "DEBUG",
        "MMG_URL": f"http://127.0.0.1:{free_port()}/",
        "MMG_API_KEY": "key",
    }
    with stack(**settings) as running:
        demo = demo_service(running)
        with connect(running) as db:
            db.execute("select ops.set_provider('sms', 'sandbox', false)")
            db.execute("select ops.set_provider('sms', 'mmg', true, 100)")
            with httpx.Client(base_url=running.base_url, headers=token(demo)) as client:
                use(client, demo)
            deadline = time.monotonic() + 60
            waiting = "select count(*) as n from postroom.delivery_queue where attempts >= 2"
            while db.execute(waiting).fetchone()["n"] < MESSAGES:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            # A job that fails, and a worker that loses its connections.
            db.execute("set search_path = procrastinate")  # for its triggers
            db.execute(
                "insert into procrastinate.procrastinate_jobs (queue_name, task_name, args)"
                " values ('delivery', 'deliver', '{\"to\": 1}')"
            )
            failed = (
                "select count(*) as n from procrastinate.procrastinate_jobs where status = 'failed'"
            )
            while db.execute(failed).fetchone()["n"] == 0:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where pid <> pg_backend_pid() and datname = current_database()"
            )
            time.sleep(1)
        running.parts["worker"].send_signal(signal.SIGTERM)
        running.parts["worker"].wait(30)


def use(client, demo):
    for n in range(MESSAGES):
        body = {
            "phone_number": NUMBER.format(100 + n),
            "template_id": demo["templates"]["sms"],
            "personalisation": {"name": SURNAME, "day": SURNAME},
            "reference": SURNAME,
        }
        assert client.post("/v2/notifications/sms", json=body).status_code == 201
    client.post("/v2/notifications/sms", json={**body, "phone_number": "07700900xyz"})
    client.get("/v2/notifications", params={"reference": SURNAME})
    client.get(f"/v2/notifications/{SURNAME}")
    client.get("/nothing/featherstone@example.com")
    client.post("/v2/notifications/email", content=b'{"email_address": "featherstone@example')
    client.post("/notifications/sms/mmg", json={"CID": "07700900123", "status": "2"})


def test_everything_is_json(printed):
    for line in printed:
        assert isinstance(json.loads(line), dict), line


def test_nothing_in_it_is_about_anybody(printed):
    for line in printed:
        assert not MARKS.search(line), line


def lines(printed, event):
    return [line for line in map(json.loads, printed) if line["event"] == event]


def test_requests_are_in_it(printed):
    sends = [r for r in lines(printed, "request") if r["route"] == "/v2/notifications/sms"]

    assert [r["status"] for r in sends] == [201] * MESSAGES + [400]
    assert len({r["request_id"] for r in sends}) == MESSAGES + 1
    assert {r["method"] for r in sends} == {"POST"}
    assert len({r["service"] for r in sends}) == 1


def test_an_outage_is_a_line_a_minute(printed):
    calls = lines(printed, "provider calls")

    # One when the worker lost its connections, one at its end, and the minutes in between.
    assert 1 <= len(calls) <= 4
    assert sum(line.get("unavailable", 0) for line in calls) >= 2 * MESSAGES
    assert set(calls[0]["reasons"]) == {"mmg: ClientConnectorError"}


def test_starts_and_stops_are_in_it(printed):
    assert lines(printed, "worker started")
    assert lines(printed, "worker stopped")
    server = [line["event"] for line in map(json.loads, printed) if line["logger"] == "_granian"]
    assert any("Starting granian" in event for event in server)
    assert any("Spawning worker-2" in event for event in server)
    assert any("Shutting down" in event for event in server)
