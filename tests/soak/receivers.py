"""Where services are told what became of their messages: most answer, one never does."""

import asyncio
from collections import Counter

from aiohttp import web


class Receivers:
    """.told: how often a service was told of a message's state, by (id, status)."""

    def __init__(self) -> None:
        self.told: Counter[tuple[str, str]] = Counter()
        self._failing = 20

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/callbacks/good", self.good),
            web.post("/callbacks/flaky", self.flaky),
            web.post("/callbacks/dead", self.dead),
        ]

    async def good(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.told[body["id"], body["status"]] += 1
        return web.Response()

    async def flaky(self, request: web.Request) -> web.Response:
        """Out of order for its first calls."""
        if self._failing:
            self._failing -= 1
            return web.Response(status=503)
        return await self.good(request)

    async def dead(self, request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()
