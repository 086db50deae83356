"""Where a printer reports what became of a letter: a link whose token names the letter."""

from uuid import UUID

from postroom.links.secret_keys import InvalidToken, SecretBox


def link(base_url: str, box: SecretBox, id: UUID) -> str:
    """The URL that goes to the printer along with a letter."""
    return f"{base_url}/notifications/letter/status?token={box.encrypt(str(id))}"


def letter_of(box: SecretBox, token: str) -> UUID | None:
    """The letter that a token names; None for a token that is none of ours."""
    try:
        return UUID(box.decrypt(token))
    except (InvalidToken, ValueError):
        return None
