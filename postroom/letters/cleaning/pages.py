"""A letter's pages as clean pages: upright, beginning at 0, 0, with nothing but contents."""

from typing import Any

import pikepdf

from postroom.letters.checks.opening import Page
from postroom.letters.checks.size import Sheet
from postroom.letters.cleaning import annotations
from postroom.letters.cleaning.drawing import MOST_OPERATORS, MOST_PIXELS
from postroom.letters.cleaning.resources import Copies
from postroom.letters.pdf import streams
from postroom.letters.pdf.contents import written
from postroom.letters.pdf.drawn_fonts import merge
from postroom.letters.pdf.matrices import IDENTITY
from postroom.letters.refusals import Unreadable


def clean(pdf: pikepdf.Pdf, page: Page, sheet: Sheet, copies: Copies) -> pikepdf.Dictionary:
    """The page as it is shown and printed."""
    drawn = _copied(pdf, contents(page.object), page.resources, copies)
    above = _copied(pdf, *annotations.flattened(pdf, page.object, copies.layers), copies)
    operators, pixels = map(sum, zip(copies.cost(drawn), copies.cost(above), strict=True))
    if operators > MOST_OPERATORS or pixels > MOST_PIXELS:
        raise Unreadable("too much to draw")
    data = b"q\n%s\nQ\n%s" % (drawn.read_bytes(), above.read_bytes())
    used = drawn.Resources
    merge(used, above.Resources)
    if sheet.clip is not None:
        left, low, right, high = sheet.clip
        clip = b" ".join(map(written, (left, low, right - left, high - low)))
        data = b"%s re W n\n%s" % (clip, data)
    if sheet.matrix != IDENTITY:
        # Patterns hang on what their contents are in: only a form turns them along.
        data, used = _turned(pdf, data, used, sheet)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array([0, 0, round(sheet.width, 4), round(sheet.height, 4)]),
        Contents=pikepdf.Stream(pdf, b"q\n" + data + b"\nQ\n"),
        Resources=used,
    )


def contents(page: pikepdf.Object) -> bytes:
    """All of a page's contents; a page without any is taken for broken."""
    found = page.get("/Contents")
    parts: list[Any] = list(found) if isinstance(found, pikepdf.Array) else [found]
    data = b"\n".join(streams.decoded(part) for part in parts)
    if len(data) > streams.MOST:
        raise Unreadable("contents are too large")
    return data


def _copied(
    pdf: pikepdf.Pdf, data: bytes, resources: pikepdf.Object, copies: Copies
) -> pikepdf.Object:
    source = pikepdf.Stream(pdf, data)
    source.Resources = resources
    return copies.contents(source, resources)


def _turned(
    pdf: pikepdf.Pdf, data: bytes, resources: pikepdf.Object, sheet: Sheet
) -> tuple[bytes, pikepdf.Object]:
    form = pikepdf.Stream(pdf, data)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([-30000, -30000, 30000, 30000])
    form.Matrix = pikepdf.Array([round(part, 5) for part in sheet.matrix])
    form.Resources = resources
    name = f"/X{form.objgen[0]}"
    objects = pikepdf.Dictionary({name: form})
    return name.encode() + b" Do", pikepdf.Dictionary(XObject=objects)
