"""The lane of calls to services, from the database to real endpoints and back."""

import asyncio
import time
import uuid
from functools import cache
from types import SimpleNamespace

import psycopg
import pytest
from aiohttp import web
from psycopg.rows import dict_row
from structlog.testing import capture_logs

from jobs.app import Runtime
from jobs.callbacks.task import Pace, call_back
from jobs.database import Database
from postroom.files.objects import ObjectStore
from postroom.links.secret_keys import SecretBox, generate
from postroom.settings import config
from postroom.settings.providers import ProviderSettings
from tests import conftest
from tests.tools import make
from tests.tools.endpoints import black_hole, endpoint


@cache
def database():
    """One of their own, since jobs commit."""
    return conftest.create_database()


@pytest.fixture
def live():
    with psycopg.connect(database(), row_factory=dict_row, autocommit=True) as db:
        db.execute("truncate postroom.callback_queue, postroom.abandoned_callbacks")
        yield db


async def work(environment="development", keys=make.SECRET_KEYS):
    """One run of the job, until nothing is due."""
    settings = {**make.PRODUCTION, **conftest.variables(database()), "SECRET_KEYS": keys}
    async with conftest.open_pool(database()) as pool:
        runtime = Runtime(
            config=config.load({**settings, "NOTIFY_ENVIRONMENT": environment}),
            provider_settings=ProviderSettings(),
            database=Database(pool),
            secret_box=SecretBox(keys.split(",")),
            objects=ObjectStore("memory:///"),
            stopping=asyncio.Event(),
        )
        context = SimpleNamespace(additional_context={"runtime": runtime})
        await call_back.func(context, "callback")
        await runtime.close()


def called_back(db, url, **fields):
    owner = make.service(db)
    make.service_callback(db, owner, url=url, **fields)
    return owner


def report(db, owner, count=1):
    """Messages that have been delivered, each of which a call is due about."""
    ids = [make.send(db, owner) for _ in range(count)]
    for id in ids:
        make.receipt(db, id)
    return [str(id) for id in ids]


def abandoned(db):
    rows = db.execute("select * from postroom.abandoned_callbacks").fetchall()
    return {row["reason"]: row["count"] for row in rows}


def test_a_service_is_told_once(live):
    async def run():
        async with endpoint() as service:
            ids = report(live, called_back(live, service.url, bearer_token="token-of-its-own"))
            await work()
            await work()
            return ids, service.calls

    ids, calls = asyncio.run(run())
    assert [call.body["id"] for call in calls] == ids
    assert calls[0].body["status"] == "delivered"
    assert calls[0].headers["Authorization"] == "Bearer token-of-its-own"
    assert make.queued_callbacks(live) == []
    assert abandoned(live) == {}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_answer_worth_another_try(live, status):
    statuses = [status, 200]

    async def run():
        async with endpoint(lambda _: web.Response(status=statuses.pop(0))) as service:
            report(live, called_back(live, service.url))
            await work()
            (row,) = make.queued_callbacks(live)
            wait = row["due_at"] - live.execute("select now()").fetchone()["now"]
            live.execute("update postroom.callback_queue set due_at = now()")
            await work()
            return row["attempts"], wait.total_seconds(), len(service.calls)

    attempts, wait, calls = asyncio.run(run())
    assert (attempts, calls) == (1, 2)
    assert 270 < wait <= 300
    assert make.queued_callbacks(live) == []


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_an_answer_that_ends_it(live, status):
    async def run():
        async with endpoint(lambda _: web.Response(status=status)) as service:
            report(live, called_back(live, service.url))
            await work()
            return len(service.calls)

    assert asyncio.run(run()) == 1
    assert make.queued_callbacks(live) == []
    assert abandoned(live) == {f"HTTP {status}": 1}


def test_six_tries_and_no_more(live):
    async def run():
        async with endpoint(lambda _: web.Response(status=500)) as service:
            report(live, called_back(live, service.url))
            for _ in range(7):
                live.execute("update postroom.callback_queue set due_at = now()")
                await work()
            return len(service.calls)

    assert asyncio.run(run()) == 6
    assert abandoned(live) == {"HTTP 500": 1}


def test_nothing_personal_is_logged(live):
    async def run():
        async with endpoint(lambda _: web.Response(status=500)) as service:
            owner = called_back(live, service.url, bearer_token="a secret token")
            report(live, owner)
            await work()
            return owner

    with capture_logs() as logs:
        owner = asyncio.run(run())
    (entry,) = [entry for entry in logs if entry["event"] == "callback calls"]
    assert (entry["service_id"], entry["reasons"]) == (str(owner.id), {"HTTP 500": 1})
    shown = str(logs)
    assert "447700900001" not in shown
    assert "secret" not in shown
    assert "127.0.0.1" not in shown


def test_outside_development_the_own_network_is_not_called(live):
    async def run():
        async with endpoint() as service:
            report(live, called_back(live, service.url.replace("http:", "https:")))
            await work("production")
            return service.calls

    assert asyncio.run(run()) == []
    assert [row["attempts"] for row in make.queued_callbacks(live)] == [1]


def test_a_call_about_what_is_forgotten_is_given_up_and_counted(live):
    async def run():
        async with endpoint() as service:
            (id,) = report(live, called_back(live, service.url))
            live.execute("delete from postroom.notification_contents where id = %s", (id,))
            await work()
            return service.calls

    assert asyncio.run(run()) == []
    assert make.queued_callbacks(live) == []
    assert abandoned(live) == {"personal data gone": 1}


def test_a_service_that_wants_no_calls_any_more_gets_none(live):
    async def run():
        async with endpoint() as service:
            report(live, called_back(live, service.url))
            live.execute("delete from postroom.service_callbacks where url = %s", (service.url,))
            await work()
            return service.calls

    assert asyncio.run(run()) == []
    assert make.queued_callbacks(live) == []


def test_a_token_that_cannot_be_read_keeps_the_call(live):
    async def run():
        async with endpoint() as service:
            report(live, called_back(live, service.url))
            await work(keys=generate())
            return service.calls

    assert asyncio.run(run()) == []
    assert len(make.queued_callbacks(live)) == 1


def test_a_received_message_is_passed_on(live):
    async def run():
        async with endpoint() as service:
            owner = called_back(live, service.url, callback_type="inbound_sms")
            number = make.inbound_number(live, owner)
            make.receive(live, number, content="Hé")
            await work()
            return number, service.calls

    number, (call,) = asyncio.run(run())
    assert call.body["message"] == "Hé"
    assert call.body["destination_number"] == number
    assert call.body["source_number"] == "447700900001"


def test_hazard_a_dead_endpoint_delays_nobody_else(live):
    """500 calls wait for one that never answers; 100 of another service are made meanwhile."""

    async def run():
        async with black_hole() as dead, endpoint() as alive:
            report(live, called_back(live, dead.url), 500)
            ids = report(live, called_back(live, alive.url), 100)
            started = time.monotonic()
            job = asyncio.create_task(work())
            while len(alive.calls) < 100:
                assert time.monotonic() - started < 30
                await asyncio.sleep(0.05)
            took = time.monotonic() - started
            tried = dead.connections
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)
            return ids, alive.calls, took, tried

    ids, calls, took, tried = asyncio.run(run())
    print(f"100 calls made in {took:.1f} s beside {tried} to the dead one")
    assert sorted(call.body["id"] for call in calls) == sorted(ids)
    # Neither the time-out of a call nor the dead one's turn is in it.
    assert took < 5
    assert tried <= Pace.MOST


def rooms(pace, service):
    return pace.rooms().get(str(service), Pace.MOST)


def test_a_service_has_twenty_calls_at_a_time():
    pace, service = Pace(), uuid.uuid4()
    assert rooms(pace, service) == 20
    for _ in range(25):
        pace.start(service)
    assert rooms(pace, service) == 0
    for _ in range(25):
        pace.finish(service, True)
    assert pace.rooms() == {}


def test_one_that_does_not_answer_has_one_at_a_time_until_it_does():
    pace, service = Pace(), uuid.uuid4()
    for _ in range(2):
        pace.start(service)
        pace.finish(service, False)
        assert rooms(pace, service) == 1
    for _ in range(19):
        pace.start(service)
        pace.finish(service, True)
    assert rooms(pace, service) == 20


def test_one_that_is_slow_has_four():
    pace, service = Pace(), uuid.uuid4()
    for _ in range(6):
        pace.start(service)
        pace.finish(service, True, 1.5)
    assert rooms(pace, service) == 4
