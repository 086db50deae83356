"""Everything that the pages of a clean file draw with, and which characters of which font."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from postroom.letters.pdf.contents import instructions, name, number, string
from postroom.letters.pdf.text import INVISIBLE, SHOWING


def streams(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, pikepdf.Object]]:
    """Each stream of contents once, with what holds its resources."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        yield page.obj.Contents, page.obj
        yield from _inside(page.obj.get("/Resources"), seen)


def _inside(
    resources: Any, seen: set[tuple[int, int]]
) -> Iterator[tuple[pikepdf.Object, pikepdf.Object]]:
    if not isinstance(resources, pikepdf.Dictionary):
        return
    found = [*_values(resources, "/XObject"), *_values(resources, "/Pattern")]
    for state in _values(resources, "/ExtGState"):
        mask = state.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary):
            found.append(mask.G)
    for font in _values(resources, "/Font"):
        if "/CharProcs" in font and font.objgen not in seen:
            seen.add(font.objgen)
            for glyph in _values(font, "/CharProcs"):
                yield glyph, font
            yield from _inside(font.get("/Resources"), seen)
    for drawn in found:
        if isinstance(drawn, pikepdf.Stream) and "/Resources" in drawn and drawn.objgen not in seen:
            seen.add(drawn.objgen)
            yield drawn, drawn
            yield from _inside(drawn.Resources, seen)


def _values(resources: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    return [value for _, value in resources.get(kind, pikepdf.Dictionary()).items()]


def resources(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Each dictionary of resources once."""
    seen: set[tuple[int, int]] = set()
    for _, owner in streams(pdf):
        held = owner.get("/Resources")
        if isinstance(held, pikepdf.Dictionary) and owner.objgen not in seen:
            seen.add(owner.objgen)
            yield held


@dataclass
class Use:
    """What is shown in a font."""

    font: pikepdf.Object
    codes: set[int] = field(default_factory=set)
    is_visible: bool = False


def fonts(pdf: pikepdf.Pdf) -> dict[tuple[int, int], Use]:
    """Every font that contents choose, by its object."""
    uses: dict[tuple[int, int], Use] = {}
    for page in pdf.pages:
        _Following(uses, set()).run(page.obj.Contents, page.obj, (None, 0))
    return uses


class _Following:
    """Follows the font through contents and the forms that they draw."""

    def __init__(self, uses: dict[tuple[int, int], Use], seen: set[Any]) -> None:
        self.uses = uses
        self.seen = seen

    def run(self, contents: pikepdf.Object, owner: pikepdf.Object, now: tuple[Any, int]) -> None:
        held = owner.get("/Resources", pikepdf.Dictionary())
        known = {
            kind: held.get(kind, pikepdf.Dictionary())
            for kind in ("/Font", "/ExtGState", "/XObject")
        }
        font, mode = now
        kept: list[tuple[Any, int]] = []
        for operator, operands in instructions(contents.read_bytes()):
            if operator == b"q":
                kept.append((font, mode))
            elif operator == b"Q" and kept:
                font, mode = kept.pop()
            elif operator == b"Tf":
                font = self.choose(known["/Font"][name(operands[0])])
            elif operator == b"Tr":
                mode = int(number(operands[-1]))
            elif operator == b"gs":
                state = known["/ExtGState"][name(operands[0])]
                font = self.choose(state.Font[0]) if "/Font" in state else font
                self.mask(state, (font, mode))
            elif operator in SHOWING and font is not None:
                self.show(font, mode, operands)
            elif operator == b"Do":
                self.draw(known["/XObject"][name(operands[0])], (font, mode))
        for pattern in _values(held, "/Pattern"):
            self.draw(pattern, (None, 0))

    def mask(self, state: pikepdf.Object, now: tuple[Any, int]) -> None:
        mask = state.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary):
            self.draw(mask.G, now)

    def draw(self, drawn: pikepdf.Object, now: tuple[Any, int]) -> None:
        if not isinstance(drawn, pikepdf.Stream) or "/Resources" not in drawn:
            return
        font, mode = now
        key = (drawn.objgen, font.objgen if font is not None else None, mode)
        if key not in self.seen:
            self.seen.add(key)
            self.run(drawn, drawn, now)

    def choose(self, font: pikepdf.Object) -> pikepdf.Object:
        if font.objgen not in self.uses:
            self.uses[font.objgen] = Use(font)
            for glyph in _values(font, "/CharProcs"):
                self.run(glyph, font, (None, 0))
        return font

    def show(self, font: pikepdf.Object, mode: int, operands: list[bytes]) -> None:
        use = self.uses[font.objgen]
        for token in operands:
            if token[0] in b"(<":
                text = string(token)
                use.codes.update(text)
                use.is_visible |= bool(text) and mode != INVISIBLE
