"""The worker tells a real webhook, once, and goes on trying while it does not answer."""

import asyncio
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row

from jobs import alerts
from jobs.database import Database
from tests import conftest
from tests.tools import make


@contextmanager
def webhook():
    """Answers with .status, and remembers .bodies."""
    heard = SimpleNamespace(status=200, bodies=[])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(heard.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        heard.url = f"http://127.0.0.1:{server.server_port}/hook"
        yield heard
        server.shutdown()


@pytest.fixture
def live(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        db.execute(
            "insert into postroom.maintenance_log (step, finished_at, error)"
            " values ('jobs', now(), 'out of paper')"
        )
        yield db


def check(dsn, url=None, email=None):
    """One run of the task."""

    async def run():
        async with conftest.open_pool(dsn) as pool:
            config = SimpleNamespace(alert_webhook_url=url, alert_email=email)
            runtime = SimpleNamespace(database=Database(pool), config=config)
            context = SimpleNamespace(additional_context={"runtime": runtime})
            await alerts.check_alerts.func(context, timestamp=0)

    asyncio.run(run())


def test_the_webhook_hears_of_an_alert_once(live, fresh_dsn):
    with webhook() as heard:
        for _ in range(2):
            check(fresh_dsn, heard.url)

    (body,) = heard.bodies
    told = {alert["name"]: alert for alert in body["alerts"]}
    assert set(told) == {"step_failed", "no_worker"}
    assert told["step_failed"]["subject"] == "jobs"
    assert told["step_failed"]["threshold"] == 0
    assert "warning: Step jobs of maintenance failed: out of paper" in body["text"]


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_the_webhook_does_not_take_is_offered_again(live, fresh_dsn, status):
    with webhook() as heard:
        heard.status = status
        check(fresh_dsn, heard.url)
        heard.status = 204
        check(fresh_dsn, heard.url)
        check(fresh_dsn, heard.url)

    assert len(heard.bodies) == 2
    assert heard.bodies[0] == heard.bodies[1]


def test_without_a_webhook_and_with_one_that_is_away(live, fresh_dsn):
    check(fresh_dsn)
    check(fresh_dsn, "http://127.0.0.1:9/")
    check(fresh_dsn, "nonsense")

    assert len(live.execute("select * from jobs.alerts_to_post()").fetchall()) == 2


def test_an_email_goes_through_the_queue(live, fresh_dsn):
    check(fresh_dsn, email="ops@example.gov.uk")

    (email,) = live.execute("select * from postroom.notification_contents").fetchall()
    assert email["recipient"] == "ops@example.gov.uk"
    assert make.call(live, "jobs.email_alerts", address="ops@example.gov.uk") == 0
    claimed = live.execute("select * from jobs.claim('platform', 10, '1 minute')").fetchall()
    assert [row["id"] for row in claimed] == [email["id"]]


def test_the_webhook_hears_of_the_end(live, fresh_dsn):
    with webhook() as heard:
        check(fresh_dsn, heard.url)
        live.execute(
            "insert into postroom.maintenance_log (step, started_at, as_of, finished_at)"
            " values ('jobs', now(), now(), now())"
        )
        for _ in range(2):
            check(fresh_dsn, heard.url)

    begun, ended = heard.bodies
    assert {alert["ended_at"] for alert in begun["alerts"]} == {None}
    (alert,) = ended["alerts"]
    assert (alert["name"], alert["subject"]) == ("step_failed", "jobs")
    assert alert["ended_at"] > alert["opened_at"]
    assert ended["text"].startswith("ended after 00:00:0")
