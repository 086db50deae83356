"""Files by link: each is encrypted under a key that only its link has.

What the database and the object store know of a file without its link: which message it
belongs to, its type and size, until when it is kept. Whoever holds the link can read it, after
giving the address it was sent to where that is asked for.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from postroom.content import email_addresses
from postroom.files.objects import ObjectStore

LONGEST_WEEKS = 78
DEFAULT_WEEKS = 26
KEY_LENGTH = 32
_NONCE_LENGTH = 12


class WrongKey(ValueError):
    """Data that was not encrypted under this key, or has been changed."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file for one recipient: what its link says, and what becomes of it."""

    service_id: UUID
    mimetype: str
    filename: str | None = None
    # The address to be given before the download; None: none is asked for.
    address: str | None = None
    weeks: int = DEFAULT_WEEKS
    id: UUID = field(default_factory=uuid4)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_LENGTH), repr=False)

    @property
    def object_key(self) -> str:
        """Where the file is to lie in the object store."""
        return f"documents/{self.service_id}/{self.id}"

    def link(self, base_url: str) -> str:
        """The URL of the page that leads to the file."""
        path = f"{to_text(self.service_id.bytes)}/{to_text(self.id.bytes)}"
        return f"{base_url}/d/{path}?key={to_text(self.key)}"

    def row(self, size: int) -> dict[str, Any]:
        """The file as api.keep_documents takes it, but for its message; size in bytes."""
        name, address = self.filename, self.address
        return {
            "id": str(self.id),
            "service_id": str(self.service_id),
            "object_key": self.object_key,
            "key_hash": to_base64(key_hash(self.key)),
            "filename": to_base64(encrypt(self.key, name.encode())) if name else None,
            "confirmation": to_base64(confirmation(self.key, address)) if address else None,
            "mimetype": self.mimetype,
            "size": size,
            "weeks": self.weeks,
        }


def store(objects: ObjectStore, document: Document, data: bytes) -> dict[str, Any]:
    """Write a file that has been announced; its row, for the transaction that keeps it."""
    objects.put(document.object_key, encrypt(document.key, data))
    return document.row(len(data))


def encrypt(key: bytes, data: bytes) -> bytes:
    """Data under a link's key, as decrypt takes it."""
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def decrypt(key: bytes, data: bytes) -> bytes:
    """The data again. Raises WrongKey."""
    try:
        return AESGCM(key).decrypt(data[:_NONCE_LENGTH], data[_NONCE_LENGTH:], None)
    except (InvalidTag, ValueError):
        raise WrongKey from None


def key_hash(key: bytes) -> bytes:
    """What tells the right key; of random bytes, so it reveals nothing."""
    return hashlib.sha256(key).digest()


def confirmation(key: bytes, address: str) -> bytes:
    """What tells the right address, to whoever has the key."""
    normalised = email_addresses.normalise(address)
    return hmac.digest(key, b"address\0" + normalised.encode(errors="replace"), "sha256")


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def to_text(data: bytes) -> str:
    """Base64 as URLs take it, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_text(text: str, length: int) -> bytes:
    """The bytes that a part of a link stands for, `length` of them. Raises ValueError."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    # Only one spelling: the last character has bits to spare.
    if len(data) != length or to_text(data) != text:
        raise ValueError("not a part of a link")
    return data
