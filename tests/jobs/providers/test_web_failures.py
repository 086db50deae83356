"""What every provider reached by HTTP does when things go wrong."""

import asyncio
import json
import time

import pytest
from aiohttp import web
from botocore.credentials import Credentials

from jobs.providers import Unavailable
from jobs.providers.firetext import Firetext
from jobs.providers.mmg import MMG
from jobs.providers.ses import SES

SECRETS = ("the-secret", "447700900855", "98765", "ann@", "tide.office", "07700")


def provider_of(name, url, timeout=2):
    limits = {"timeout": timeout, "connections": 20}
    match name:
        case "mmg":
            return MMG(url, "the-secret", receipt_url="https://the-secret@x", **limits)
        case "firetext":
            return Firetext(url, "the-secret", receipt_url="https://the-secret@x", **limits)
        case "ses":
            return SES(Credentials("id", "the-secret"), "eu-west-1", url=url, **limits)


@pytest.fixture(params=["mmg", "firetext", "ses"])
def attempt(request, sms, email, told):
    """Send one message and give the text of the Unavailable that this raises."""

    def run(around, timeout=2):
        async def send():
            async with around as url:
                provider = provider_of(request.param, url, timeout)
                try:
                    await provider.send(email() if request.param == "ses" else sms())
                finally:
                    await provider.close()

        with pytest.raises(Unavailable) as raised:
            asyncio.run(send())
        assert not [secret for secret in SECRETS if secret in told(raised)]
        return str(raised.value).removeprefix(f"{request.param}: ")

    return run


def answering(status, text="", **options):
    async def handler(request):
        echo = (await request.read()).decode() + str(request.headers)
        return web.Response(status=status, text=text or echo, **options)

    return handler


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_status_that_is_no_success(serve, attempt, status):
    assert f"HTTP {status}" in attempt(serve(answering(status)))


def test_redirect_is_not_followed(serve, attempt):
    handler = answering(302, headers={"Location": "/elsewhere"})

    assert "HTTP 302" in attempt(serve(handler))


@pytest.mark.parametrize("text", ["OK 447700900855", "<p>ann@example.com</p>", "[" * 100000])
def test_answer_that_is_not_json(serve, attempt, text):
    attempt(serve(answering(200, text)))


def test_answer_in_no_charset(serve, attempt):
    async def handler(request):
        return web.Response(body=b"\xff\xfe\xff", content_type="application/json")

    attempt(serve(handler))


def test_server_that_says_nothing(serve, attempt):
    async def handler(request):
        await asyncio.sleep(60)

    started = time.monotonic()

    assert attempt(serve(handler), timeout=0.1) in ("TimeoutError", "ServerTimeoutError")
    assert time.monotonic() - started < 5


def test_server_that_never_ends(serve, attempt):
    async def handler(request):
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)

    attempt(serve(handler), timeout=0.1)


def test_server_that_hangs_up(serve, attempt):
    async def handler(request):
        request.transport.close()

    assert attempt(serve(handler)) == "ServerDisconnectedError"


def test_no_server(closed_port, attempt):
    class Nothing:
        async def __aenter__(self):
            return f"http://127.0.0.1:{await closed_port()}"

        async def __aexit__(self, *_):
            pass

    assert attempt(Nothing()) == "ClientConnectorError"


def test_address_that_is_none(attempt):
    class Nonsense:
        async def __aenter__(self):
            return "http://the-secret:the-secret@[/"

        async def __aexit__(self, *_):
            pass

    attempt(Nonsense())


@pytest.mark.parametrize("name", ["mmg", "firetext", "ses"])
def test_a_hundred_at_once_share_a_few_connections(serve, sms, email, name):
    ports, served = set(), []

    async def handler(request):
        ports.add(request.transport.get_extra_info("peername")[1])
        served.append(await request.read())
        await asyncio.sleep(0.01)
        return web.Response(text=json.dumps({"code": 0, "MessageId": f"m{len(served)}"}))

    async def run():
        async with serve(handler) as url:
            # Longer than a busy machine takes to sign a hundred emails.
            provider = provider_of(name, url, timeout=20)
            message = email() if name == "ses" else sms()
            await asyncio.gather(*(provider.send(message) for _ in range(100)))
            await provider.close()

    asyncio.run(run())

    assert len(served) == 100
    assert len(ports) <= 20


def test_waiting_for_a_turn_is_not_part_of_the_time_out(serve, sms):
    async def handler(request):
        await asyncio.sleep(0.15)
        return web.Response(text="{}")

    async def run():
        async with serve(handler) as url:
            mmg = MMG(url, "key", timeout=0.5, connections=1)
            await asyncio.gather(*(mmg.send(sms()) for _ in range(5)))
            await mmg.close()

    asyncio.run(run())
