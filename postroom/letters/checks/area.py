"""Whether marks are where the printer can print them (letters 3)."""

import pypdfium2
from PIL import Image

from postroom.letters.places import SLACK, Box, printable

DPI = 200


def has_stray_marks(page: pypdfium2.PdfPage, number: int, *, is_attachment: bool) -> bool:
    """Whether anything that is not pure white lies outside the printable areas."""
    picture = drawn(page)
    for box in printable(number, is_attachment=is_attachment):
        picture.paste((255, 255, 255), _pixels(box.grown(SLACK)))
    return picture.getextrema() != ((255, 255),) * 3


def drawn(page: pypdfium2.PdfPage) -> Image.Image:
    """The page as a viewer draws it."""
    bitmap = page.render(scale=DPI / 72, may_draw_forms=False, draw_annots=False)
    return bitmap.to_pil().convert("RGB")


def _pixels(box: Box) -> tuple[int, int, int, int]:
    scale = DPI / 72
    left, top, right, bottom = (round(edge * scale) for edge in box)
    return left, top, right, bottom
