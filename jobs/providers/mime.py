"""An email as bytes, the same for every provider that takes raw messages.

Plain text and HTML as alternatives, all lines 7-bit and ended by CRLF.
"""

import re
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Any
from urllib.parse import quote

from jobs.providers import Email, Refused

# All of printable ASCII but space, quotes and brackets: what is left of an address that
# can't stand between < and > is percent-encoded.
URL_CHARACTERS = "!#$%&'()*+,-./:;=?@[]_~"
# Mail allows 998 characters a line, the header's name included.
LONGEST_LINE = 600
LONGEST_URL = 970
ONE_CLICK = "List-Unsubscribe=One-Click"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Verbatim(BaseHeader):
    """A header that is written as it is given, encoded words on lines of their own.

    The standard library's folding takes a long URL for prose and encodes it, and in Python
    3.11 it loses blanks between encoded words.
    """

    max_count = 1

    @classmethod
    def parse(cls, value: str, parsed: dict[str, Any]) -> None:
        parsed.update(decoded=value, parse_tree=None)

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}".replace("?= =?", f"?={policy.linesep} =?")


HEADERS = HeaderRegistry()
for name in ("from", "to", "reply-to", "subject", "list-unsubscribe"):
    HEADERS.map_to_type(name, Verbatim)
# It also refuses a header with a line end in it, should one get so far.
POLICY = SMTP.clone(cte_type="7bit", header_factory=HEADERS)


def build(message: Email) -> bytes:
    """The whole message. Raises Refused if an address can't be one.

    Its Message-ID follows from the notification's id, so a duplicate can be recognised.
    """
    if message.raw is not None:
        return message.raw
    mail = EmailMessage(policy=POLICY)
    mail["From"] = f"{display_name(message.from_name)} <{ascii_address(message.from_address)}>"
    mail["To"] = ascii_address(message.to)
    if message.reply_to:
        mail["Reply-To"] = ascii_address(message.reply_to)
    mail["Subject"] = phrase(line(message.subject))
    mail["Date"] = datetime.now(UTC)
    mail["Message-ID"] = message_id(message)
    if url := unsubscribe_url(message):
        mail["List-Unsubscribe"] = f"<{url}>"
        mail["List-Unsubscribe-Post"] = ONE_CLICK
    plain_text, html = text(message.plain_text), text(message.html)
    mail.set_content(plain_text, cte=encoding(plain_text))
    mail.add_alternative(html, subtype="html", cte=encoding(html))
    return mail.as_bytes()


def unsubscribe_url(message: Email) -> str:
    """The address as a header takes it; empty without one."""
    url = quote(text(message.unsubscribe_url or ""), URL_CHARACTERS)
    # A longer one is from before the API refused it, and would make the message none.
    return url if len(url) <= LONGEST_URL else ""


def encoding(value: str) -> str | None:
    """How a body travels; None leaves it to the library, which judges by the first lines only."""
    size = len(value.encode())
    others = size - len(value.encode("ascii", "ignore"))
    # Quoted-printable triples what is not ASCII.
    return "base64" if others > size / 6 else None


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


def display_name(name: str) -> str:
    """The name to stand before an address: quoted, or encoded if it has to be."""
    name = line(name)
    encoded = phrase(name)
    if encoded != name:
        return encoded
    return '"{}"'.format(re.sub(r'(["\\])', r"\\\1", name))


def phrase(value: str) -> str:
    """A line as it is, or as encoded words if it is not ASCII, looks encoded or is too long."""
    if value.isascii() and "=?" not in value and len(value) < LONGEST_LINE:
        return value
    return Header(value, "utf-8", header_name="Subject").encode(linesep="")


def line(value: str) -> str:
    """The value as a header takes it: one line, without control characters."""
    return " ".join(text(value).split())


def text(value: str) -> str:
    """The value without control characters and halves of characters, which no mail may hold."""
    return CONTROL.sub("", value.encode(errors="replace").decode())
