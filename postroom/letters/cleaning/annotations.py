"""Annotations and form fields that print become contents of their page (letters 8)."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from postroom.letters.checks.size import rectangle
from postroom.letters.cleaning import fields
from postroom.letters.cleaning.layers import Layers
from postroom.letters.pdf.contents import written
from postroom.letters.pdf.matrices import IDENTITY, Matrix, corners

HIDDEN, PRINT = 2, 4
NEVER_SHOWN = ("/Link", "/Popup")


def flattened(
    pdf: pikepdf.Pdf, page: pikepdf.Object, layers: Layers
) -> tuple[bytes, pikepdf.Object]:
    """Contents that draw what a viewer would print on top of a page, and their resources."""
    objects, lines = pikepdf.Dictionary(), []
    for number, (appearance, matrix) in enumerate(_shown(pdf, page, layers)):
        objects[f"/A{number}"] = appearance
        lines.append(b"q %s cm /A%d Do Q" % (b" ".join(map(written, matrix)), number))
    return b"\n".join(lines), pikepdf.Dictionary(XObject=objects)


def _shown(
    pdf: pikepdf.Pdf, page: pikepdf.Object, layers: Layers
) -> Iterator[tuple[pikepdf.Object, Matrix]]:
    form = pdf.Root.get("/AcroForm")
    for annotation in _dictionaries(page.get("/Annots")):
        flags = annotation.get("/F", 0)
        flags = flags if isinstance(flags, int) else 0
        if flags & HIDDEN or not flags & PRINT or layers.hide(annotation.get("/OC")):
            continue
        if str(annotation.get("/Subtype")) in NEVER_SHOWN:
            continue
        appearance = _appearance(annotation)
        if annotation.get("/Subtype") == pikepdf.Name.Widget:
            appearance = fields.appearance(pdf, form, annotation, appearance)
        box = rectangle(annotation.get("/Rect"))
        if appearance is not None and box is not None:
            matrix = _placed(appearance, box)
            if matrix is not None:
                yield _as_form(appearance), matrix


def _dictionaries(value: Any) -> list[pikepdf.Object]:
    if not isinstance(value, pikepdf.Array):
        return []
    return [part for part in value if isinstance(part, pikepdf.Dictionary)]


def _appearance(annotation: pikepdf.Object) -> pikepdf.Object | None:
    """The picture of its present state."""
    appearances = annotation.get("/AP")
    normal = appearances.get("/N") if isinstance(appearances, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Stream):
        return normal
    state = annotation.get("/AS")
    if isinstance(normal, pikepdf.Dictionary) and isinstance(state, pikepdf.Name):
        chosen = normal.get(state)
        return chosen if isinstance(chosen, pikepdf.Stream) else None
    return None


def _placed(appearance: pikepdf.Object, box: Any) -> Matrix | None:
    """What brings the appearance's box to the annotation's rectangle."""
    inner = rectangle(appearance.get("/BBox"))
    if inner is None:
        return None
    given = appearance.get("/Matrix")
    a, b, c, d, e, f = map(float, given) if isinstance(given, pikepdf.Array) else IDENTITY
    turned = corners((a, b, c, d, e, f), *inner)
    width, height = turned.right - turned.left, turned.bottom - turned.top
    if not width or not height:
        return None
    across, up = (box.right - box.left) / width, (box.bottom - box.top) / height
    return (across, 0, 0, up, box.left - turned.left * across, box.top - turned.top * up)


def _as_form(appearance: pikepdf.Object) -> pikepdf.Object:
    """Writers leave the type of an appearance away."""
    appearance.Subtype = pikepdf.Name.Form
    return appearance
