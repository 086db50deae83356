"""Pages of a PDF as pictures, as a viewer shows them.

For the processes of postroom.letters.pool: files from outside can ask a reader for any amount of
time and memory, and PDFium is not for threads.
"""

import io

import pypdfium2
from PIL import Image
from pypdfium2 import PdfiumError

from postroom.letters.places import OPACITY, Box

DOTS_PER_INCH = 150
DOTS = DOTS_PER_INCH / 72  # in a point
# What covers the tag in the corner of a finished letter, in dots.
CORNER = (130, 50)
RED = (255, 0, 0)


def picture(
    pdf: bytes, number: int, hide_tag: bool = False, printable: tuple[Box, ...] = ()
) -> tuple[int, bytes | None] | None:
    """How many pages there are, and one as a PNG, None if there is no such page.

    It is without the printer's tag if need be, and red where nothing is printable. None for what
    is no PDF, or too broken.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
        if not 0 < number <= len(document):
            return len(document), None
        image = draw(document[number - 1])
    except PdfiumError:
        return None
    if hide_tag:
        image.paste("white", (0, 0, *CORNER))
    if printable:
        redden(image, printable)
    return len(document), png(image)


def redden(image: Image.Image, printable: tuple[Box, ...]) -> None:
    mask = Image.new("L", image.size, round(255 * OPACITY))
    for area in printable:
        left, top, right, bottom = (round(edge * DOTS) for edge in area)
        mask.paste(0, (left, top, right, bottom))
    image.paste(RED, (0, 0, *image.size), mask)


def draw(page: pypdfium2.PdfPage) -> Image.Image:
    """The page on white."""
    return page.render(scale=DOTS, rev_byteorder=True).to_pil()


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)
    return file.getvalue()
