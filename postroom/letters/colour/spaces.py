"""Colour spaces, and what their colours become in CMYK."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from postroom.letters.colour import formula, functions
from postroom.letters.pdf import pictures
from postroom.letters.refusals import Unreadable

Inks = Callable[[Sequence[float]], Sequence[float]]
RGB = ("/DeviceRGB", "/RGB", "/CalRGB")
KEPT = ("/DeviceGray", "/G", "/CalGray", "/DeviceCMYK", "/CMYK", "/Pattern")


@dataclass(frozen=True)
class Space:
    """What a colour space becomes; with `inks`, its colours change as well."""

    new: Any
    inks: Inks | None = None
    is_changed: bool = True


class Spaces:
    """The colour spaces of a file, each converted once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self._known: dict[tuple[int, int], Space] = {}

    def of(self, space: Any) -> Space:
        if not isinstance(space, pikepdf.Object) or not space.is_indirect:
            return self._converted(space)
        if space.objgen not in self._known:
            self._known[space.objgen] = self._converted(space)
        return self._known[space.objgen]

    def _converted(self, space: Any) -> Space:
        if isinstance(space, pikepdf.Array) and len(space) == 1:
            space = space[0]
        kind = str(space[0] if isinstance(space, pikepdf.Array) else space)
        if kind in RGB:
            return Space(pikepdf.Name.DeviceCMYK, formula.cmyk)
        if kind == "/ICCBased":
            return self._profiled(space)
        if kind == "/Lab":
            return Space(pikepdf.Name.DeviceCMYK, formula.from_lab)
        if kind in ("/Indexed", "/I"):
            return self._palette(space)
        if kind in ("/Separation", "/DeviceN"):
            return self._spot(space)
        if kind == "/Pattern" and isinstance(space, pikepdf.Array):
            under = self.of(space[1])
            return Space(pikepdf.Array([space[0], under.new]), under.inks, under.is_changed)
        if kind in KEPT:
            return Space(space, is_changed=False)
        raise Unreadable("a colour space that nobody knows")

    def _profiled(self, space: pikepdf.Object) -> Space:
        count = space[1].get("/N")
        if count == 3:
            is_lab = space[1].read_bytes()[16:20] == b"Lab "
            return Space(pikepdf.Name.DeviceCMYK, formula.from_lab if is_lab else formula.cmyk)
        if count not in (1, 4):
            raise Unreadable("a colour space that nobody knows")
        # Only readers that lack the profile would look at it.
        if "/Alternate" in space[1]:
            del space[1]["/Alternate"]
        return Space(space, is_changed=False)

    def _palette(self, space: pikepdf.Object) -> Space:
        _, base, most, held = space
        under = self.of(base)
        if under.inks is None:
            new = pikepdf.Array([space[0], under.new, most, held])
            return Space(new, is_changed=under.is_changed)
        data = held.read_bytes() if isinstance(held, pikepdf.Stream) else bytes(held)
        inks = bytearray()
        for at in range(0, len(data) - 2, 3):
            colour = scaled(base, [part / 255 for part in data[at : at + 3]])
            inks += bytes(round(255 * ink) for ink in under.inks(colour))
        return Space(pikepdf.Array([space[0], under.new, most, pikepdf.String(bytes(inks))]))

    def _spot(self, space: pikepdf.Object) -> Space:
        kind, names, alternate, tint = list(space)[:4]
        under = self.of(alternate)
        if not under.is_changed:
            return Space(pikepdf.Array([kind, names, alternate, tint]), is_changed=True)
        if under.inks is None:
            return Space(pikepdf.Array([kind, names, under.new, tint]))
        function, inks = functions.evaluator(tint), under.inks
        count = len(names) if isinstance(names, pikepdf.Array) else 1
        table = functions.table(
            self.pdf, lambda inputs: list(inks(function(inputs))), [(0.0, 1.0)] * count
        )
        return Space(pikepdf.Array([kind, names, under.new, table]))


def scaled(space: Any, colour: Sequence[float]) -> list[float]:
    """Parts of 0 to 1 as the numbers of a colour space: only Lab has others."""
    ranges = decoding(space)
    return [low + part * (high - low) for part, (low, high) in zip(colour, ranges, strict=False)]


def decoding(space: Any) -> list[tuple[float, float]]:
    """The least and the most of each number of a colour."""
    if isinstance(space, pikepdf.Array) and str(space[0]) == "/Lab":
        edges = [float(edge) for edge in space[1].get("/Range", [-100, 100, -100, 100])]
        return [(0, 100), (edges[0], edges[1]), (edges[2], edges[3])]
    return [(0.0, 1.0)] * max(pictures.components(space), 1)
