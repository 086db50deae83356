"""Contents reduced to what draws: no layers that are off, no marks for programs (letters 8, 9.1).

Pictures in the contents become objects; resources get names of their own, after their objects.
"""

from collections.abc import Callable

import pikepdf

from postroom.letters.cleaning.resources import Copies, Drawn
from postroom.letters.pdf import inline_pictures
from postroom.letters.pdf.contents import instructions, name, tidy
from postroom.letters.pdf.glyphs import Glyphs
from postroom.letters.pdf.operators import OPERANDS, PAINTING, VARIABLE
from postroom.letters.pdf.text import SHOWING, State, Text, without
from postroom.letters.refusals import Unreadable

MOST_OPERATORS = 2_000_000
MOST_PIXELS = 1_000_000_000
MOST_KEPT = 500

_SPACES = frozenset(("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern", "/G", "/RGB", "/CMYK"))
_KINDS = {
    b"Tf": "/Font", b"gs": "/ExtGState", b"cs": "/ColorSpace", b"CS": "/ColorSpace",
    b"scn": "/Pattern", b"SCN": "/Pattern", b"sh": "/Shading", b"Do": "/XObject",
}  # fmt: skip


def redraw(copies: Copies, data: bytes, resources: pikepdf.Object) -> Drawn:
    """One stream's contents, and everything that they draw."""
    return _Redrawing(copies, resources).run(data)


class _Redrawing:
    def __init__(self, copies: Copies, resources: pikepdf.Object) -> None:
        self.copies = copies
        self.resources = resources
        self.drawn = Drawn(b"", pikepdf.Dictionary())
        self.names: dict[tuple[str, bytes], bytes | None] = {}
        # For each mark that is open, whether it hides what follows.
        self.marks: list[bool] = []
        self.kept = 0
        self.text = Text(resources, State(), Glyphs) if copies.layers.off else None

    def run(self, data: bytes) -> Drawn:
        lines = []
        for operator, operands in instructions(data):
            self.drawn.operators += 1
            if self.drawn.operators > MOST_OPERATORS or self.drawn.pixels > MOST_PIXELS:
                raise Unreadable("too much to draw")
            line = self.instruction(operator, operands)
            if line:
                lines.append(line)
        lines += [b"Q"] * self.kept
        self.drawn.contents = b"\n".join(lines)
        return self.drawn

    def instruction(self, operator: bytes, operands: list[bytes]) -> bytes:
        """The instruction in its clean form; nothing if it draws nothing."""
        if operator in _MARKS:
            return _MARKS[operator](self, operands)
        if operator == b"BI":
            return self.inline_picture(operands)
        count = OPERANDS.get(operator)
        if count is None or len(operands) < count:
            return b""
        if operator not in VARIABLE:
            operands = operands[len(operands) - count :]
        if operator == b"q":
            self.kept += 1
        elif operator == b"Q":
            self.kept -= 1
        if self.kept < 0:
            self.kept = 0
            return b""
        if self.kept > MOST_KEPT:
            raise Unreadable("kept too often")
        hidden = any(self.marks)
        if self.text is not None:
            if operator in SHOWING:
                parts = self.text.show(operator, operands)
                if hidden:
                    return without(operator, operands, parts, [True] * len(parts))
            self.text.follow(operator, operands)
        if hidden and (operator in PAINTING or operator in (b"sh", b"Do")):
            return b"n" if operator in PAINTING else b""
        if operator in _KINDS and operands:
            operands = self.with_name(operator, operands)
            if not operands:
                return b""
        return b" ".join((*map(tidy, operands), operator))

    def with_name(self, operator: bytes, operands: list[bytes]) -> list[bytes]:
        """The operands with the new name of the resource; none if there is nothing to draw."""
        at = 0 if operator == b"Tf" else -1
        token = operands[at]
        if not token.startswith(b"/"):
            return operands if operator in (b"scn", b"SCN") else []
        kind = _KINDS[operator]
        key = (kind, token)
        if key not in self.names:
            self.names[key] = self.resource(kind, name(token))
        new = self.names[key]
        if new is None:
            return []
        if operator == b"Do":
            copy = self.drawn.resources.XObject[new.decode()]
            operators, pixels = self.copies.cost(copy)
            self.drawn.operators += operators
            self.drawn.pixels += pixels
        return [new, *operands[1:]] if at == 0 else [*operands[:-1], new]

    def resource(self, kind: str, key: str) -> bytes | None:
        """Copy a resource; its new name, None if it is not shown."""
        if kind == "/ColorSpace" and key in _SPACES:
            return key.encode()
        source = self.resources.get(kind, pikepdf.Dictionary()).get(key)
        if not isinstance(source, pikepdf.Object):
            if kind == "/ExtGState":
                return None
            raise Unreadable("what is drawn is missing")
        copy = self.copy(kind, source)
        return None if copy is None else self.add(kind, copy)

    def copy(self, kind: str, source: pikepdf.Object) -> pikepdf.Object | None:
        copies, outer = self.copies, self.resources
        if kind == "/XObject":
            if copies.layers.hide(source.get("/OC")):
                return None
            if source.get("/Subtype") == pikepdf.Name.Image:
                return copies.once(copies.picture, source)
            if source.get("/Subtype") != pikepdf.Name.Form:
                return None
        if kind in ("/ColorSpace", "/Shading"):
            return copies.plain(source)
        make = {
            "/XObject": copies.form,
            "/Pattern": copies.pattern,
            "/ExtGState": copies.graphics_state,
            "/Font": copies.font,
        }[kind]

        def made(source: pikepdf.Object) -> pikepdf.Object:
            return make(source, outer)

        lent = () if "/Resources" in source else (outer.objgen, id(outer))
        return copies.once(made, source, kind, *lent)

    def add(self, kind: str, copy: pikepdf.Object) -> bytes:
        """Name a copy after its number, so that names agree wherever resources meet."""
        copy = copy if copy.is_indirect else self.copies.pdf.make_indirect(copy)
        token = f"/{kind[1]}{copy.objgen[0]}"
        if kind not in self.drawn.resources:
            self.drawn.resources[kind] = pikepdf.Dictionary()
        self.drawn.resources[kind][token] = copy
        return token.encode()

    def inline_picture(self, operands: list[bytes]) -> bytes:
        if any(self.marks):
            return b""
        picture = inline_pictures.as_object(self.copies.pdf, operands, self.resources)
        copy = self.copies.picture(picture)
        self.drawn.pixels += self.copies.cost(copy)[1]
        return self.add("/XObject", copy) + b" Do"

    def begin_mark(self, operands: list[bytes]) -> bytes:
        hides = False
        if operands[:1] == [b"/OC"] and len(operands) == 2:
            properties = self.resources.get("/Properties", pikepdf.Dictionary())
            hides = self.copies.layers.hide(properties.get(name(operands[1])))
        self.marks.append(hides)
        return b""

    def end_mark(self, _: list[bytes]) -> bytes:
        if self.marks:
            self.marks.pop()
        return b""


_MARKS: dict[bytes, Callable[[_Redrawing, list[bytes]], bytes]] = {
    b"BMC": _Redrawing.begin_mark,
    b"BDC": _Redrawing.begin_mark,
    b"EMC": _Redrawing.end_mark,
}
