"""HTTP as providers need it: kept-open connections, one time-out, errors that tell no secret."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp

from jobs.providers import Unanswered, Unavailable
from jobs.providers.turns import Turns

# Errors from before the request left.
UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ValueError)


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
            # Half to connect, which tells a silent host from one whose answer is late.
            timeout=aiohttp.ClientTimeout(total=timeout, sock_connect=timeout / 2),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def post(self, url: str, **content: Any) -> Answer:
        """POST `json`, or `data` with `headers`. Raises Unavailable when the request cannot have
        arrived, Unanswered when no answer came.

        A redirect is an answer: followed, it would become a GET without the message. A gateway
        that gave up waiting is none.
        """
        try:
            async with (
                self._turns.one(),
                self._session.post(url, allow_redirects=False, **content) as response,
            ):
                answer = Answer(response.status, response.headers, await response.read())
        # Only the kind: the text may quote the address and whatever stands in it.
        except UNSENT as error:
            raise Unavailable(f"{self._provider}: {type(error).__name__}") from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unanswered(f"{self._provider}: {type(error).__name__}") from None
        if answer.status == 504:
            raise Unanswered(f"{self._provider}: HTTP 504")
        return answer

    async def close(self) -> None:
        await self._session.close()
