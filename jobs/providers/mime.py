"""An email as bytes, the same for every provider that takes raw messages.

Plain text and HTML as alternatives, all lines 7-bit and ended by CRLF.
"""

import re
from datetime import UTC, datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any
from urllib.parse import quote

from jobs.providers import Email, Refused

# All of printable ASCII but space, quotes and brackets: what is left of an address that
# can't stand between < and > is percent-encoded.
URL_CHARACTERS = "!#$%&'()*+,-./:;=?@[]_~"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Verbatim(BaseHeader):
    """A header that stays as it is: folding would encode a long URL as if it were prose."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, parsed: dict[str, Any]) -> None:
        parsed.update(decoded=value, parse_tree=None)

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", Verbatim)
POLICY = SMTP.clone(cte_type="7bit", header_factory=HEADERS)


def build(message: Email) -> bytes:
    """The whole message. Raises Refused if an address can't be one.

    Its Message-ID follows from the notification's id, so a duplicate can be recognised.
    """
    mail = EmailMessage(policy=POLICY)
    mail["From"] = mailbox(message.from_address, line(message.from_name))
    mail["To"] = mailbox(message.to)
    if message.reply_to:
        mail["Reply-To"] = mailbox(message.reply_to)
    mail["Subject"] = line(message.subject)
    mail["Date"] = datetime.now(UTC)
    mail["Message-ID"] = message_id(message)
    if message.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{quote(text(message.unsubscribe_url), URL_CHARACTERS)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(text(message.plain_text))
    mail.add_alternative(text(message.html), subtype="html")
    return mail.as_bytes()


def message_id(message: Email) -> str:
    """`<notification id@sending host>`. Raises Refused."""
    return f"<{message.id}@{parts(message.from_address)[1]}>"


def ascii_address(address: str) -> str:
    """The address with its host in punycode, as envelopes need it. Raises Refused."""
    return "@".join(parts(address))


def parts(address: str) -> tuple[str, str]:
    """Local part and punycoded host. Raises Refused for what could break out of a header."""
    local, _, host = address.rpartition("@")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not (local and host and f"{local}@{host}".isascii()) or re.search(
        r'[\s<>()\[\],;:\\"\x00-\x1f\x7f@]', local + host
    ):
        raise Refused("email: an address that can't be written in ASCII")
    return local, host


def mailbox(address: str, name: str = "") -> Address:
    """For a header, quoted and encoded as it needs. Raises Refused."""
    local, host = parts(address)
    return Address(name, local, host)


def line(value: str) -> str:
    """For a header: one line, without control characters."""
    return " ".join(text(value).split())


def text(value: str) -> str:
    """Without control characters and halves of characters, which no mail may hold."""
    return CONTROL.sub("", value.encode(errors="replace").decode())
