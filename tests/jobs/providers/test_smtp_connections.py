import asyncio
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from jobs.providers import Refused, Unavailable
from jobs.providers.smtp import MESSAGES_PER_CONNECTION, SMTP, parse_url
from tests.tools.mailbox import SECRETS, Mailbox, listening, send


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A server's TLS context for localhost, whose certificate this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, private = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, private)
    return context


def test_connection_is_kept_open(email):
    mailbox = Mailbox()

    send(mailbox, *[email()] * 5)

    assert (len(mailbox.envelopes), len(mailbox.peers)) == (5, 1)


def test_connection_serves_on_after_a_refusal(email):
    mailbox = Mailbox(DATA="554 no")

    async def run():
        async with listening(mailbox) as port:
            smtp = SMTP(f"smtp://localhost:{port}", timeout=1, connections=1)
            for _ in range(3):
                with pytest.raises(Refused):
                    await smtp.send(email())
            await smtp.close()

    asyncio.run(run())

    assert (len(mailbox.envelopes), len(mailbox.peers)) == (3, 1)


def test_connection_that_the_server_closed_is_replaced(email):
    mailbox = Mailbox()

    async def run():
        async with listening(mailbox, timeout=0.3) as port:
            smtp = SMTP(f"smtp://localhost:{port}", timeout=1, connections=1)
            await smtp.send(email())
            await asyncio.sleep(0.6)
            await smtp.send(email())
            await smtp.close()

    asyncio.run(run())

    assert (len(mailbox.envelopes), len(mailbox.peers)) == (2, 2)


def test_connection_carries_only_so_many_messages(email):
    mailbox = Mailbox()

    send(mailbox, *[email()] * (MESSAGES_PER_CONNECTION + 1))

    assert len(mailbox.peers) == 2


def test_a_hundred_at_once_share_a_few_connections(email):
    mailbox = Mailbox(DATA=0.005)

    async def run():
        async with listening(mailbox) as port:
            smtp = SMTP(f"smtp://localhost:{port}", timeout=5, connections=7)
            await asyncio.gather(*(smtp.send(email()) for _ in range(100)))
            await smtp.close()

    asyncio.run(run())

    assert len(mailbox.envelopes) == 100
    assert len(mailbox.peers) == 7


def test_starttls_then_login(email, certificate):
    mailbox = Mailbox()

    send(mailbox, email(), url="smtp://us%40er:pass-word%2F@localhost:{}", tls=certificate)

    ((session, _),) = mailbox.envelopes
    assert session.ssl and session.authenticated
    assert mailbox.logins == [(b"us@er", b"pass-word/")]


def test_implicit_tls(email, certificate):
    mailbox = Mailbox()

    send(mailbox, email(), url="smtps://localhost:{}", implicit=certificate)

    assert len(mailbox.envelopes) == 1


def test_starttls_is_used_where_it_is_offered(email, certificate):
    mailbox = Mailbox()

    send(mailbox, email(), tls=certificate)

    assert mailbox.envelopes[0][0].ssl


@pytest.mark.parametrize(
    "url", ["smtp://u:pass-word%2F@localhost:{}", "smtp://localhost:{}?starttls=required"]
)
def test_nothing_goes_in_clear_that_must_not(email, told, url):
    mailbox = Mailbox()

    with pytest.raises(Unavailable) as raised:
        send(mailbox, email(), url=url, auth_require_tls=False)

    assert (mailbox.envelopes, mailbox.logins) == ([], [])
    assert not [secret for secret in SECRETS if secret in told(raised)]


@pytest.mark.parametrize("url", ["smtps://localhost:{}", "smtp://localhost:{}"])
def test_certificate_must_be_trusted(email, certificate, monkeypatch, url):
    monkeypatch.delenv("SSL_CERT_FILE")
    kind = "implicit" if url.startswith("smtps") else "tls"

    with pytest.raises(Unavailable):
        send(Mailbox(), email(), url=url, **{kind: certificate})


def test_wrong_password(email, told, certificate):
    url = "smtp://u:pass-word-2@localhost:{}"

    with pytest.raises(Unavailable) as raised:
        send(Mailbox(), email(), url=url, tls=certificate)

    assert str(raised.value) == "smtp: SMTPAuthenticationError 535"
    assert not [secret for secret in SECRETS if secret in told(raised)]


def test_ports_have_defaults():
    urls = ("smtp://a", "smtp://u:p@a", "smtps://a", "smtps://u:p@a:2465")

    assert [parse_url(url)["port"] for url in urls] == [25, 587, 465, 2465]


@pytest.mark.parametrize(
    "url",
    ["http://u:pass-word@a", "smtp://", "smtp://u:pass-word@a?starttls=maybe", "pass-word@a"],
)
def test_url_that_is_none_is_not_told(url, told):
    with pytest.raises(ValueError, match="SMTP_URL") as raised:
        parse_url(url)

    assert "pass-word" not in str(raised.value)
