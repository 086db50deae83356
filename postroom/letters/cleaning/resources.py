"""Copies of what pages draw with, with the keys that are known to draw (letters 8).

Nothing that goes in circles can be copied.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pikepdf

from postroom.letters.cleaning.layers import Layers
from postroom.letters.pdf import drawn_fonts, pictures, samples, streams
from postroom.letters.pdf.keys import DROPPED, GRAPHICS_STATE, PATTERN, PICTURE
from postroom.letters.refusals import Unreadable

MOST_NESTED = 30
DEEPEST = 500


@dataclass
class Drawn:
    """Contents in their clean form, and what they cost."""

    contents: bytes
    resources: pikepdf.Object
    operators: int = 0
    pixels: int = 0


class Copies:
    """The copies of one file's objects; what several pages share is copied once."""

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        layers: Layers,
        redraw: Callable[["Copies", bytes, pikepdf.Object], Drawn],
    ) -> None:
        self.pdf = pdf
        self.layers = layers
        self._redraw = redraw
        self._made: dict[tuple[Any, ...], Any] = {}
        self._open: list[tuple[int, int]] = []
        self._levels = 0
        self._drawn: dict[tuple[int, int], Drawn] = {}

    @contextmanager
    def _entered(self, source: pikepdf.Object, levels: int = 1) -> Iterator[None]:
        """What is being copied must not be met again on the way."""
        if source.objgen in self._open or self._levels + levels > MOST_NESTED:
            raise Unreadable("in circles, or nested too deeply")
        self._open.append(source.objgen)
        self._levels += levels
        yield
        self._levels -= levels
        self._open.pop()

    def once(
        self, make: Callable[[pikepdf.Object], Any], source: pikepdf.Object, *context: Any
    ) -> Any:
        """The copy that was made, or a new one."""
        if not source.is_indirect:
            return make(source)
        key = (make.__name__, source.objgen, *context)
        if key not in self._made:
            self._made[key] = make(source)
        return self._made[key]

    def plain(self, source: Any, depth: int = 0) -> Any:
        """A copy of data with all that hangs on them: functions, colour spaces, fonts."""
        if not isinstance(source, pikepdf.Object):
            return source
        if depth > DEEPEST:
            raise Unreadable("nested too deeply")
        if isinstance(source, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
            if not source.is_indirect:
                return self._container(source, depth)
            key = ("plain", source.objgen)
            if key not in self._made:
                with self._entered(source, levels=0):
                    copy = self._container(source, depth)
                    self._made[key] = self.pdf.make_indirect(copy)
            return self._made[key]
        return source

    def _container(self, source: pikepdf.Object, depth: int) -> pikepdf.Object:
        if isinstance(source, pikepdf.Array):
            return pikepdf.Array([self.plain(part, depth + 1) for part in source])
        copy: pikepdf.Object
        if isinstance(source, pikepdf.Stream):
            copy = pikepdf.Stream(self.pdf, streams.decoded(source))
        else:
            copy = pikepdf.Dictionary()
        for key, value in source.items():
            if key not in DROPPED:
                copy[key] = self.plain(value, depth + 1)
        return copy

    def picture(self, source: pikepdf.Object) -> pikepdf.Object:
        """A picture, decoded once to see that it is whole, and its masks."""
        pictures.verify(source)
        if samples.is_bilevel(source):
            samples.read(source)
        copy = streams.moved(self.pdf, source)
        copy.Type, copy.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        for key in PICTURE:
            if key in source:
                copy[key] = self.plain(source[key])
        for key in ("/Filter", "/DecodeParms"):
            if key in copy:
                copy[key] = self.plain(copy[key])
        for key in ("/SMask", "/Mask"):
            mask = source.get(key)
            if isinstance(mask, pikepdf.Stream):
                with self._entered(source):
                    copy[key] = self.once(self.picture, mask)
            elif isinstance(mask, pikepdf.Array):
                copy[key] = self.plain(mask)
        return copy

    def form(self, source: pikepdf.Object, outer: pikepdf.Object) -> pikepdf.Object:
        """A form; without resources of its own it uses those of what draws it."""
        with self._entered(source):
            copy = self.contents(source, outer)
        copy.Type, copy.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        for key in ("/BBox", "/Matrix"):
            if key in source:
                copy[key] = self.plain(source[key])
        group = source.get("/Group")
        if isinstance(group, pikepdf.Dictionary):
            kept = {
                key: self.plain(group[key]) for key in ("/S", "/CS", "/I", "/K") if key in group
            }
            copy.Group = pikepdf.Dictionary(kept)
        return copy

    def contents(self, source: pikepdf.Object, outer: pikepdf.Object) -> pikepdf.Object:
        """A stream of contents with the resources that they use."""
        resources = source.get("/Resources", outer)
        drawn = self._redraw(self, streams.decoded(source), resources)
        copy = pikepdf.Stream(self.pdf, drawn.contents)
        copy.Resources = drawn.resources
        self._drawn[copy.objgen] = drawn
        return copy

    def cost(self, copy: pikepdf.Object) -> tuple[int, int]:
        """Operators and pixels that drawing a copy takes."""
        if copy.objgen in self._drawn:
            drawn = self._drawn[copy.objgen]
            return drawn.operators, drawn.pixels
        masks = (copy.get(key) for key in ("/SMask", "/Mask"))
        sizes = [pictures.pixels(mask) for mask in masks if isinstance(mask, pikepdf.Stream)]
        return 0, pictures.pixels(copy) + sum(sizes)

    def pattern(self, source: pikepdf.Object, outer: pikepdf.Object) -> pikepdf.Object:
        """A pattern of tiles, or of a gradient."""
        with self._entered(source):
            copy: pikepdf.Object
            if source.get("/PatternType") == 2:
                copy = pikepdf.Dictionary(Shading=self.plain(source.get("/Shading")))
            else:
                copy = self.contents(source, outer)
        for key in PATTERN:
            if key in source:
                copy[key] = self.plain(source[key])
        return copy if isinstance(copy, pikepdf.Stream) else self.pdf.make_indirect(copy)

    def font(self, source: pikepdf.Object, outer: pikepdf.Object) -> pikepdf.Object:
        """A font; glyphs that are drawn by contents of their own are such contents."""
        if source.get("/Subtype") != pikepdf.Name.Type3:
            return self.plain(source)
        with self._entered(source):
            resources = source.get("/Resources", outer)
            glyphs = {
                key: self.contents(glyph, resources)
                for key, glyph in source.get("/CharProcs", pikepdf.Dictionary()).items()
            }
        kept = {
            key: self.plain(value)
            for key, value in source.items()
            if key not in ("/CharProcs", "/Resources") and key not in DROPPED
        }
        return self.pdf.make_indirect(drawn_fonts.described(self.pdf, source, kept, glyphs))

    def graphics_state(self, source: pikepdf.Object, outer: pikepdf.Object) -> pikepdf.Object:
        """The parts of a graphics state that are known to draw."""
        copy = pikepdf.Dictionary(
            {key: self.plain(source[key]) for key in GRAPHICS_STATE if key in source}
        )
        font, mask = source.get("/Font"), source.get("/SMask")
        if isinstance(font, pikepdf.Array):
            copy.Font = pikepdf.Array([self.font(font[0], outer), font[1]])
        if isinstance(mask, pikepdf.Name):
            copy.SMask = mask
        elif isinstance(mask, pikepdf.Dictionary):
            kept = {key: self.plain(mask[key]) for key in ("/S", "/BC", "/TR") if key in mask}
            group = self.once(lambda form: self.form(form, outer), mask.G, "mask")
            copy.SMask = pikepdf.Dictionary(kept | {"/G": group})
        return self.pdf.make_indirect(copy)
