"""Services' own addresses on real sockets, and a resolver that knows where they are."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

from aiohttp import web
from aiohttp.abc import AbstractResolver

from postroom.settings.networks import parse

LOOPBACK = parse("127.0.0.0/8")


@asynccontextmanager
async def endpoint(answer=None) -> AsyncIterator[SimpleNamespace]:
    """.url, .port and .calls, each with .path, .headers, .text, .body; 200 without an answer."""
    calls = []

    async def handle(request: web.Request) -> web.StreamResponse:
        text = await request.text()
        calls.append(
            SimpleNamespace(
                path=request.path,
                method=request.method,
                headers=request.headers,
                text=text,
                body=json.loads(text),
            )
        )
        answered = answer(request) if answer else web.Response()
        return await answered if asyncio.iscoroutine(answered) else answered

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        yield SimpleNamespace(url=f"http://127.0.0.1:{port}/callback", port=port, calls=calls)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def black_hole() -> AsyncIterator[SimpleNamespace]:
    """Takes connections and never answers; .url and .connections, how many there were."""
    seen = SimpleNamespace(connections=0)

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        await reader.read()
        writer.close()

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    seen.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    try:
        yield seen
    finally:
        server.close()


class Names(AbstractResolver):
    """Hosts and the addresses that their names lead to."""

    def __init__(self, **addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host, port=0, family=socket.AF_INET):
        address = self._addresses[host.split(".")[0]]
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
        ]

    async def close(self) -> None:
        pass
