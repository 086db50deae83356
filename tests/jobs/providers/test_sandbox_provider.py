import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from jobs.providers import Unanswered, Unavailable
from jobs.providers.sandbox import Sandbox, outcome
from postroom.settings import config
from tests.tools import make

DELAYS = (0.02, 0.02, 0.02)


def receipts_of(serve, *messages, statuses=(), **options):
    """What the API got after these messages, when it answered with these statuses first."""
    got, statuses = [], list(statuses)

    async def handler(request):
        got.append(await request.json())
        return web.Response(status=statuses.pop(0) if statuses else 200)

    async def run():
        async with serve(handler) as url:
            sandbox = Sandbox(f"{url}/notifications/sandbox", delays=DELAYS, **options)
            for message in messages:
                assert await sandbox.send(message) is None
            assert got == []
            await sandbox.close()

    asyncio.run(run())
    return got


def test_message_is_kept_and_reported_after_sending(serve, sms):
    kept = []

    async def keep(message):
        kept.append(message)

    (receipt,) = receipts_of(serve, sms(), keep=keep)

    assert kept == [sms()]
    assert receipt["id"] == "0198c7a0-1234-7bbb-8ccc-123456789abc"
    assert receipt["status"] == "delivered"
    age = datetime.now(UTC) - datetime.fromisoformat(receipt["time"])
    assert timedelta(0) < age < timedelta(minutes=1)


def test_message_that_can_not_be_kept_is_not_taken(sms, told):
    async def keep(message):
        raise RuntimeError(message.to)

    async def run():
        sandbox = Sandbox("http://127.0.0.1:1", keep)
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


def test_country_without_receipts_sends_none(serve, sms):
    abroad = sms(recipient="+12025550123", international=True, expects_receipt=False)

    assert receipts_of(serve, abroad) == []


@pytest.mark.parametrize(("statuses", "tries"), [([500], 2), ([503, 503], 3), ([503] * 9, 3)])
def test_receipt_is_sent_again_while_the_api_fails(serve, sms, statuses, tries):
    assert len(receipts_of(serve, sms(), statuses=statuses)) == tries


def test_receipt_shows_who_sends_it(serve, sms):
    headers = []

    async def handler(request):
        headers.append(request.headers.get("Authorization"))
        return web.Response(status=500 if len(headers) == 1 else 200)

    async def run():
        tokens = iter(["one", "two"])
        async with serve(handler) as url:
            sandbox = Sandbox(url, sign=lambda: next(tokens), delays=DELAYS)
            await sandbox.send(sms())
            await sandbox.close()

    asyncio.run(run())

    # A new one each time: they are soon too old.
    assert headers == ["Bearer one", "Bearer two"]


def test_receipt_is_not_sent_again_when_it_is_refused(serve, sms):
    assert len(receipts_of(serve, sms(), statuses=[400])) == 1


def test_api_that_is_not_there_does_not_hold_up_sending(sms, closed_port):
    async def run():
        sandbox = Sandbox(f"http://127.0.0.1:{await closed_port()}", delays=(0.3, 0.1))
        started = time.monotonic()
        await sandbox.send(sms())
        sent = time.monotonic() - started
        await sandbox.close()
        return sent, time.monotonic() - started

    sent, closed = asyncio.run(run())

    assert sent < 0.3
    assert 0.4 <= closed < 5


def test_a_hundred_at_once_are_all_reported_a_few_at_a_time(serve, sms):
    busy, most, got = 0, 0, 0

    async def handler(request):
        nonlocal busy, most, got
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.005)
        busy -= 1
        got += 1
        return web.Response()

    async def run():
        async with serve(handler) as url:
            sandbox = Sandbox(url, delays=DELAYS, connections=7)
            await asyncio.gather(*(sandbox.send(sms()) for _ in range(100)))
            await sandbox.close()

    asyncio.run(run())

    assert got == 100
    assert 1 < most <= 7


def test_it_is_slow_on_request(sms):
    async def run():
        sandbox = Sandbox("http://127.0.0.1:1", delays=(), slowness=0.3)
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
        sandbox = Sandbox("http://127.0.0.1:1", keep, delays=(), **options)
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
