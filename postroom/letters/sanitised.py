"""What became of a letter's PDF, as it comes from the process that cleans it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sanitised:
    """What became of a letter's PDF."""

    # The code of what is wrong with it, as the admin app knows it.
    message: str | None = None
    page_count: int | None = None
    invalid_pages: list[int] | None = None
    # Lines joined by newlines; None for an attachment.
    recipient_address: str | None = None
    # europe or rest-of-world, for an address abroad.
    postage: str | None = None
    file: bytes | None = None


# Of what no reader could read, or not within limits.
UNREADABLE = Sanitised("unable-to-read-the-file")
