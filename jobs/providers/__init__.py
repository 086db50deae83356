"""Those who carry messages to people, one module each behind one small interface.

A provider takes one message and says whether it took it: nothing more. Which provider, how
often to try and what becomes of the message is decided in SQL.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar
from uuid import UUID

from postroom.content.postal_addresses import PostalAddress
from postroom.settings.providers import ProviderSettings


@dataclass(frozen=True, slots=True)
class SMS:
    """A text message as it leaves: rendered, with its prefix, in characters that can be sent."""

    id: UUID
    to: str  # digits with country code, no plus
    text: str
    sender: str
    international: bool
    key_type: str
    recipient: str = ""  # as the client wrote it
    expects_receipt: bool = True  # whether the recipient's country reports delivery


@dataclass(frozen=True, slots=True)
class Email:
    """An email as it leaves: both bodies rendered."""

    id: UUID
    to: str
    subject: str
    plain_text: str
    html: str
    from_name: str
    from_address: str
    reply_to: str | None
    unsubscribe_url: str | None
    key_type: str
    recipient: str = ""  # as the client wrote it
    raw: bytes | None = None  # all of it as mime.build makes it, where that was done beforehand


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it goes to print: finished, with its tag and address on it."""

    id: UUID
    reference: str
    print_day: date  # of the run that it belongs to
    postage: str
    sheets: int
    service_id: UUID
    organisation_id: UUID | None
    address: PostalAddress
    file_name: str
    pdf: bytes


Keep = Callable[[SMS | Email], Awaitable[object]]
Ready = Callable[[], Awaitable[None]]
Receive = Callable[[list[dict[str, str]]], Awaitable[None]]
# Where a printer says what became of a letter.
LetterLink = Callable[[UUID], str]


class Refused(Exception):
    """The provider will never take this message; trying again is useless."""


class Unavailable(Exception):
    """The message was not taken this time. The text holds no personal data and no secret."""


class Unanswered(Unavailable):
    """Nobody knows whether the message was taken: asking another provider may send it twice."""


async def at_once() -> None:
    """Nobody needs to know before a message leaves."""


# What a provider carries: SMS, Email or both, or Letter.
Message = TypeVar("Message", contravariant=True)


class Provider(Protocol[Message]):
    """What every provider's class offers. Neither method raises anything else of its own."""

    name: str
    # Whether it tells later what became of a message. If not, a text or an email that it took is
    # delivered, and of letters somebody says so (ops.mark_despatched).
    sends_receipts: bool

    async def send(self, message: Message, ready: Ready = at_once) -> str | None:
        """The provider's own reference, or None if receipts name the notification's id.

        Awaits `ready` when the message has its turn, just before it leaves, and raises what that
        raises. Raises Refused or Unavailable, whose kind Unanswered says that it may have been
        taken.
        """

    async def close(self) -> None:
        """Finish what is under way and let go of the connections."""


class Vault(Protocol):
    """Where credentials are kept that are changed by themselves, newer than the settings."""

    async def read(self, name: str) -> dict[str, str]:
        """What is kept for a provider, empty when nothing ever was."""

    async def write(self, name: str, secrets: dict[str, str]) -> None:
        """Keep these instead."""


def create(
    name: str,
    settings: ProviderSettings,
    keep: Keep | None = None,
    receive: Receive | None = None,
    letter_link: LetterLink | None = None,
    vault: Vault | None = None,
    base_url: str = "",
) -> Provider[Any]:
    """The provider of this name in the database, ready to send; call it in the event loop.

    Which messages it is asked to carry is decided in the database as well.

    `keep` stores what the sandbox was given, `receive` applies its receipts; of printers,
    `letter_link` makes the link of a letter's receipt, and `vault` has credentials that change.
    `base_url` is where those that a description is enough for send receipts. Raises ValueError if
    the name is unknown or a setting that it needs is missing. Modules are loaded here as some are
    heavy.
    """
    match name:
        case "sandbox":
            from jobs.providers.sandbox import Sandbox

            return Sandbox.create(settings, keep, receive)
        case "mmg":
            from jobs.providers.mmg import MMG

            return MMG.create(settings)
        case "firetext":
            from jobs.providers.firetext import Firetext

            return Firetext.create(settings)
        case "smtp":
            from jobs.providers.smtp import SMTP

            return SMTP.create(settings)
        case "ses":
            from jobs.providers.ses import SES

            return SES.create(settings)
        case "spool":
            from jobs.providers.spool import Spool

            return Spool.create(settings)
        case "dvla":
            from jobs.providers.dvla import DVLA

            return DVLA.create(settings, letter_link, vault)
    if name in settings.http_providers:
        from jobs.providers.http import HTTP

        return HTTP.create(name, settings, base_url)
    raise ValueError(f"No provider is called {name!r}")
