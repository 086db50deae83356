"""What a PDF shows, read back: its lines of text with their places, and pictures of its pages."""

from ctypes import byref, c_double
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

MM = 25.4 / 72
# A pixel may be off by so much, and so many of a page by more: fonts are drawn a little differently
# from one version of a library to the next.
SHADE, SHARE = 48, 0.002


class Line(NamedTuple):
    """Text on one baseline: millimetres from the page's top left, points."""

    text: str
    left: float
    baseline: float
    right: float
    size: float


def lines(pdf: bytes, page: int = 1) -> list[Line]:
    """In the order in which they were written."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page - 1]
        text, height = sheet.get_textpage(), sheet.get_height()
        found: list[Line] = []
        for index in range(text.count_chars()):
            sign = chr(raw.FPDFText_GetUnicode(text, index))
            if sign in "\r\n" or raw.FPDFText_IsGenerated(text, index) == 1:
                continue
            x, y = c_double(), c_double()
            raw.FPDFText_GetCharOrigin(text, index, byref(x), byref(y))
            _, _, right, _ = text.get_charbox(index, loose=True)
            size = raw.FPDFText_GetFontSize(text, index)
            matrix = raw.FS_MATRIX()
            raw.FPDFText_GetMatrix(text, index, byref(matrix))
            new = Line(
                sign, x.value * MM, (height - y.value) * MM, right * MM, size * abs(matrix.a)
            )
            found = joined(found, new)
        return found


def joined(found: list[Line], new: Line) -> list[Line]:
    """The lines with one more character, which goes on with the last one or begins another."""
    last = found[-1] if found else None
    if last and abs(last.baseline - new.baseline) < 0.1 and -1 < new.left - last.right < 4:
        return [*found[:-1], last._replace(text=last.text + new.text, right=new.right)]
    return [*found, new]


def line(pdf: bytes, beginning: str, page: int = 1) -> Line:
    """The first line that begins so."""
    return next(found for found in lines(pdf, page) if found.text.startswith(beginning))


def text(pdf: bytes) -> str:
    """All lines of all pages."""
    with pypdfium2.PdfDocument(pdf) as document:
        count = len(document)
    return "\n".join(found.text for page in range(1, count + 1) for found in lines(pdf, page))


def picture(pdf: bytes, page: int = 1, dpi: int = 75) -> Image.Image:
    """A page in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page - 1].render(scale=dpi / 72).to_pil().convert("L")


def all_pages(pdf: bytes) -> Image.Image:
    """All pages in one picture, side by side."""
    with pypdfium2.PdfDocument(pdf) as document:
        count = len(document)
    pages = [picture(pdf, number) for number in range(1, count + 1)]
    width, height = max(page.width for page in pages), max(page.height for page in pages)
    whole = Image.new("L", (width * count, height), 255)
    for number, page in enumerate(pages):
        whole.paste(page, (width * number, 0))
    return whole


def looks_like(pdf: bytes, path: Path) -> bool:
    """Whether all pages look like the picture in this file; a new picture is put beside it."""
    seen = all_pages(pdf)
    if path.exists():
        known = Image.open(path).convert("L")
        if seen.size == known.size:
            off = ImageChops.difference(seen, known).point(lambda shade: 255 * (shade > SHADE))
            if off.histogram()[255] <= SHARE * seen.width * seen.height:
                return True
    seen.convert("P", palette=Image.Palette.ADAPTIVE, colors=16).save(
        path.with_suffix(".new.png"), optimize=True
    )
    return False
