"""HTTP as providers need it: kept-open connections, one time-out, errors that tell no secret."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp

from jobs.deadline import Deadline
from jobs.providers import Ready, Unanswered, Unavailable, at_once
from jobs.providers.turns import Turns
from postroom import http_answers

# Errors from before the request left.
UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ValueError)


class Answer(NamedTuple):
    """A provider's answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    # None: more than anybody needs to say.
    body: bytes | None

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body parsed, or None if it is not JSON."""
        try:
            return None if self.body is None else json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Web:
    """One provider's connections. Errors are named after the provider."""

    def __init__(self, provider: str, *, timeout: float, connections: int) -> None:
        self._provider = provider
        self._timeout = timeout
        self._turns = Turns(provider, connections)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections),
            # Half to find the address and to connect, which tells a silent host from one whose
            # answer is late. The whole has a Deadline.
            timeout=aiohttp.ClientTimeout(connect=timeout / 2, sock_connect=timeout / 2),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            headers=http_answers.UNCOMPRESSED,
        )
        # By itself it sends a GET or a PUT again whose connection was lost, message and all.
        self._session._retry_connection = False

    async def post(
        self, url: str, *, ready: Ready = at_once, method: str = "POST", **content: Any
    ) -> Answer:
        """POST `json`, or `data` with `headers`, once `ready`. Raises Unavailable when the request
        cannot have arrived, Unanswered when no answer came.

        A redirect is an answer: followed, it would become a GET without the message. A gateway
        that gave up waiting is none.
        """
        async with self._turns.one():
            await ready()
            answer = await self._ask(method, url, content)
        if answer.status == 504:
            raise Unanswered(f"{self._provider}: HTTP 504")
        return answer

    async def _ask(self, method: str, url: str, content: dict[str, Any]) -> Answer:
        try:
            async with (
                Deadline(self._timeout),
                self._session.request(method, url, allow_redirects=False, **content) as response,
            ):
                body = await http_answers.read(response)
                return Answer(response.status, response.headers, body)
        # Only the kind: the text may quote the address and whatever stands in it.
        except UNSENT as error:
            raise Unavailable(f"{self._provider}: {type(error).__name__}") from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unanswered(f"{self._provider}: {type(error).__name__}") from None

    async def close(self) -> None:
        await self._session.close()
