"""Appearances of filled form fields whose file has none, or not the present one (letters 8)."""

import re
from typing import Any

import pikepdf
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from postroom.letters.checks.size import rectangle
from postroom.letters.pdf.contents import written
from postroom.letters.refusals import Unreadable

MULTILINE, PASSWORD, COMB, RICH = 1 << 12, 1 << 13, 1 << 24, 1 << 25
PADDING = 2
_SIZE = re.compile(r"/(\S+)\s+([\d.]+)\s+Tf")
_COLOUR = re.compile(r"((?:[\d.]+\s+){1,4}(?:g|rg|k))\b")


def appearance(
    pdf: pikepdf.Pdf, form: Any, field: pikepdf.Object, given: pikepdf.Object | None
) -> pikepdf.Object | None:
    """The picture of a field: its own, unless it has a value that this does not show."""
    is_stale = isinstance(form, pikepdf.Dictionary) and form.get("/NeedAppearances") is True
    if given is not None and not is_stale:
        return given
    kind = str(_inherited(field, "/FT"))
    value = _inherited(field, "/V")
    if kind in ("/Btn", "/Sig") or value is None:
        if given is None and kind == "/Btn" and field.get("/AS", pikepdf.Name.Off) != "/Off":
            raise Unreadable("a field's value has no picture")
        return given
    text = _text(value)
    if not text:
        return given
    flags = int(_inherited(field, "/Ff") or 0)
    if kind not in ("/Tx", "/Ch") or flags & (PASSWORD | COMB | RICH):
        raise Unreadable("a field's value has no picture")
    described = str(_inherited(field, "/DA") or (form or {}).get("/DA", "/Helv 0 Tf 0 g"))
    align = int(_inherited(field, "/Q") or 0)
    return _drawn(pdf, field, text, described, align, is_long=bool(flags & MULTILINE))


def _inherited(field: pikepdf.Object, key: str) -> Any:
    """A field's property, or of the fields that it is a part of."""
    for _ in range(32):
        if key in field:
            return field[key]
        parent = field.get("/Parent")
        if not isinstance(parent, pikepdf.Dictionary):
            return None
        field = parent
    return None


def _text(value: Any) -> str:
    """A value as text that the standard fonts can show."""
    if isinstance(value, pikepdf.Array):
        text = "\n".join(map(str, value))
    elif isinstance(value, pikepdf.String):
        text = str(value)
    else:
        raise Unreadable("a field's value has no picture")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        raise Unreadable("a field's value has no picture") from None
    return text


def _drawn(
    pdf: pikepdf.Pdf, field: pikepdf.Object, text: str, described: str, align: int, *, is_long: bool
) -> pikepdf.Object | None:
    box = rectangle(field.get("/Rect"))
    if box is None:
        return None
    width, height = box.right - box.left, box.bottom - box.top
    named, coloured = _SIZE.search(described), _COLOUR.search(described)
    family = _family(named[1] if named else "")
    size = float(named[2]) if named else 0
    lines = text.split("\n") if is_long else [text.replace("\n", " ")]
    if not size:
        widest = max(stringWidth(line, family, 1) for line in lines) or 1
        fitting = (width - 2 * PADDING) / widest
        size = 12 if is_long else max(4, min(12, height * 0.7, fitting))
    if is_long:
        lines = simpleSplit(text, family, size, width - 2 * PADDING)
    pitch = size * 1.15
    top = height - PADDING - size if is_long else (height - size * 0.7) / 2
    parts = [b"q 0 0 %s %s re W n BT" % (written(width), written(height))]
    parts.append((coloured[1] if coloured else "0 g").encode())
    parts.append(b"/F %s Tf" % written(size))
    for at, line in enumerate(lines):
        free = width - 2 * PADDING - stringWidth(line, family, size)
        left = PADDING + free * align / 2
        parts.append(b"1 0 0 1 %s %s Tm" % (written(left), written(top - at * pitch)))
        parts.append(b"<%s> Tj" % line.encode("latin-1").hex().encode())
    stream = pikepdf.Stream(pdf, b"\n".join([*parts, b"ET Q"]))
    stream.BBox = pikepdf.Array([0, 0, width, height])
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name("/" + family),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    stream.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    return stream


def _family(name: str) -> str:
    """The standard font that a form's font is most like."""
    name = name.lower()
    if name.startswith("co"):
        return "Courier"
    bold = "b" in name.removeprefix("helv").removeprefix("ti")
    if name.startswith("ti"):
        return "Times-Bold" if bold else "Times-Roman"
    return "Helvetica-Bold" if bold else "Helvetica"
