"""How wide the characters of a font are, as the file has it."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pikepdf

from postroom.letters.pdf import encodings, streams

# Thousandths of the size, for fonts that do not say.
ASCENT, DESCENT = 950, -250

_RANGES = re.compile(rb"begincodespacerange(.*?)endcodespacerange", re.DOTALL)
_CIDS = re.compile(rb"begincid(range|char)(.*?)endcid(?:range|char)", re.DOTALL)
_WORD = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\d+)")


class Glyphs:
    """The characters of one font."""

    def __init__(self, font: pikepdf.Object) -> None:
        self.font = font
        self.subtype = str(font.get("/Subtype", ""))
        self.composite = self.subtype == "/Type0"
        self.is_drawn = self.subtype == "/Type3"
        encoding = font.get("/Encoding")
        self.vertical = self.composite and str(encoding).endswith("V")

    def codes(self, text: bytes) -> Iterator[bytes]:
        """The codes that a string is made of."""
        if not self.composite:
            for byte in text:
                yield b"%c" % byte
            return
        position = 0
        while position < len(text):
            size = self._length(text, position)
            yield text[position : position + size]
            position += size

    def width(self, code: bytes) -> float:
        """In units of text space at size 1."""
        if self.composite:
            cid = self._cid(code)
            return self._wide.get(cid, self._default) / 1000
        return self._simple.get(code[0], self._missing) * self._unit

    @cached_property
    def heights(self) -> tuple[float, float]:
        """How far below and above the line characters reach, at size 1."""
        if self.is_drawn:
            box = [float(part) for part in self.font.get("/FontBBox", [0, 0, 0, 0])]
            unit = abs(_float(self._matrix[3])) or 0.001
            low, high = sorted((box[1] * unit, box[3] * unit))
            return (low, high) if low < high else (-0.25, 1)
        return DESCENT / 1000, ASCENT / 1000

    @cached_property
    def _matrix(self) -> list[Any]:
        found = self.font.get("/FontMatrix")
        return list(found) if isinstance(found, pikepdf.Array) else [0.001, 0, 0, 0.001, 0, 0]

    @cached_property
    def _unit(self) -> float:
        return _float(self._matrix[0]) if self.is_drawn else 0.001

    @cached_property
    def _simple(self) -> dict[int, float]:
        widths, first = self.font.get("/Widths"), self.font.get("/FirstChar", 0)
        if isinstance(widths, pikepdf.Array):
            return {int(first) + at: _float(width) for at, width in enumerate(widths)}
        return encodings.standard_widths(self.font)

    @cached_property
    def _missing(self) -> float:
        descriptor = self.font.get("/FontDescriptor", pikepdf.Dictionary())
        return _float(descriptor.get("/MissingWidth", 0))

    @cached_property
    def _descendant(self) -> pikepdf.Object:
        return self.font.get("/DescendantFonts", [pikepdf.Dictionary()])[0]

    @cached_property
    def _default(self) -> float:
        return 1000 if self.vertical else _float(self._descendant.get("/DW", 1000))

    @cached_property
    def _wide(self) -> dict[int, float]:
        """The widths of a composite font: first [w …], or first last w."""
        if self.vertical:
            return {}
        result: dict[int, float] = {}
        waiting: list[Any] = []
        for part in self._descendant.get("/W", []):
            if isinstance(part, pikepdf.Array):
                first = int(waiting[0])
                result |= {first + at: _float(width) for at, width in enumerate(part)}
                waiting = []
            elif len(waiting) == 2:
                first, last = int(waiting[0]), min(int(waiting[1]), 65535)
                result |= dict.fromkeys(range(first, last + 1), _float(part))
                waiting = []
            else:
                waiting.append(part)
        return result

    @cached_property
    def _map(self) -> bytes:
        encoding = self.font.get("/Encoding")
        return streams.decoded(encoding) if isinstance(encoding, pikepdf.Stream) else b""

    @cached_property
    def _spaces(self) -> list[tuple[bytes, bytes]]:
        """The ranges of codes that a map of the file's own allows."""
        words = [word for part in _RANGES.findall(self._map) for word in _words(part)]
        return list(zip(words[::2], words[1::2], strict=False))

    def _length(self, text: bytes, position: int) -> int:
        for size in (1, 2, 3, 4):
            code = text[position : position + size]
            for first, last in self._spaces:
                if len(first) == size and all(
                    low <= byte <= high for low, byte, high in zip(first, code, last, strict=False)
                ):
                    return size
        return len(self._spaces[0][0]) or 1 if self._spaces else 2

    @cached_property
    def _mapped(self) -> list[tuple[int, int, int]]:
        """First and last code of a run, and the glyph of the first."""
        result = []
        for kind, part in _CIDS.findall(self._map):
            words, step = _words(part), 3 if kind == b"range" else 2
            for at in range(0, len(words) - step + 1, step):
                codes = [int.from_bytes(word, "big") for word in words[at : at + step]]
                result.append((codes[0], codes[-2], codes[-1]))
        return sorted(result)

    def _cid(self, code: bytes) -> int:
        value = int.from_bytes(code, "big")
        if not self._map:
            return value
        at = bisect_right(self._mapped, (value, 1 << 40, 0)) - 1
        if at >= 0 and self._mapped[at][0] <= value <= self._mapped[at][1]:
            return self._mapped[at][2] + value - self._mapped[at][0]
        return 0


def _words(part: bytes) -> list[bytes]:
    """Codes and numbers of a map, all as bytes."""
    return [
        bytes.fromhex(code.decode()) if code else int(number or 0).to_bytes(4, "big")
        for code, number in _WORD.findall(part)
    ]


def _float(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0
