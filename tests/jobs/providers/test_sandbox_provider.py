import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from jobs.providers import Unanswered, Unavailable
from jobs.providers.sandbox import Sandbox, outcome
from postroom.settings import config
from tests.tools import make

DELAY = 0.02


def receipts_of(*messages, **options):
    """The receipts of these messages, those that were handed in together in one list."""
    got = []

    async def receive(receipts):
        got.append(receipts)

    async def run():
        sandbox = Sandbox(receive=receive, delay=DELAY, **options)
        for message in messages:
            assert await sandbox.send(message) is None
        assert got == []
        await sandbox.close()

    asyncio.run(run())
    return got


def test_message_is_kept_and_reported_after_sending(sms):
    kept = []

    async def keep(message):
        kept.append(message)

    ((receipt,),) = receipts_of(sms(), keep=keep)

    assert kept == [sms()]
    assert receipt["id"] == "0198c7a0-1234-7bbb-8ccc-123456789abc"
    assert receipt["status"] == "delivered"
    age = datetime.now(UTC) - datetime.fromisoformat(receipt["time"])
    assert timedelta(0) < age < timedelta(minutes=1)


def test_message_that_can_not_be_kept_is_not_taken(sms, told):
    async def keep(message):
        raise RuntimeError(message.to)

    async def run():
        sandbox = Sandbox(keep)
        try:
            await sandbox.send(sms())
        finally:
            await sandbox.close()

    with pytest.raises(Unavailable) as raised:
        asyncio.run(run())

    assert str(raised.value) == "sandbox: RuntimeError"
    assert "447700900855" not in told(raised)


@pytest.mark.parametrize(
    ("recipient", "status"),
    [
        ("07700900003", "temporary-failure"),
        ("+447700900003", "temporary-failure"),
        (" 447700900002\n", "permanent-failure"),
        ("07700900001", "delivered"),
        ("07700 900003", "delivered"),
        ("07700900 002", "delivered"),
        ("+33612345678", "delivered"),
    ],
)
def test_numbers_choose_their_outcome(sms, recipient, status):
    assert outcome(sms(recipient=recipient, to="447700900002")) == status


@pytest.mark.parametrize(
    ("recipient", "status"),
    [
        ("temp-fail@simulator.notify", "temporary-failure"),
        ("perm-fail@simulator.notify", "permanent-failure"),
        (" perm-fail@simulator.notify ", "permanent-failure"),
        ("Perm-Fail@simulator.notify", "delivered"),
        ("x-perm-fail@simulator.notify", "delivered"),
        ("delivered@simulator.notify", "delivered"),
    ],
)
def test_addresses_choose_their_outcome(email, recipient, status):
    assert outcome(email(recipient=recipient, to="perm-fail@simulator.notify")) == status


def test_country_without_receipts_sends_none(sms):
    abroad = sms(recipient="+12025550123", international=True, expects_receipt=False)

    assert receipts_of(abroad) == []


def test_a_hundred_at_once_are_reported_together(sms):
    (receipts,) = receipts_of(*[sms()] * 100)

    assert len(receipts) == 100


def test_a_database_that_is_away_does_not_hold_up_sending(sms):
    got = []

    async def receive(receipts):
        got.append(len(receipts))
        await asyncio.sleep(0.3)
        if len(got) == 1:
            raise RuntimeError

    async def run():
        sandbox = Sandbox(receive=receive, delay=DELAY)
        await sandbox.send(sms())
        await asyncio.sleep(2 * DELAY)
        began = time.monotonic()
        await sandbox.send(sms())
        await sandbox.send(sms())
        sent = time.monotonic() - began
        await sandbox.close()
        return sent

    assert asyncio.run(run()) < 0.2
    # What could not be handed in is lost, and nothing else.
    assert got == [1, 2]


def test_it_is_slow_on_request(sms):
    async def run():
        sandbox = Sandbox(slowness=0.3)
        began = time.monotonic()
        await sandbox.send(sms())
        await sandbox.close()
        return time.monotonic() - began

    assert asyncio.run(run()) >= 0.3


@pytest.mark.parametrize(
    ("options", "error"),
    [({"dead": True}, Unavailable), ({"slowness": 5, "timeout": 0.05}, Unanswered)],
)
def test_it_is_dead_or_too_slow_on_request(sms, options, error):
    kept = []

    async def keep(message):
        kept.append(message)

    async def run():
        sandbox = Sandbox(keep, **options)
        try:
            await sandbox.send(sms())
        finally:
            await sandbox.close()

    with pytest.raises(Unavailable) as raised:
        asyncio.run(run())
    assert type(raised.value) is error
    assert kept == []


def test_its_moods_come_from_the_environment():
    given = {**make.PRODUCTION, "SANDBOX_DEAD": "yes", "SANDBOX_DELAY_SECONDS": "1.5"}
    settings = config.load(given).providers

    assert (settings.sandbox_dead, settings.sandbox_delay_seconds) == (True, 1.5)
    with pytest.raises(ValueError, match="SANDBOX_DEAD"):
        config.load({**given, "SANDBOX_DEAD": "perhaps"})
