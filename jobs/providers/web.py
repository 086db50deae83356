"""HTTP as providers need it: kept-open connections, one time-out, errors that tell no secret."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp

from jobs.providers import Unavailable
from jobs.providers.turns import Turns


class Answer(NamedTuple):
    """A provider's answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body parsed, or None if it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Web:
    """One provider's connections. Errors are named after the provider."""

    def __init__(self, provider: str, *, timeout: float, connections: int) -> None:
        self._provider = provider
        self._turns = Turns(provider, connections)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections),
            timeout=aiohttp.ClientTimeout(total=timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def post(self, url: str, **content: Any) -> Answer:
        """POST `json`, or `data` with `headers`. Raises Unavailable when no answer came.

        A redirect is an answer: followed, it would become a GET without the message.
        """
        try:
            async with (
                self._turns.one(),
                self._session.post(url, allow_redirects=False, **content) as response,
            ):
                return Answer(response.status, response.headers, await response.read())
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            # Only the kind: the text may quote the address and whatever stands in it.
            raise Unavailable(f"{self._provider}: {type(error).__name__}") from None

    async def close(self) -> None:
        await self._session.close()
