"""Three providers on real sockets that fail, hang, answer late and report out of order."""

import asyncio
import base64
import json
import re
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import aiohttp
from aiohttp import web

from tests.soak import plans

HANGS = 4.0  # seconds, longer than the worker waits
SLOW = 1.0
HUGE = 300  # megabytes
MEGABYTE = b" " * 2**20
NUMBER = re.compile(r"Message (\d+)\b")

Report = Callable[[str], Awaitable[None]]


class Providers:
    """What was taken, by the number of the message; .down refuses everything for a while."""

    def __init__(self) -> None:
        self.taken: Counter[int] = Counter()
        self.seen: Counter[int] = Counter()
        self.down: set[str] = set()
        self._reports: set[asyncio.Task] = set()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/mmg", self.mmg),
            web.post("/firetext", self.firetext),
            web.post("/v2/email/outbound-emails", self.ses),
        ]

    async def open(self, base_url: str) -> None:
        """Receipts go to Postroom there."""
        self._base_url = base_url
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20))

    async def reported(self) -> None:
        """When every receipt has been accepted."""
        while self._reports:
            await asyncio.wait(self._reports)

    async def close(self) -> None:
        await self._session.close()

    async def mmg(self, request: web.Request) -> web.Response:
        body = await request.json()

        async def report(status: str) -> None:
            if code := plans.mmg(status):
                await self._post(
                    "/notifications/sms/mmg", json={"CID": body["cid"], "status": code}
                )

        return await self._take(request, body["msg"], report, {"Reference": "1"})

    async def firetext(self, request: web.Request) -> web.Response:
        form = await request.post()

        async def report(status: str) -> None:
            code, detail = plans.firetext(status)
            fields = {"reference": form["reference"], "status": code, "code": detail}
            await self._post("/notifications/sms/firetext", data=fields)

        return await self._take(request, form["message"], report, {"code": 0})

    async def ses(self, request: web.Request) -> web.Response:
        raw = (await request.json())["Content"]["Raw"]["Data"]
        text = base64.b64decode(raw).decode()
        reference = uuid.uuid4().hex

        async def report(status: str) -> None:
            if said := plans.ses(status):
                mail = {"messageId": reference, "timestamp": datetime.now(UTC).isoformat()}
                envelope = {"Type": "Notification", "Message": json.dumps({**said, "mail": mail})}
                await self._post("/notifications/email/ses", json=envelope)

        return await self._take(request, text, report, {"MessageId": reference})

    async def _take(
        self, request: web.Request, text: str, report: Report, answer: dict
    ) -> web.StreamResponse:
        """Treat a message by its plan."""
        number = int(NUMBER.search(text)[1])
        plan = plans.plan(number)
        first = self.seen[number] == 0
        self.seen[number] += 1
        if request.path.strip("/") in self.down or (first and plan.trouble == "fail"):
            return web.json_response({}, status=503)
        self.taken[number] += 1
        if plan.early:
            await self._send(plan, report)
        else:
            self._spawn(self._send_later(plan, report))
        if first and plan.trouble == "hang":
            await asyncio.sleep(HANGS)
        if first and plan.trouble == "slow":
            await asyncio.sleep(SLOW)
        if first and plan.trouble == "huge":
            return await self._answer_without_end(request, answer)
        return web.json_response(answer)

    async def _answer_without_end(self, request: web.Request, answer: dict) -> web.StreamResponse:
        """As long as anybody reads it."""
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            await response.write(json.dumps(answer).encode())
            for _ in range(HUGE):
                await response.write(MEGABYTE)
        except ConnectionError:
            pass
        return response

    async def _send_later(self, plan: plans.Plan, report: Report) -> None:
        await asyncio.sleep(0.2)
        await self._send(plan, report)

    async def _send(self, plan: plans.Plan, report: Report) -> None:
        for status in plan.receipts:
            await report(status)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(work)
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _post(self, path: str, **body: object) -> None:
        """Until it is accepted, as providers do."""
        while True:
            try:
                async with self._session.post(self._base_url + path, **body) as response:
                    if response.status < 300:
                        return
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(0.5)
