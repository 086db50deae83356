"""Opening a PDF and walking to its pages (docs/contract, letters 2.1, 2.2, 9.1)."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from postroom.letters.refusals import Unreadable

MOST_BYTES = 10 * 2**20
MOST_OBJECTS = 500_000
DEEPEST_TREE = 50
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


@dataclass(frozen=True)
class Page:
    """A page as its tree describes it."""

    object: pikepdf.Object
    inherited: dict[str, Any]

    def get(self, key: str) -> Any:
        """A value of the page, or of the nodes above it where pages inherit it."""
        return self.object.get(key, self.inherited.get(key))

    @property
    def resources(self) -> pikepdf.Dictionary:
        found = self.get("/Resources")
        return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def opened(data: bytes) -> pikepdf.Pdf:
    """The file, mended where that is certain; a password that only its owner needs is no bar."""
    if len(data) > MOST_BYTES or b"%PDF-" not in data:
        raise Unreadable("no PDF, or too large")
    try:
        pdf = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
        objects = pdf.trailer.get("/Size", 0)
    except pikepdf.PdfError:
        raise Unreadable("cannot be opened") from None
    if isinstance(objects, int) and objects > MOST_OBJECTS:
        raise Unreadable("too many objects")
    form = pdf.Root.get("/AcroForm")
    if pdf.Root.get("/NeedsRendering") is True and form is not None and "/XFA" in form:
        raise Unreadable("only one program draws such forms")
    return pdf


def pages(pdf: pikepdf.Pdf) -> list[Page]:
    """Every page, in order, whatever the tree says of their number."""
    tree = pdf.Root.get("/Pages")
    if not isinstance(tree, pikepdf.Dictionary):
        raise Unreadable("no pages")
    found = list(_walk(tree, {}, set(), 0))
    if not found:
        raise Unreadable("no pages")
    return found


def _walk(
    node: Any, inherited: dict[str, Any], seen: set[tuple[int, int]], depth: int
) -> Iterator[Page]:
    """The pages below a node; each may be reached once."""
    if not isinstance(node, pikepdf.Dictionary) or depth > DEEPEST_TREE:
        raise Unreadable("a page is missing")
    if node.is_indirect:
        if node.objgen in seen:
            raise Unreadable("pages go in circles")
        seen.add(node.objgen)
    if "/Kids" not in node:
        yield Page(node, inherited)
        return
    own = {key: node[key] for key in INHERITED if key in node}
    for kid in node.Kids:
        yield from _walk(kid, inherited | own, seen, depth + 1)
