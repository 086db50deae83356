"""python -m jobs.letters.inspection < file: whether a PDF can be printed as a letter, as JSON.

A process of its own with bounded time and memory, since a PDF from outside can ask a reader for
any amount of both.
"""

import io
import json
import resource
import sys

from pypdf import PdfReader
from pypdf.generic import RectangleObject

from postroom.content.letters import is_too_long

SECONDS = 30
BYTES = 1 << 30
# Points by which an edge of a page may be off: two millimetres.
TOLERANCE = 5.7
A4 = (595.3, 841.9)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    sys.stdout.write(json.dumps(inspect(sys.stdin.buffer.read())))


def inspect(pdf: bytes) -> dict:
    """{"page_count"}, and with a fault {"message", "invalid_pages"} as the admin app knows them."""
    try:
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted:
            return unreadable()
        boxes = [(page.mediabox, page.rotation) for page in reader.pages]
        askew = [n for n, (box, turn) in enumerate(boxes, 1) if not is_a4(box, turn)]
    except Exception:
        # Whatever a reader stumbles over, a printer would too.
        return unreadable()
    if not boxes:
        return unreadable()
    if is_too_long(len(boxes)):
        return fault("letter-too-long", len(boxes))
    if askew:
        return fault("letter-not-a4-portrait-oriented", len(boxes), askew)
    return {"page_count": len(boxes)}


def is_a4(box: RectangleObject, turn: int) -> bool:
    width, height = float(box.width), float(box.height)
    if turn % 180:
        width, height = height, width
    return abs(width - A4[0]) <= TOLERANCE and abs(height - A4[1]) <= TOLERANCE


def unreadable() -> dict:
    return fault("unable-to-read-the-file", 0)


def fault(message: str, page_count: int, invalid_pages: list[int] | None = None) -> dict:
    return {
        "message": message,
        "invalid_pages": invalid_pages or [],
        "page_count": page_count,
    }


if __name__ == "__main__":
    main()
