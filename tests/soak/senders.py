"""Teams that send: many at once, through the API, whatever state it is in.

Each in its own way: a message a request, with a key or without, many in a batch or in bulk. What
has a key is asked again until it is answered, and now and then once more.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import Any

import aiohttp
import jwt

CLIENTS = 16
TOGETHER = 20
# Attempts under one key. PostgreSQL is away for some seconds.
ATTEMPTS = 60
RECIPIENT = "07900900123"


class Senders:
    """.accepted: the numbers of accepted messages; .replayed: how many answers came again."""

    def __init__(self, base_url: str, services: list[dict]) -> None:
        self.accepted: set[int] = set()
        self.refused = 0
        self.replayed = 0
        self._base_url = base_url
        self._services = services
        self._ways = itertools.cycle(
            [self._send_one] * 6 + [self._send_keyed] * 6 + [self._send_batch, self._send_bulk]
        )

    async def send(self, numbers: Iterator[int], count: int) -> None:
        """Send until so many have been accepted; what fails without a key is not sent again."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:

            async def client() -> None:
                while len(self.accepted) < count:
                    await next(self._ways)(session, numbers)

            await asyncio.gather(*(client() for _ in range(CLIENTS)))

    async def _send_one(self, session: aiohttp.ClientSession, numbers: Iterator[int]) -> None:
        number = next(numbers)
        service, body = self._message(number)
        if await self._post(session, service, body.pop("type"), body):
            self.accepted.add(number)

    async def _send_keyed(self, session: aiohttp.ClientSession, numbers: Iterator[int]) -> None:
        number = next(numbers)
        service, body = self._message(number)
        first = await self._insist(session, service, body.pop("type"), body, str(number))
        if first:
            self.accepted.add(number)
        if first and number % 5 == 0:
            again = await self._insist(session, service, *self._again(number))
            assert again is None or again == first

    def _again(self, number: int) -> tuple[str, dict, str]:
        _, body = self._message(number)
        return body.pop("type"), body, str(number)

    async def _send_batch(self, session: aiohttp.ClientSession, numbers: Iterator[int]) -> None:
        together = list(itertools.islice(numbers, TOGETHER))
        service = self._service(together[0])
        body = {"notifications": [self._message(number, service)[1] for number in together]}
        answer = await self._insist(session, service, "batch", body, str(together[0]))
        for number, one in zip(together, answer["notifications"] if answer else [], strict=False):
            assert one["status_code"] == 201, one
            self.accepted.add(number)

    async def _send_bulk(self, session: aiohttp.ClientSession, numbers: Iterator[int]) -> None:
        together = list(itertools.islice(numbers, TOGETHER))
        service = self._service(together[0])
        rows = [["phone number", "number"], *([RECIPIENT, number] for number in together)]
        body = {"name": "soak", "template_id": service["templates"]["sms"], "rows": rows}
        if await self._insist(session, service, "bulk", body, str(together[0])):
            self.accepted.update(together)

    def _service(self, number: int) -> dict:
        return self._services[number % len(self._services)]

    def _message(self, number: int, service: dict | None = None) -> tuple[dict, dict[str, Any]]:
        """Who sends a message, and the message as a batch has it."""
        service = service or self._service(number)
        channel, recipient = (
            ("email", {"email_address": f"ann{number}@example.com"})
            if number % 3 == 0
            else ("sms", {"phone_number": RECIPIENT})
        )
        return service, {
            "type": channel,
            **recipient,
            "template_id": service["templates"][channel],
            "personalisation": {"number": str(number)},
        }

    async def _insist(
        self, session: aiohttp.ClientSession, service: dict, way: str, body: dict, key: str
    ) -> Any:
        """The answer, asked for under the key until it comes."""
        for _ in range(ATTEMPTS):
            if answer := await self._post(session, service, way, body, {"Idempotency-Key": key}):
                return answer
        return None

    async def _post(
        self,
        session: aiohttp.ClientSession,
        service: dict,
        way: str,
        body: dict,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """The answer if the request was accepted; else a little time has passed."""
        claims = {"iss": service["service_id"], "iat": int(time.time())}
        token = jwt.encode(claims, service["keys"]["live"][-36:], algorithm="HS256")
        url = f"{self._base_url}/v2/notifications/{way}"
        sent = {"Authorization": f"Bearer {token}", **(headers or {})}
        try:
            async with session.post(url, json=body, headers=sent) as response:
                if response.status in (200, 201):
                    self.replayed += "Idempotent-Replayed" in response.headers
                    return await response.json()
        except (aiohttp.ClientError, OSError, TimeoutError):
            pass
        self.refused += 1
        await asyncio.sleep(0.2)
        return None
