import asyncio
import email as parser
import time
from email import policy

import pytest

from jobs.providers import Refused, Unavailable
from jobs.providers.smtp import SMTP
from tests.tools.mailbox import SECRETS, Mailbox, send


def test_message_and_envelope_arrive(email):
    mailbox = Mailbox()

    (reference,) = send(mailbox, email(to="a@例え.テスト", reply_to="help@tide.example"))

    ((_, envelope),) = mailbox.envelopes
    assert envelope.mail_from == "tide.office@notify.example"
    assert envelope.rcpt_tos == ["a@xn--r8jz45g.xn--zckzah"]
    mail = parser.message_from_bytes(envelope.content, policy=policy.default)
    assert (
        reference == mail["Message-ID"] == "<0198c7a0-1234-7bbb-8ccc-123456789abc@notify.example>"
    )
    assert (mail["To"], mail["Subject"]) == ("a@xn--r8jz45g.xn--zckzah", "Your code")
    assert mail["Reply-To"] == "help@tide.example"


def test_lines_that_look_like_the_end_arrive(email):
    mailbox = Mailbox()
    text = "first\n.\nMAIL FROM:<x@y.example>\n..\nŵ last\n"

    send(mailbox, email(plain_text=text))

    ((_, envelope),) = mailbox.envelopes
    mail = parser.message_from_bytes(envelope.content, policy=policy.default)
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    ("answers", "error", "text"),
    [
        ({"RCPT": "550 5.1.1 <ann@example.com> unknown"}, Refused, "smtp: 550"),
        ({"RCPT": "451 4.7.1 ann@example.com greylisted"}, Unavailable, "smtp: 451"),
        ({"RCPT": "421 ann@example.com going down"}, Unavailable, "smtp: 421"),
        ({"DATA": "554 5.6.0 98765 is spam"}, Refused, "smtp: 554"),
        ({"DATA": "452 4.3.1 full, ann@"}, Unavailable, "smtp: 452"),
        ({"DATA": "251 elsewhere"}, Unavailable, "smtp: 251"),
        ({"RCPT": "252 perhaps"}, Unavailable, "smtp: 252"),
        ({"MAIL": "550 not from tide.office"}, Unavailable, "smtp: SMTPSenderRefused 550"),
        ({"DATA": "what?"}, Unavailable, "smtp: SMTPResponseException -1"),
        ({"RCPT": 60}, Unavailable, "smtp: TimeoutError"),
        ({"DATA": 60}, Unavailable, "smtp: TimeoutError"),
    ],
)
def test_what_answers_mean(email, told, answers, error, text):
    started = time.monotonic()

    with pytest.raises(error) as raised:
        send(Mailbox(**answers), email(), timeout=0.2)

    assert str(raised.value) == text
    assert not [secret for secret in SECRETS if secret in told(raised)]
    assert time.monotonic() - started < 5


def test_no_server(email, told, closed_port):
    async def run():
        smtp = SMTP(f"smtp://u:pass-word@127.0.0.1:{await closed_port()}", timeout=1, connections=1)
        await smtp.send(email())

    with pytest.raises(Unavailable) as raised:
        asyncio.run(run())

    assert str(raised.value) == "smtp: SMTPConnectError"
    assert not [secret for secret in SECRETS if secret in told(raised)]


@pytest.mark.parametrize(
    ("greeting", "hangs", "text"),
    [
        (b"", True, "smtp: TimeoutError"),
        (b"220 mail.test\r\n", True, "smtp: TimeoutError"),
        (b"", False, "smtp: SMTPConnectError"),
        (b"554 ann@example.com\r\n", False, "smtp: SMTPConnectResponseError 554"),
        (b"HTTP/1.1 400 ann@example.com\r\n", False, "smtp: SMTPResponseException -1"),
        (b"\xff" * 100000, True, "smtp: SMTPResponseException -1"),
    ],
)
def test_server_that_is_none(email, told, greeting, hangs, text):
    async def run():
        gone = asyncio.Event()

        async def serve(reader, writer):
            writer.write(greeting)
            while hangs and await reader.read(100):
                pass
            writer.close()
            gone.set()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            try:
                await SMTP(f"smtp://127.0.0.1:{port}", timeout=0.2, connections=1).send(email())
            finally:
                await gone.wait()

    with pytest.raises(Unavailable) as raised:
        asyncio.run(run())

    assert str(raised.value) == text
    assert not [secret for secret in SECRETS if secret in told(raised)]


def test_address_that_is_none_is_refused_unsent(email):
    mailbox = Mailbox()

    with pytest.raises(Refused):
        send(mailbox, email(to="a@b.example> NOTIFY=NEVER <c@d.example"))

    assert mailbox.envelopes == []
