"""Whether a file may be sent by link: its size, its type, no virus.

See docs/contract/files.md, checks of a file.
"""

import base64

import structlog

from postroom.files import antivirus
from postroom.files.types import Refused, judge

__all__ = ["Refused", "TooLarge", "check", "decode"]

log = structlog.get_logger(__name__)

# Bytes: two MiB, and some room for what tools add.
LARGEST = 2 * 1024 * 1024 + 1024
# The same in base64, with line ends and to spare.
LONGEST_TEXT = LARGEST * 3 // 2


class TooLarge(Refused):
    """A file of more than LARGEST bytes."""

    def __init__(self) -> None:
        super().__init__("Uploaded file exceeds file size limit")


def decode(content: str) -> bytes:
    """A file from base64; other characters in between do no harm. Raises Refused, TooLarge."""
    if len(content) > LONGEST_TEXT:
        raise TooLarge
    try:
        return base64.b64decode(content)
    except ValueError:
        raise Refused("Document is not base64 encoded") from None


def check(data: bytes, filename: str | None, clamd_url: str | None, is_csv: bool = False) -> str:
    """The mimetype of a file that may be sent.

    Raises Refused, TooLarge; antivirus.Unavailable when the scanner at this URL cannot be asked.
    """
    if not data:
        raise Refused("No document upload")
    if len(data) > LARGEST:
        raise TooLarge
    mimetype = judge(data, filename, is_csv)
    if clamd_url:
        scan(data, clamd_url)
    return mimetype


def scan(data: bytes, clamd_url: str) -> None:
    try:
        found = antivirus.scan(clamd_url, data)
    except antivirus.CannotScan as error:
        # A file that the scanner could not look into is not passed on.
        log.error("file not scanned", reason=str(error))
        found = "unknown"
    if found:
        log.error("virus in a file", virus=found)
        raise Refused("File did not pass the virus scan")
