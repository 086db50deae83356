"""What proves to the API that a receipt comes from the sandbox provider of its own worker."""

from postroom.links.secret_keys import InvalidToken, SecretBox

TEXT = "receipt of the sandbox"
SECONDS = 600


def make(box: SecretBox) -> str:
    """A token that only holders of SECRET_KEYS can make."""
    return box.encrypt(TEXT)


def is_valid(box: SecretBox, token: str) -> bool:
    """Whether it was made so, within the last minutes."""
    try:
        return box.decrypt(token, SECONDS) == TEXT
    except InvalidToken:
        return False
