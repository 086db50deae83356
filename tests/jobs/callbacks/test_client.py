import asyncio
import time

import pytest
from aiohttp import web

from jobs.callbacks import client as callback_client
from jobs.callbacks.client import CallbackClient, NoAnswer, Resolver
from postroom.settings.networks import parse
from tests.tools.endpoints import LOOPBACK, Names, black_hole, endpoint

TOKEN = "1234567890"
PAYLOAD = {"id": "é", "sent_at": None}


async def post(url, allowed=LOOPBACK, *, plain_http=True, **options):
    async with CallbackClient(allowed, plain_http=plain_http, **options) as client:
        return await client.post(url, TOKEN, PAYLOAD)


def refused(*arguments, **options):
    """Why a call was not made."""
    with pytest.raises(NoAnswer) as raised:
        asyncio.run(post(*arguments, **options))
    return str(raised.value)


def test_a_call_as_the_wire_has_it():
    async def run():
        async with endpoint() as service:
            assert await post(service.url) == 200
            return service.calls

    (call,) = asyncio.run(run())
    assert (call.method, call.path) == ("POST", "/callback")
    assert call.headers["Content-Type"] == "application/json"
    assert call.headers["Authorization"] == f"Bearer {TOKEN}"
    assert call.text == r'{"id": "\u00e9", "sent_at": null}'


@pytest.mark.parametrize("status", [204, 304, 404, 429, 500])
def test_any_answer_is_one(status):
    async def run():
        async with endpoint(lambda _: web.Response(status=status)) as service:
            return await post(service.url)

    assert asyncio.run(run()) == status


def test_no_answer_within_the_time(monkeypatch):
    monkeypatch.setattr(callback_client, "TIMEOUT", 0.3)

    async def run():
        async with black_hole() as service:
            started = time.monotonic()
            with pytest.raises(NoAnswer, match="^time-out$"):
                await post(service.url)
            return time.monotonic() - started

    assert asyncio.run(run()) < 5
    assert callback_client.TIMEOUT == 0.3


def test_the_time_is_five_seconds():
    assert callback_client.TIMEOUT == 5


def test_nobody_there():
    async def run():
        async with endpoint() as service:
            gone = service.url
        with pytest.raises(NoAnswer, match="ClientConnectorError"):
            await post(gone)

    asyncio.run(run())


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_no_call_into_the_own_network_however_it_is_written(host):
    async def run():
        async with endpoint() as service:
            with pytest.raises(NoAnswer) as raised:
                await post(f"http://{host}:{service.port}/", allowed=())
            return str(raised.value), service.calls

    assert asyncio.run(run()) == ("address not allowed", [])


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0177.0.0.1"])
def test_numbers_that_are_no_addresses_are_not_called(host):
    assert refused(f"http://{host}/", ()) in ("InvalidUrlClientError", "address not allowed")


def test_a_name_counts_by_where_it_leads():
    async def run():
        async with endpoint() as service:
            names = Names(inside="127.0.0.1", metadata="169.254.169.254", mapped="::ffff:10.0.0.1")
            for name in ("inside", "metadata", "mapped"):
                with pytest.raises(NoAnswer, match="^address not allowed$"):
                    await post(f"http://{name}.example:{service.port}/", allowed=(), resolver=names)
            assert service.calls == []
            url = f"http://inside.example:{service.port}/"
            return await post(url, parse("127.0.0.1"), resolver=names)

    assert asyncio.run(run()) == 200


def test_a_name_that_changes_its_mind_is_resolved_once():
    """What is looked at is what is called: there is no second look-up to answer differently."""

    class Changing(Names):
        async def resolve(self, host, port=0, family=0):
            found = await super().resolve(host, port, family)
            self._addresses["a"] = "127.0.0.1"
            return found

    async def run():
        async with endpoint() as service:
            with pytest.raises(NoAnswer):
                await post(
                    f"http://a.example:{service.port}/", (), resolver=Changing(a="192.0.2.1")
                )
            return service.calls

    assert asyncio.run(run()) == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_takes_the_message_along(status):
    def answer(request):
        if request.path == "/callback":
            return web.Response(status=status, headers={"Location": "/new"})
        return web.Response()

    async def run():
        async with endpoint(answer) as service:
            assert await post(service.url) == 200
            return service.calls

    first, second = asyncio.run(run())
    assert (second.method, second.path, second.body) == ("POST", "/new", PAYLOAD)
    assert second.headers["Authorization"] == first.headers["Authorization"]


def test_a_redirect_to_another_host_does_not_take_the_token_along():
    async def run():
        async with endpoint() as other:

            def answer(_):
                return web.Response(status=307, headers={"Location": other.url})

            async with endpoint(answer) as service:
                assert await post(service.url) == 200
            return other.calls

    (call,) = asyncio.run(run())
    assert call.body == PAYLOAD
    assert "Authorization" not in call.headers


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.2:1/", "address not allowed"),
        ("http://169.254.169.254/latest/meta-data", "address not allowed"),
        ("http://[::1]/", "address not allowed"),
        ("ftp://127.0.0.1/", "not https"),
        ("file:///etc/passwd", "ValueError"),
        ("/callback", "too many redirects"),
    ],
)
def test_each_hop_is_looked_at(location, reason):
    async def run():
        def answer(_):
            return web.Response(status=307, headers={"Location": location})

        async with endpoint(answer) as service:
            with pytest.raises(NoAnswer) as raised:
                await post(service.url, parse("127.0.0.1"))
            return str(raised.value)

    assert asyncio.run(run()) == reason


def test_only_https_outside_development():
    assert refused("http://127.0.0.1/", plain_http=False) == "not https"
    assert refused("ftp://127.0.0.1/") == "not https"


@pytest.mark.parametrize("url", ["https://", "https:///x", "https://[::1", "https://a:99999/", "x"])
def test_what_is_no_address_is_no_answer(url):
    assert refused(url)


def test_credentials_in_an_address_do_not_replace_the_token():
    async def run():
        async with endpoint() as service:
            await post(service.url.replace("//", "//user:secret@"))
            return service.calls

    (call,) = asyncio.run(run())
    assert call.headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_connection_that_is_closed_as_it_is_used_again_costs_no_retry():
    """Each connection answers one call, and closes when the next one comes."""
    taken = []

    async def answer_once(reader, writer):
        for number in range(2):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            if number == 0:
                taken.append(writer)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        writer.close()

    async def run():
        server = await asyncio.start_server(answer_once, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with CallbackClient(LOOPBACK, plain_http=True) as client:
            statuses = [await client.post(url, TOKEN, PAYLOAD) for _ in range(2)]
        server.close()
        return statuses

    assert asyncio.run(run()) == [200, 200]
    assert len(taken) == 2


def test_an_answer_without_end_is_not_waited_for():
    async def endless(request):
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)

    async def run():
        async with endpoint(endless) as service:
            return await post(service.url)

    assert asyncio.run(run()) == 200


def test_the_systems_resolver_is_asked():
    async def run():
        resolver = Resolver()
        found = await resolver.resolve("localhost", 80)
        await resolver.close()
        return {entry["host"] for entry in found}

    assert asyncio.run(run()) & {"127.0.0.1", "::1"}
