"""POST to addresses that services chose: to public ones only, whatever their names lead to.

Each address is looked at as the connection to it is opened, after its name has been resolved
and again for each redirect, so there is no second look-up that could answer differently.
"""

import asyncio
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from jobs.deadline import Deadline
from postroom import http_answers
from postroom.settings.networks import Network, may_call

# Seconds for the whole of a call, redirects and all.
TIMEOUT = 5
REDIRECTS = 5
# Seconds for the body of an answer. It is read so that the connection can be used again; nothing is
# done with it.
REST = 1


class NoAnswer(Exception):
    """There was no answer to the call. The text holds neither its address nor its contents."""


class Forbidden(OSError):
    """The address is not one that may be called."""


class Resolver(AbstractResolver):
    """The system's resolver in threads of its own, so that slow names hold up nothing else."""

    def __init__(self, threads: int = 64) -> None:
        self._threads = ThreadPoolExecutor(threads, "resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        look_up = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=family,
                proto=protocol,
                flags=socket.AI_NUMERICHOST,
            )
            for family, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class CallbackClient:
    """Open while calls are made.

    Networks besides the internet, and plain HTTP, have to be allowed.
    """

    def __init__(
        self,
        allowed: tuple[Network, ...] = (),
        *,
        plain_http: bool = False,
        connections: int = 500,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allowed = allowed
        self._schemes = ("https", "http") if plain_http else ("https",)
        self._resolver = resolver or Resolver()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=connections, resolver=self._resolver, socket_factory=self._open_socket
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(),
            headers={
                **http_answers.UNCOMPRESSED,
                "Content-Type": "application/json",
                "User-Agent": "Postroom",
            },
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._resolver.close()

    def _open_socket(self, address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, (host, *_) = address
        if not may_call(host, self._allowed):
            raise Forbidden("address not allowed")
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened

    async def post(self, url: str, bearer_token: str, payload: dict[str, Any]) -> int:
        """The status of the answer. Raises NoAnswer."""
        body = json.dumps(payload)
        headers = {"Authorization": f"Bearer {bearer_token}"}
        try:
            async with Deadline(TIMEOUT):
                return await self._follow(URL(url), headers, body)
        except TimeoutError:
            raise NoAnswer("time-out") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Only the kind: the text may quote the address and whatever stands in it.
            cause = getattr(error, "os_error", error)
            if isinstance(cause, Forbidden):
                raise NoAnswer("address not allowed") from None
            raise NoAnswer(type(error).__name__) from None

    async def _follow(self, url: URL, headers: dict[str, str], body: str) -> int:
        """POST, and POST again where that leads: a GET would leave the message behind.

        Another host is not shown the token.
        """
        for _ in range(REDIRECTS + 1):
            if url.scheme not in self._schemes:
                raise NoAnswer("not https")
            status, location = await self._send(url.with_user(None), headers, body)
            if status not in (301, 302, 307, 308) or location is None:
                return status
            target = url.join(URL(location))
            if target.origin() != url.origin():
                headers = {}
            url = target
        raise NoAnswer("too many redirects")

    async def _send(self, url: URL, headers: dict[str, str], body: str) -> tuple[int, str | None]:
        try:
            return await self._send_once(url, headers, body)
        except aiohttp.ServerDisconnectedError:
            # It closed a connection that had been kept open, at the wrong moment.
            return await self._send_once(url, headers, body)

    async def _send_once(
        self, url: URL, headers: dict[str, str], body: str
    ) -> tuple[int, str | None]:
        async with self._session.post(
            url, data=body, headers=headers, allow_redirects=False
        ) as answer:
            # The status is the answer, whatever becomes of the body.
            with suppress(aiohttp.ClientError, TimeoutError):
                async with asyncio.timeout(REST):
                    await http_answers.read(answer)
            return answer.status, answer.headers.get("Location")
