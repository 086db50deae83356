"""One real message through one provider, and what came back; nothing of it is in the database."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from jobs.providers import SMS, Email, Letter, Refused, Unanswered, Unavailable, create
from postroom.content import email_addresses, phone_numbers
from postroom.content.letters import LetterTemplate
from postroom.content.postal_addresses import PostalAddress
from postroom.http_providers.description import read_all
from postroom.letters import letter as letters
from postroom.settings.config import Config

TYPES = {"mmg": "sms", "firetext": "sms", "smtp": "email", "ses": "email", "spool": "letter"}
TEXT = "A test of Postroom: this provider works."


def check(config: Config, name: str, to: str) -> str:
    """What came of it, in words. Raises SystemExit where no message could be made."""
    described = read_all(config.providers.http_providers, config.providers.http_provider_folder)
    type = described[name].type if name in described else TYPES.get(name)
    if type is None:
        known = ", ".join(sorted({*TYPES, *described}))
        raise SystemExit(f"No provider that can be tried is called {name}: there is {known}.")
    id = uuid4()
    try:
        message = MAKERS[type](config, id, to)
    except (phone_numbers.InvalidPhoneNumber, email_addresses.InvalidEmailAddress) as error:
        raise SystemExit(f"TO is no recipient of a message by {name}: {error}") from None
    return asyncio.run(ask(config, name, message))


async def ask(config: Config, name: str, message: Any) -> str:
    try:
        provider = create(name, config.providers, base_url=config.base_url)
    except ValueError as error:
        raise SystemExit(f"{name} is not set up: {error}") from None
    began = time.monotonic()
    try:
        said = told(await provider.send(message))
    except Refused as error:
        said = f"Refused: {error}. It will never take this message."
    except Unanswered as error:
        said = f"Unclear: {error}. It may have taken the message; it would be asked again later."
    except Unavailable as error:
        said = f"Not taken: {error}. Another provider would be asked, or this one again later."
    finally:
        await provider.close()
    receipts = "will tell" if provider.sends_receipts else "does not tell"
    return (
        f"{said}\nIt took {time.monotonic() - began:.2f} s; {name} {receipts} what becomes of "
        f"message {message.id}."
    )


def told(reference: str | None) -> str:
    return f"Taken, as {reference}." if reference else "Taken."


def sms(config: Config, id: UUID, to: str) -> SMS:
    number = phone_numbers.parse(to)
    return SMS(
        id=id,
        to=number.normalised,
        text=TEXT,
        sender=config.from_number,
        international=number.international,
        key_type="normal",
        recipient=to,
    )


def email(config: Config, id: UUID, to: str) -> Email:
    return Email(
        id=id,
        to=email_addresses.validate(to),
        subject="A test of Postroom",
        plain_text=TEXT + "\n",
        html=f"<p>{TEXT}</p>\n",
        from_name="Postroom",
        from_address=f"postroom@{config.email_domain}",
        reply_to=None,
        unsubscribe_url=None,
        key_type="normal",
        recipient=to,
    )


def letter(config: Config, id: UUID, to: str) -> Letter:
    """TO has the lines of the address, with commas between them."""
    from postroom.letters import making  # which is heavy

    lines = [line.strip() for line in to.split(",")]
    shown = letters.Letter(
        LetterTemplate("A test of Postroom", TEXT), {}, datetime.now(UTC).replace(tzinfo=None),
        address=lines,
    )  # fmt: skip
    return Letter(
        id=id,
        reference=id.hex[:16].upper(),
        print_day=date.today(),
        postage="second",
        sheets=1,
        service_id=id,
        organisation_id=None,
        address=PostalAddress("\n".join(lines), allow_international=True),
        file_name=f"POSTROOM.{id}.PDF",
        pdf=making.make(shown, "print").pdf,
    )


MAKERS: dict[str, Callable[[Config, UUID, str], SMS | Email | Letter]] = {
    "sms": sms,
    "email": email,
    "letter": letter,
}
