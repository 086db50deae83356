"""Email through any SMTP server, over a few connections that are kept open."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from jobs.deadline import Deadline
from jobs.providers import Email, Ready, Refused, Unanswered, Unavailable, at_once, mime
from jobs.providers.turns import Turns
from postroom.settings.providers import ProviderSettings

STARTTLS = {"required": True, "auto": None, "never": False}
# Servers close connections that idle or have carried many messages: be the first.
IDLE_SECONDS = 30
MESSAGES_PER_CONNECTION = 100


class SMTP:
    """Sends on a free connection or a new one; one that failed is not used again."""

    name = "smtp"
    sends_receipts = False

    def __init__(self, url: str, *, timeout: float, connections: int) -> None:
        """`url` as `parse_url` takes it; `timeout` is for one message, connecting included."""
        self._options = {**parse_url(url), "tls_context": ssl.create_default_context()}
        self._timeout = timeout
        self._turns = Turns(self.name, connections)
        # Free connections with when each became free and how many messages it has carried.
        self._free: list[tuple[aiosmtplib.SMTP, float, int]] = []

    @classmethod
    def create(cls, settings: ProviderSettings) -> Self:
        if not settings.smtp_url:
            raise ValueError("SMTP_URL is not set")
        return cls(
            settings.smtp_url,
            timeout=settings.smtp_timeout_seconds,
            connections=settings.smtp_connections,
        )

    async def send(self, message: Email, ready: Ready = at_once) -> str:
        """The Message-ID. Raises Refused for a 5xx to recipient or content, else Unavailable.

        Errors tell the answer's code only: servers quote addresses in their texts.
        """
        sender, recipient = map(mime.ascii_address, (message.from_address, message.to))
        content = mime.build(message)
        async with self._turns.one():
            await ready()
            code = await self._hand_over(sender, recipient, content)
        if code is not None:
            raise (Refused if 500 <= code <= 599 else Unavailable)(f"smtp: {code}")
        return mime.message_id(message)

    async def _hand_over(self, sender: str, recipient: str, content: bytes) -> int | None:
        try:
            async with Deadline(self._timeout), self._connection() as client:
                return await deliver(client, sender, recipient, content)
        except aiosmtplib.SMTPResponseException as error:
            # A code of -1 is an answer that makes no sense, perhaps the one after the message.
            kind = Unavailable if error.code > 0 else Unanswered
            raise kind(f"smtp: {type(error).__name__} {error.code}") from None
        except (aiosmtplib.SMTPConnectError, ValueError) as error:
            raise Unavailable(f"smtp: {type(error).__name__}") from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Unanswered(f"smtp: {type(error).__name__}") from None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosmtplib.SMTP]:
        client, carried = await self._take()
        try:
            yield client
        except BaseException:
            client.close()
            raise
        if carried + 1 < MESSAGES_PER_CONNECTION:
            self._free.append((client, time.monotonic(), carried + 1))
        else:
            client.close()

    async def _take(self) -> tuple[aiosmtplib.SMTP, int]:
        while self._free:
            client, since, carried = self._free.pop()
            if client.is_connected and time.monotonic() - since < IDLE_SECONDS:
                return client, carried
            client.close()
        # One time-out, ours, for all steps together.
        client = aiosmtplib.SMTP(**self._options, timeout=None)
        try:
            await client.connect()
        except BaseException:
            client.close()
            raise
        return client, 0

    async def close(self) -> None:
        """Say goodbye on every connection, once nothing is being sent any more."""
        free = [client for client, _, _ in self._free]
        self._free.clear()
        await asyncio.gather(*(client.quit(timeout=1) for client in free), return_exceptions=True)
        for client in free:
            client.close()


async def deliver(
    client: aiosmtplib.SMTP, sender: str, recipient: str, content: bytes
) -> int | None:
    """The code with which the server turned down recipient or content, None if it took them.

    Other trouble is raised, and the connection with it unfit for use.
    """
    try:
        await client.sendmail(sender, [recipient], content)
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return refused.recipients[0].code
    except aiosmtplib.SMTPDataError as refused:
        return refused.code
    return None


def parse_url(url: str) -> dict[str, Any]:
    """`smtp[s]://[user:password@]host[:port][?starttls=required|auto|never]` as options.

    A password is never sent in clear unless `never` asks for it. Raises ValueError, without
    the URL in it.
    """
    split = urlsplit(url)
    if split.scheme not in ("smtp", "smtps") or not split.hostname:
        raise ValueError("SMTP_URL must look like smtp://host or smtps://host")
    implicit = split.scheme == "smtps"
    starttls = parse_qs(split.query).get("starttls", ["required" if split.username else "auto"])[-1]
    if starttls not in STARTTLS:
        raise ValueError("SMTP_URL: starttls must be required, auto or never")
    return {
        "hostname": split.hostname,
        "port": split.port or (465 if implicit else 587 if split.username else 25),
        "username": unquote(split.username) if split.username else None,
        "password": unquote(split.password) if split.password else None,
        "use_tls": implicit,
        "start_tls": False if implicit else STARTTLS[starttls],
    }
