"""What stands in the reading box of page 1 is taken out, not only covered (letters 5.3)."""

from collections.abc import Callable
from dataclasses import replace

import pikepdf

from postroom.letters.checks.size import rectangle
from postroom.letters.cleaning import picture_erasing
from postroom.letters.pdf.contents import instructions, name, numbers
from postroom.letters.pdf.drawn_fonts import merge
from postroom.letters.pdf.glyphs import Glyphs
from postroom.letters.pdf.matrices import IDENTITY, Matrix, apply, bounds, corners, product
from postroom.letters.pdf.text import SHOWING, Shown, State, Text, without
from postroom.letters.places import Box

_PATH = {b"m": 2, b"l": 2, b"c": 6, b"v": 4, b"y": 4, b"re": 4, b"h": 0}
_PAINTING = frozenset((b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"n"))
_CLIPPING = (b"W", b"W*")


def erased(
    pdf: pikepdf.Pdf, contents: bytes, resources: pikepdf.Object, box: Box
) -> tuple[bytes, pikepdf.Object]:
    """Contents without what stands in a box of the page, and the resources that they use."""
    fonts: dict[tuple[int, int], Glyphs] = {}

    def glyphs(font: pikepdf.Object) -> Glyphs:
        return fonts.setdefault(font.objgen, Glyphs(font))

    erasing = _Erasing(pdf, resources, box, State(), glyphs)
    return erasing.run(contents), erasing.resources


class _Erasing:
    def __init__(
        self,
        pdf: pikepdf.Pdf,
        resources: pikepdf.Object,
        box: Box,
        state: State,
        glyphs: Callable[[pikepdf.Object], Glyphs],
    ) -> None:
        self.pdf = pdf
        self.resources = pikepdf.Dictionary()
        merge(self.resources, resources)
        self.box = box
        self.glyphs = glyphs
        self.text = Text(resources, state, glyphs)
        self.path: list[bytes] = []
        self.points: list[tuple[float, float]] = []
        self.clips = False
        self.changed = False
        self.used: set[str] = set()

    def run(self, contents: bytes) -> bytes:
        lines = [self.instruction(*one) for one in instructions(contents)]
        # What is drawn no more must not stay in the file either.
        objects = self.resources.get("/XObject", pikepdf.Dictionary())
        for key in list(objects.keys()):
            if key not in self.used:
                del objects[key]
        return b"\n".join([line for line in lines if line] + self.path)

    def instruction(self, operator: bytes, operands: list[bytes]) -> bytes:
        line = b" ".join((*operands, operator))
        if operator in _PATH or operator in _CLIPPING:
            self.path.append(line)
            self.clips |= operator in _CLIPPING
            self.points += self._reached(operator, operands)
            return b""
        if operator in _PAINTING:
            return self.paint(operator)
        if operator in SHOWING:
            parts = self.text.show(operator, operands)
            gone = [isinstance(part, Shown) and part.box.touches(self.box) for part in parts]
            if any(gone):
                self.changed = True
                return without(operator, operands, parts, gone)
            return line
        if operator == b"Do":
            return self.draw(name(operands[0]))
        self.text.follow(operator, operands)
        return line

    def _reached(self, operator: bytes, operands: list[bytes]) -> list[tuple[float, float]]:
        values = numbers(operands, _PATH.get(operator, 0)) if operands else []
        if operator == b"re":
            x, y, width, height = values
            values = [x, y, x + width, y, x + width, y + height, x, y + height]
        pairs = zip(values[::2], values[1::2], strict=True)
        return [apply(self.text.now.matrix, x, y) for x, y in pairs]

    def paint(self, operator: bytes) -> bytes:
        """The path that ends here; a shape wholly inside the box goes."""
        path, points, clips = self.path, self.points, self.clips
        self.path, self.points, self.clips = [], [], False
        if points and operator != b"n":
            a, b, c, d, _, _ = self.text.now.matrix
            strokes = operator not in (b"f", b"F", b"f*")
            scale = max(abs(a) + abs(c), abs(b) + abs(d))
            edge = self.text.now.line_width / 2 * scale * strokes
            if self.box.holds(bounds(points).grown(edge)):
                self.changed = True
                return b"\n".join([*path, b"n"]) if clips else b""
        return b"\n".join([*path, operator])

    def draw(self, key: str) -> bytes:
        """Draw a picture or form, or a copy without what stands in the box."""
        source, matrix = self.resources.XObject[key], self.text.now.matrix
        if source.Subtype == pikepdf.Name.Form:
            return self.named(self.without_text(source, matrix))
        reach = corners(matrix, 0, 0, 1, 1)
        if not reach.touches(self.box):
            return self.named(source)
        self.changed = True
        if self.box.holds(reach):
            return b""
        return self.named(picture_erasing.erased(self.pdf, source, matrix, self.box))

    def without_text(self, source: pikepdf.Object, matrix: Matrix) -> pikepdf.Object:
        """A form, or a copy without what stands in the box."""
        given = source.get("/Matrix")
        a, b, c, d, e, f = map(float, given) if isinstance(given, pikepdf.Array) else IDENTITY
        state = replace(self.text.now, matrix=product((a, b, c, d, e, f), matrix))
        box = rectangle(source.get("/BBox"))
        if box is not None and not corners(state.matrix, *box).touches(self.box):
            return source
        inner = _Erasing(self.pdf, source.Resources, self.box, state, self.glyphs)
        contents = inner.run(source.read_bytes())
        if not inner.changed:
            return source
        self.changed = True
        copy = pikepdf.Stream(self.pdf, contents)
        for key, value in source.items():
            if key not in ("/Length", "/Filter", "/DecodeParms", "/Resources"):
                copy[key] = value
        copy.Resources = inner.resources
        return copy

    def named(self, copy: pikepdf.Object) -> bytes:
        """Draw an object under a name of its own: others come from another file's numbers."""
        token = f"/Y{copy.objgen[0]}"
        self.resources.XObject[token] = copy
        self.used.add(token)
        return token.encode() + b" Do"
