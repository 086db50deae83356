"""What a link leads to, and who may have it."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import current_app, request

from api import database
from postroom.content import email_addresses
from postroom.files import documents, types
from postroom.links.secret_keys import InvalidToken

# Seconds for which an address need not be given again.
CONFIRMED_FOR = 60 * 60
# Nothing in a name that could end a header, mean a folder to whoever saves the file, or turn
# the direction of writing so that its end looks like another.
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069]')


# What people's programs take along when a link ends a sentence; no key ends so.
AFTER_A_LINK = ".,;:!?)]}>'\"’”»…"


class NoSuchDocument(Exception):
    """A link that is wrong or too old: which of the two is nobody's business."""


@dataclass(frozen=True)
class Linked:
    """A file as its link shows it."""

    id: UUID
    key: bytes
    row: dict[str, Any]

    @cached_property
    def name(self) -> str:
        """What to call the file on the recipient's machine."""
        if self.row["filename"]:
            return UNSAFE.sub("_", documents.decrypt(self.key, self.row["filename"]).decode())
        return f"file{types.EXTENSIONS.get(self.mimetype, '')}"

    @property
    def mimetype(self) -> str:
        return self.row["mimetype"]

    @property
    def title(self) -> str:
        """The type of the file in words."""
        return types.TITLES.get(self.mimetype, "File")

    @property
    def size(self) -> str:
        """The size in words, such as 3KB or 1.5MB."""
        kilobytes = max(round(self.row["size"] / 1024), 1)
        return f"{kilobytes}KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f}MB"

    @property
    def last_day(self) -> str:
        day: date = self.row["available_until"]
        return f"{day.day} {day:%B %Y}"

    @property
    def is_open(self) -> bool:
        """Whether its file may be had without giving an address now."""
        return not self.row["confirmation"] or self._is_confirmed()

    def read(self) -> bytes:
        """The file itself."""
        data = current_app.extensions["objects"].get(self.row["object_key"])
        return documents.decrypt(self.key, data)

    def confirm(self, address: str) -> str:
        """Whether it was sent to this address: confirmed, wrong, or limited after many."""
        return database.call_value(
            "api.confirm_document",
            document_id=self.id,
            confirmation=documents.confirmation(self.key, address),
        )

    @property
    def cookie(self) -> str:
        return f"confirmed-{documents.to_text(self.id.bytes)}"

    def proof(self) -> str:
        """What the browser of somebody who has given the address keeps for a while."""
        return current_app.extensions["secret_box"].encrypt(f"document {self.id}")

    def _is_confirmed(self) -> bool:
        decrypt = current_app.extensions["secret_box"].decrypt
        try:
            proof = decrypt(request.cookies.get(self.cookie, ""), CONFIRMED_FOR)
        except InvalidToken:
            return False
        return proof == f"document {self.id}"


def find(service: str, document: str) -> Linked:
    """The file that the parts of a link and its key name. Raises NoSuchDocument."""
    try:
        service_id = UUID(bytes=documents.from_text(service, 16))
        id = UUID(bytes=documents.from_text(document, 16))
        key = documents.from_text(given_key(), documents.KEY_LENGTH)
    except ValueError:
        raise NoSuchDocument from None
    row = database.call_one(
        "api.get_document",
        service_id=service_id,
        document_id=id,
        key_hash=documents.key_hash(key),
    )
    if row is None:
        raise NoSuchDocument
    return Linked(id, key, row)


def given_key() -> str:
    """The key in the link, as a text."""
    return request.args.get("key", "").rstrip(AFTER_A_LINK)


def is_address(text: str) -> bool:
    try:
        email_addresses.validate(text)
    except email_addresses.InvalidEmailAddress:
        return False
    return True
