"""letter_pages.py PAGE [hide] < file.pdf writes a line with the number of pages, and a PNG of one.

A process of its own, started for one page, with bounded time and memory: PDFs from outside can ask
a reader for any amount of both, and PDFium is not for threads. It imports nothing of ours.
"""

import io
import resource
import sys

import pypdfium2
from PIL import Image

SECONDS = 20
BYTES = 1 << 30
DOTS_PER_INCH = 150
# What covers the tag in the corner of a finished letter, in dots.
CORNER = (0, 0, 130, 50)


def main() -> None:
    """Page 0 is none: only the pages are counted. Ends with 1 when there is no such page."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    number, hide = int(sys.argv[1]), sys.argv[2:] == ["hide"]
    pdf = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    if number > len(pdf):
        raise SystemExit(1)
    sys.stdout.buffer.write(b"%d\n" % len(pdf) + (draw(pdf[number - 1], hide) if number else b""))


def draw(page: pypdfium2.PdfPage, hide: bool) -> bytes:
    """The page as a PNG on white."""
    picture = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
    if hide:
        picture.paste(Image.new("RGB", (CORNER[2], CORNER[3]), "white"), CORNER[:2])
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


if __name__ == "__main__":
    main()
