"""Whether marks are where the printer can print them (letters 3)."""

import pypdfium2

from postroom.letters.places import SLACK, printable

DPI = 200


def has_stray_marks(page: pypdfium2.PdfPage, number: int, *, is_attachment: bool) -> bool:
    """Whether anything that is not pure white lies outside the printable areas."""
    bitmap = page.render(scale=DPI / 72, may_draw_forms=False, draw_annots=False)
    for box in printable(number, is_attachment=is_attachment):
        left, top, right, bottom = (round(edge * DPI / 72) for edge in box.grown(SLACK))
        bitmap.fill_rect((255, 255, 255, 255), left, top, right - left, bottom - top)
    picture = bitmap.to_pil()
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    data = picture.tobytes()
    # Faster by far than to look at each byte.
    return data != b"\xff" * len(data)
