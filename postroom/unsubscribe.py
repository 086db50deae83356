"""One-click unsubscribe links, as emails carry them and reading shows them."""

from uuid import UUID

from postroom.secret_keys import InvalidToken, SecretBox

LONGEST_AGE = 365 * 24 * 60 * 60


def link(base_url: str, box: SecretBox, id: UUID, address: str) -> str:
    """A URL whose token holds the recipient's address, readable by this platform alone."""
    return f"{base_url}/unsubscribe/{id}/{box.encrypt(address)}"


def address(box: SecretBox, token: str) -> str | None:
    """The address in a link's token; None for another's token, and after a year."""
    try:
        text = box.decrypt(token, LONGEST_AGE)
    except InvalidToken:
        return None
    # The same keys encrypt other things too.
    return text if "@" in text else None
