"""An SMTP server inside a test."""

import asyncio
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult

from jobs.providers.smtp import SMTP

SECRETS = ("pass-word", "ann@", "tide.office", "98765")


class Mailbox:
    """Keeps what the server takes. `answers` are texts or seconds to wait, by command."""

    def __init__(self, **answers):
        self.envelopes = []
        self.peers = set()
        self.logins = []
        self.data = answers.pop("DATA", "250 OK")
        # The server looks for methods named after commands.
        for command, answer in answers.items():
            setattr(self, f"handle_{command}", lambda *_, answer=answer: say(answer))

    async def handle_DATA(self, server, session, envelope):
        self.peers.add(session.peer)
        self.envelopes.append((session, envelope))
        return await say(self.data)

    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"pass-word/", handled=False)


async def say(answer):
    if isinstance(answer, str):
        return answer
    await asyncio.sleep(answer)
    return "250 OK"


@asynccontextmanager
async def listening(mailbox, tls=None, implicit=None, **options):
    def protocol():
        return Server(
            mailbox,
            hostname="mail.test",
            tls_context=tls,
            authenticator=mailbox.authenticate,
            **options,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "localhost", 0, family=2, ssl=implicit)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def send(mailbox, *messages, url="smtp://localhost:{}", timeout=2, connections=10, **server):
    """The references of messages sent one after the other."""

    async def run():
        async with listening(mailbox, **server) as port:
            smtp = SMTP(url.format(port), timeout=timeout, connections=connections)
            try:
                return [await smtp.send(message) for message in messages]
            finally:
                await smtp.close()

    return asyncio.run(run())
