"""One-click unsubscribe links, as emails carry them and reading shows them."""

from typing import NamedTuple
from uuid import UUID

from postroom.links.secret_keys import InvalidToken, SecretBox

LONGEST_AGE = 365 * 24 * 60 * 60
# The same keys encrypt other things too, so a token says what it is for.
PURPOSE = "unsubscribe"


class Claim(NamedTuple):
    """What a link's token says: who wants no more of which message, and of whom."""

    address: str
    # The ids are None in a link from before tokens named them.
    notification_id: UUID | None = None
    service_id: UUID | None = None


def path(box: SecretBox, id: UUID, service_id: UUID, address: str) -> str:
    """Where a link leads, here and in the admin app alike.

    Its token can be read by this platform alone, and stands for this message alone.
    """
    token = box.encrypt(f"{PURPOSE} {id} {service_id} {address}")
    return f"/unsubscribe/{id}/{token}"


def read_token(box: SecretBox, token: str, id: UUID) -> Claim | None:
    """What the token in the link of a message says.

    The answer is None for one of another message, purpose or platform, and after a year.
    """
    try:
        text = box.decrypt(token, LONGEST_AGE)
    except InvalidToken:
        return None
    if " " not in text:
        # The token is from before tokens named what they are for; the last such one lives a year.
        return Claim(text) if "@" in text else None
    try:
        purpose, notification_id, service_id, address = text.split(" ", 3)
        claim = Claim(address, UUID(notification_id), UUID(service_id))
    except ValueError:
        return None
    return claim if (purpose, claim.notification_id) == (PURPOSE, id) else None
