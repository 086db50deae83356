"""A PDF with red over the parts of its pages on which nothing may be printed."""

import io

import pikepdf
from pikepdf import Dictionary, Name

from postroom.letters.places import OPACITY, printable


def overlay_pdf(pdf: bytes) -> bytes | None:
    """All pages of a letter. None for what is no PDF."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for number, page in enumerate(document.pages, 1):
                redden(document, page, number)
            target = io.BytesIO()
            document.save(target, deterministic_id=True)
            return target.getvalue()
    except (pikepdf.PdfError, ValueError):
        return None


def redden(document: pikepdf.Pdf, page: pikepdf.Page, number: int) -> None:
    """Lay the zones over a page, whatever its own contents leave behind."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    holes = [
        f"{left + area.left:.3f} {top - area.bottom:.3f} "
        f"{area.right - area.left:.3f} {area.bottom - area.top:.3f} re"
        for area in printable(number, is_attachment=False)
    ]
    state = page.add_resource(
        Dictionary(Type=Name.ExtGState, ca=OPACITY), Name.ExtGState, prefix="Red"
    )
    zones = f"q {state} gs 1 0 0 rg {left} {bottom} {right - left} {top - bottom} re "
    # A hole inside the page is left out by the even-odd rule.
    zones += " ".join(holes) + " f* Q"
    page.contents_add(b"q", prepend=True)
    page.contents_add(b"Q " + zones.encode())
