"""Encryption of what the server itself has to read again: API key secrets, tokens of callbacks.

Keys come from configuration, newest first. The first encrypts; all decrypt, so a new key can
be put in front at any time and the old one removed when nothing uses it any more.
"""

from collections.abc import Sequence

import psycopg
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from postroom.connections import named

__all__ = ["InvalidToken", "SecretBox", "generate"]


class SecretBox:
    """Encrypts and decrypts short texts under a list of keys."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode()

    def decrypt(self, token: str, max_age: int | None = None) -> str:
        """The text again. Raises InvalidToken: other keys, changed, or older than seconds."""
        return self._keys.decrypt(token.encode(), ttl=max_age).decode()

    def rotate(self, token: str) -> str:
        """The same text under the newest key."""
        return self._keys.rotate(token.encode()).decode()


def generate() -> str:
    """A new key."""
    return Fernet.generate_key().decode()


def rotate_secrets(database_url: str, keys: Sequence[str]) -> int:
    """Encrypt every stored secret under the newest key; how many there are.

    The old key can leave the configuration when this is done. Safe to repeat. Raises
    InvalidToken when a secret is under none of the keys.
    """
    box = SecretBox(keys)
    with psycopg.connect(named(database_url, "rotate-keys")) as connection:
        stored = connection.execute("select id, secret from ops.encrypted_secrets()").fetchall()
        [(replaced,)] = connection.execute(
            "select ops.replace_secrets(%s, %s)",
            ([id for id, _ in stored], [box.rotate(secret) for _, secret in stored]),
        ).fetchall()
    return replaced
