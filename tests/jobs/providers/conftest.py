import asyncio
import traceback
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from aiohttp import web

from jobs.providers import SMS, Email

ID = UUID("0198c7a0-1234-7bbb-8ccc-123456789abc")


@pytest.fixture
def sms():
    """An SMS with these fields changed."""

    def make(**fields):
        given = {
            "id": ID,
            "to": "447700900855",
            "text": "Tide Office: your code is 98765",
            "sender": "TIDE",
            "international": False,
            "key_type": "normal",
            "recipient": "07700 900855",
        }
        return SMS(**{**given, **fields})

    return make


@pytest.fixture
def email():
    """An email with these fields changed."""

    def make(**fields):
        given = {
            "id": ID,
            "to": "ann@example.com",
            "subject": "Your code",
            "plain_text": "Your code is 98765\n",
            "html": "<p>Your code is <b>98765</b></p>\n",
            "from_name": "Tide Office",
            "from_address": "tide.office@notify.example",
            "reply_to": None,
            "unsubscribe_url": None,
            "key_type": "normal",
            "recipient": "Ann@example.com",
        }
        return Email(**{**given, **fields})

    return make


@pytest.fixture
def serve():
    """`async with serve(handler) as url`: an HTTP server that answers any request with it."""

    @asynccontextmanager
    async def server(handler):
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    return server


@pytest.fixture
def closed_port():
    """A port on which nothing listens."""

    async def find():
        server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        return port

    return find


@pytest.fixture
def told():
    """All that a log would show of an exception."""

    def text(raised):
        return repr(raised.value) + "".join(traceback.format_exception(raised.value))

    return text
