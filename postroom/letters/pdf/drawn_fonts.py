"""Fonts whose glyphs are contents (Type 3), and resources put together."""

from typing import Any

import pikepdf

from postroom.letters.pdf import embedding
from postroom.letters.pdf.encodings import letter, names


def described(
    pdf: pikepdf.Pdf,
    source: pikepdf.Object,
    kept: dict[str, Any],
    glyphs: dict[str, pikepdf.Object],
) -> pikepdf.Dictionary:
    """A font of these glyphs, each with resources of its own, and what else is known of it."""
    # Readers look for what glyphs draw with in the font alone.
    shared = pikepdf.Dictionary()
    for glyph in glyphs.values():
        merge(shared, glyph.Resources)
        del glyph["/Resources"]
    font = pikepdf.Dictionary(kept)
    font.CharProcs, font.Resources = pikepdf.Dictionary(glyphs), shared
    if "/ToUnicode" not in font:
        # Names say what characters mean, but pdfium does not ask them here.
        letters = {code: letter(name) for code, name in (names(source) or {}).items()}
        known = {code: held for code, held in letters.items() if held}
        font.ToUnicode = pikepdf.Stream(pdf, embedding.meanings(known))
    return font


def merge(into: pikepdf.Object, resources: pikepdf.Object) -> None:
    """Add resources under their names."""
    for kind, entries in resources.items():
        if kind not in into:
            into[kind] = pikepdf.Dictionary()
        for key, value in entries.items():
            into[kind][key] = value
