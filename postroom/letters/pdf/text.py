"""Where the characters of contents stand: the part of the graphics state that decides it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from postroom.letters.pdf.contents import name, number, numbers, string
from postroom.letters.pdf.glyphs import Glyphs
from postroom.letters.pdf.matrices import IDENTITY, Matrix, corners, product
from postroom.letters.places import Box
from postroom.letters.refusals import Unreadable

SHOWING = frozenset((b"Tj", b"TJ", b"'", b'"'))
INVISIBLE = 3


@dataclass(frozen=True, slots=True)
class State:
    """What q keeps and Q brings back, as far as text needs it."""

    matrix: Matrix = IDENTITY
    font: Glyphs | None = None
    size: float = 0
    spacing: float = 0
    word_spacing: float = 0
    stretch: float = 1
    leading: float = 0
    rise: float = 0
    mode: float = 0
    line_width: float = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """A character: its code, where it stands, and the number of TJ that moves as far."""

    code: bytes
    box: Box
    shift: float


class Text:
    """Follows instructions; `show` says what characters one of them draws."""

    def __init__(
        self,
        resources: pikepdf.Object,
        state: State,
        glyphs: Callable[[pikepdf.Object], Glyphs],
    ) -> None:
        self.fonts = resources.get("/Font", pikepdf.Dictionary())
        self.states = resources.get("/ExtGState", pikepdf.Dictionary())
        self.glyphs = glyphs
        self.now = state
        self.kept: list[State] = []
        self.line: Matrix = IDENTITY
        self.place: Matrix = IDENTITY

    def follow(self, operator: bytes, operands: list[bytes]) -> None:
        """Take in an instruction that draws no text."""
        if operator in _FIELDS:
            field, factor = _FIELDS[operator]
            changed: dict[str, Any] = {field: number(operands[-1]) * factor}
            self.now = replace(self.now, **changed)
        elif operator in _FOLLOWERS:
            _FOLLOWERS[operator](self, operands)

    def _keep(self, _: list[bytes]) -> None:
        self.kept.append(self.now)

    def _restore(self, _: list[bytes]) -> None:
        if self.kept:
            self.now = self.kept.pop()

    def _concatenate(self, operands: list[bytes]) -> None:
        a, b, c, d, e, f = numbers(operands, 6)
        self.now = replace(self.now, matrix=product((a, b, c, d, e, f), self.now.matrix))

    def _begin(self, _: list[bytes]) -> None:
        self.line = self.place = IDENTITY

    def _font(self, operands: list[bytes]) -> None:
        font = self.fonts.get(name(operands[-2]))
        self._use(font, number(operands[-1]))

    def _use(self, font: Any, size: float) -> None:
        glyphs = self.glyphs(font) if isinstance(font, pikepdf.Dictionary) else None
        self.now = replace(self.now, font=glyphs, size=size)

    def _graphics_state(self, operands: list[bytes]) -> None:
        state = self.states.get(name(operands[-1]), pikepdf.Dictionary())
        if "/Font" in state:
            self._use(state["/Font"][0], float(state["/Font"][1]))
        if "/LW" in state:
            self.now = replace(self.now, line_width=float(state["/LW"]))

    def _move(self, operands: list[bytes]) -> None:
        x, y = numbers(operands, 2)
        self.line = self.place = product((1, 0, 0, 1, x, y), self.line)

    def _move_and_lead(self, operands: list[bytes]) -> None:
        self.now = replace(self.now, leading=-number(operands[-1]))
        self._move(operands)

    def _set(self, operands: list[bytes]) -> None:
        a, b, c, d, e, f = numbers(operands, 6)
        self.line = self.place = (a, b, c, d, e, f)

    def _next_line(self, _: list[bytes]) -> None:
        self.line = self.place = product((1, 0, 0, 1, 0, -self.now.leading), self.line)

    def show(self, operator: bytes, operands: list[bytes]) -> list[Shown | float]:
        """The characters and numbers of an operator that draws text, as those of one TJ."""
        if operator == b'"':
            word, spacing = numbers(operands[:2], 2)
            self.now = replace(self.now, word_spacing=word, spacing=spacing)
        if operator in (b"'", b'"'):
            self._next_line([])
        parts: list[Shown | float] = []
        for token in operands if operator == b"TJ" else operands[-1:]:
            if token[0] in b"(<":
                if self.now.font is None:
                    raise Unreadable("text without a font")
                parts += self._characters(self.now.font, string(token))
            elif token not in (b"[", b"]"):
                shift = number(token)
                parts.append(shift)
                self._advance(-shift / 1000 * self.now.size)
        return parts

    def _characters(self, font: Glyphs, text: bytes) -> Iterator[Shown]:
        now = self.now
        size = now.size
        low, high = (bound * size for bound in font.heights)
        scaled = product((now.stretch, 0, 0, 1, 0, now.rise), IDENTITY)
        for code in font.codes(text):
            width = font.width(code)
            apart = now.spacing + (now.word_spacing if code == b" " else 0)
            matrix = product(product(scaled, self.place), now.matrix)
            if font.vertical:
                box = corners(matrix, -size / 2, -size, size / 2, 0)
                moved = -width * size - apart
            else:
                box = corners(matrix, 0, low, width * size, high)
                moved = width * size + apart
            yield Shown(code, box, -moved / size * 1000 if size else 0)
            self._advance(moved)

    def _advance(self, by: float) -> None:
        if self.now.font is not None and self.now.font.vertical:
            self.place = product((1, 0, 0, 1, 0, by), self.place)
        else:
            self.place = product((1, 0, 0, 1, by * self.now.stretch, 0), self.place)


_FIELDS = {
    b"Tc": ("spacing", 1),
    b"Tw": ("word_spacing", 1),
    b"Tz": ("stretch", 0.01),
    b"TL": ("leading", 1),
    b"Ts": ("rise", 1),
    b"Tr": ("mode", 1),
    b"w": ("line_width", 1),
}
_FOLLOWERS: dict[bytes, Callable[[Text, list[bytes]], None]] = {
    b"q": Text._keep,
    b"Q": Text._restore,
    b"cm": Text._concatenate,
    b"BT": Text._begin,
    b"Tf": Text._font,
    b"gs": Text._graphics_state,
    b"Td": Text._move,
    b"TD": Text._move_and_lead,
    b"Tm": Text._set,
    b"T*": Text._next_line,
}


def without(
    operator: bytes, operands: list[bytes], parts: list[Shown | float], gone: Iterable[bool]
) -> bytes:
    """The same instruction without some of its parts: what stays keeps its place."""
    before = b""
    if operator == b'"':
        before = b"%s Tw %s Tc T*\n" % tuple(operands[:2])
    elif operator == b"'":
        before = b"T*\n"
    pieces, kept, shift = [], b"", 0.0
    for part, leaves in zip(parts, gone, strict=True):
        if isinstance(part, float) or leaves:
            shift += part if isinstance(part, float) else part.shift
            continue
        if shift:
            pieces += [b"<%s>" % kept.hex().encode()] * bool(kept) + [b"%.3f" % shift]
            kept, shift = b"", 0.0
        kept += part.code
    pieces += [b"<%s>" % kept.hex().encode()] * bool(kept) + [b"%.3f" % shift] * bool(shift)
    return before + b"[" + b" ".join(pieces) + b"] TJ"
