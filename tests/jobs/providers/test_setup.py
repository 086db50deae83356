"""What a worker finds of its providers when it starts: real settings on a real database."""

import asyncio
import json

import psycopg
import pytest
from psycopg.rows import dict_row

from jobs.database import Database
from jobs.providers import setup
from jobs.worker import make_runtime
from postroom.settings import config
from tests import conftest
from tests.tools import make

TWILIO = {"twilio": {"account_sid": "AC1", "auth_token": "a-secret"}}


@pytest.fixture
def live(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        yield db


@pytest.fixture
def start(fresh_dsn, monkeypatch):
    """start(NAME="value") does what a worker with these settings does first; its warnings."""
    warnings = []
    monkeypatch.setattr(setup.log, "warning", lambda _, **fields: warnings.append(fields))

    def run(times=1, **variables):
        warnings.clear()

        async def act():
            settings = config.load(
                {**make.PRODUCTION, **conftest.variables(fresh_dsn), **variables}
            )
            async with conftest.open_pool(fresh_dsn) as pool:
                runtime = make_runtime(settings, Database(pool))
                await setup.register(runtime)
                for _ in range(times):
                    await setup.look(runtime)
                await runtime.close()

        asyncio.run(act())
        return [(fields["provider"], fields["reason"]) for fields in warnings]

    return run


def switch_on(db, type, name):
    make.call(db, "ops.set_provider", notification_type=type, identifier=name, active=True)


def test_those_of_the_settings_can_be_switched_on_once_a_worker_has_started(live, start):
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="no provider twilio"):
        switch_on(live, "sms", "twilio")

    assert start(HTTP_PROVIDERS=json.dumps(TWILIO)) == []
    switch_on(live, "sms", "twilio")

    assert start(HTTP_PROVIDERS=json.dumps(TWILIO)) == []
    assert "twilio" in states(live)


def states(db):
    return {row["identifier"]: row["state"] for row in db.execute("select * from ops.providers()")}


def test_an_active_provider_without_credentials_is_told_of_once(live, start):
    switch_on(live, "sms", "mmg")
    switch_on(live, "email", "smtp")

    warnings = start(times=3)

    assert warnings == [
        ("mmg", "MMG_API_KEY is not set"),
        ("smtp", "SMTP_URL is not set"),
    ]
    assert states(live)["mmg"] == "not set up: MMG_API_KEY is not set"
    assert states(live)["firetext"] == "works"

    assert start(MMG_API_KEY="k", SMTP_URL="smtp://mail.example") == []
    assert states(live)["mmg"] == "works"


def test_so_is_one_that_has_left_the_settings(live, start):
    start(HTTP_PROVIDERS=json.dumps(TWILIO))
    switch_on(live, "sms", "twilio")

    assert start() == [("twilio", "No provider is called 'twilio'")]
