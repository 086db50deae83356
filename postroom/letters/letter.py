"""What one letter shows, as it goes to the process that makes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from postroom.content.letters import LetterTemplate
from postroom.content.postal_addresses import PostalAddress, lines_from_personalisation
from postroom.content.values import Values
from postroom.files.buckets import LOGOS
from postroom.files.objects import ObjectStore

Version = Literal["preview", "print"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter shows."""

    template: LetterTemplate
    values: Values | None
    # Naive UTC.
    created_at: datetime
    # As HTML; without one, the address that is among the values.
    contact_block: str = ""
    address: list[str] | None = None
    is_bilingual: bool = False
    # An SVG, and a PDF whose pages follow.
    logo: bytes | None = None
    attachment: bytes | None = None


class Made(NamedTuple):
    """A letter's PDF, how many pages it has, and how many of them are the Welsh part's."""

    pdf: bytes
    pages: int
    welsh_pages: int


def letter_of(template: LetterTemplate, row: Mapping[str, Any], objects: ObjectStore) -> Letter:
    """One letter from its template, what was stored of it, and the files that belong to it.

    The row has `service_id`, `personalisation`, `recipient`, `contact_block`, `created_at`,
    `languages`, `logo` and `attachment_id`. Raises objects.Fault where a file cannot be read.
    """
    values = row["personalisation"]
    sender = LetterTemplate("", "", contact_block=row["contact_block"])
    lines = lines_from_personalisation(values)
    logo, attachment_id = row["logo"], row["attachment_id"]
    return Letter(
        template=template,
        values=values,
        created_at=naive_utc(row["created_at"]),
        contact_block=sender.contact_block(values),
        # Of a letter that a person sent by hand, the recipient is but a name.
        address=PostalAddress(lines).lines if lines else row["recipient"].split("\n"),
        is_bilingual=row["languages"] == "welsh_then_english",
        logo=objects.get(logo_key(logo)) if logo else None,
        attachment=(
            objects.get(attachment_key(row["service_id"], attachment_id)) if attachment_id else None
        ),
    )


def logo_key(filename: str) -> str:
    """Where the admin app puts the logo of letters that has this name."""
    return f"{LOGOS}/letters/static/images/letter-template/{filename}.svg"


def attachment_key(service_id: UUID, id: UUID) -> str:
    """Where the admin app puts the pages that follow a template's letters."""
    return f"letter-attachments/service-{service_id}/{id}.pdf"


def naive_utc(moment: datetime) -> datetime:
    """A moment as dates in content are."""
    return moment.astimezone(UTC).replace(tzinfo=None)
