"""Template versions, parsed once and kept: a version never changes."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypedDict
from uuid import UUID

from postroom.content.email import EmailTemplate
from postroom.content.letters import LetterTemplate
from postroom.content.sms import SMSTemplate

# Versions kept by one process; the oldest goes first.
KEPT = 20_000

Key = tuple[UUID, int]
Content = SMSTemplate | EmailTemplate | LetterTemplate


@lru_cache(maxsize=1000)
def parse(
    template_type: str,
    subject: str | None,
    content: str,
    contact_block: str | None = None,
    welsh_subject: str | None = None,
    welsh_content: str | None = None,
) -> Content:
    """A template's content, ready to render; the last three are for letters only."""
    if template_type == "sms":
        return SMSTemplate(content)
    if template_type == "email":
        return EmailTemplate(subject or "", content)
    return LetterTemplate(
        subject or "",
        content,
        contact_block=contact_block,
        welsh_subject=welsh_subject,
        welsh_content=welsh_content,
    )


class VersionRow(TypedDict):
    """A row of api.get_template_versions."""

    template_id: UUID
    version: int
    template_type: str
    subject: str | None
    content: str
    has_unsubscribe_link: bool
    letter_welsh_subject: str | None
    letter_welsh_content: str | None


class Version:
    """One version of a template, ready to render."""

    def __init__(self, row: VersionRow) -> None:
        self.template_type: str = row["template_type"]
        self.has_unsubscribe_link: bool = row["has_unsubscribe_link"]
        self.content = parse(
            row["template_type"],
            row["subject"],
            row["content"],
            welsh_subject=row["letter_welsh_subject"],
            welsh_content=row["letter_welsh_content"],
        )

    def subject(self, values: dict[str, Any]) -> str | None:
        content = self.content
        return None if isinstance(content, SMSTemplate) else content.subject(values)

    def body(self, values: dict[str, Any]) -> str:
        """What the API shows as the message's body."""
        content = self.content
        return content.text(values) if isinstance(content, SMSTemplate) else content.body(values)


class Versions:
    """A cache that its owner fills with rows of api.get_template_versions."""

    def __init__(self) -> None:
        self._kept: dict[Key, Version] = {}

    def missing(self, wanted: Iterable[Key]) -> dict[str, Any] | None:
        """The arguments that ask api.get_template_versions for what is not kept yet."""
        keys = [key for key in set(wanted) if key not in self._kept]
        if not keys:
            return None
        return {"template_ids": [id for id, _ in keys], "versions": [n for _, n in keys]}

    def add(self, rows: Iterable[VersionRow]) -> None:
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        for row in rows:
            self._kept[row["template_id"], row["version"]] = Version(row)

    def __getitem__(self, key: Key) -> Version:
        return self._kept[key]
