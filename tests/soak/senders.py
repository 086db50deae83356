"""Teams that send: many at once, through the API, whatever state it is in."""

import asyncio
import time
from collections.abc import Iterator

import aiohttp
import jwt

CLIENTS = 16


class Senders:
    """.accepted: the number of each message that got a 201, and its id."""

    def __init__(self, base_url: str, services: list[dict]) -> None:
        self.accepted: dict[int, str] = {}
        self.refused = 0
        self._base_url = base_url
        self._services = services

    async def send(self, numbers: Iterator[int], count: int) -> None:
        """Send until so many have been accepted; what fails is not sent again, the next is."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:

            async def client() -> None:
                while len(self.accepted) < count:
                    await self._send_one(session, next(numbers))

            await asyncio.gather(*(client() for _ in range(CLIENTS)))

    async def _send_one(self, session: aiohttp.ClientSession, number: int) -> None:
        service = self._services[number % len(self._services)]
        channel, recipient = (
            ("email", {"email_address": f"ann{number}@example.com"})
            if number % 3 == 0
            else ("sms", {"phone_number": "07900900123"})
        )
        body = {
            **recipient,
            "template_id": service["templates"][channel],
            "personalisation": {"number": str(number)},
        }
        claims = {"iss": service["service_id"], "iat": int(time.time())}
        token = jwt.encode(claims, service["keys"]["live"][-36:], algorithm="HS256")
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self._base_url}/v2/notifications/{channel}"
        try:
            async with session.post(url, json=body, headers=headers) as response:
                if response.status == 201:
                    self.accepted[number] = (await response.json())["id"]
                    return
        except (aiohttp.ClientError, OSError, TimeoutError):
            pass
        self.refused += 1
        await asyncio.sleep(0.2)
