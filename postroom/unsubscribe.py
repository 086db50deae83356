"""One-click unsubscribe links, as emails carry them and reading shows them."""

from uuid import UUID

from postroom.secret_keys import SecretBox


def link(base_url: str, box: SecretBox, id: UUID, address: str) -> str:
    """A URL whose token holds the recipient's address, readable by this platform alone."""
    return f"{base_url}/unsubscribe/{id}/{box.encrypt(address)}"
