"""Fonts that a file only names are put into it, or the file is refused (letters 7)."""

import io

import pikepdf
from PIL import ImageFont

from postroom.letters import font_files
from postroom.letters.pdf import embedding, encodings, used
from postroom.letters.pdf.contents import instructions, name
from postroom.letters.pdf.glyphs import Glyphs
from postroom.letters.pdf.text import SHOWING
from postroom.letters.refusals import Unreadable

PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
FIXED, SERIF, ITALIC, BOLD = 1, 2, 64, 1 << 18
_FAMILIES = {"Helvetica": "Sans", "Times": "Serif", "Courier": "Mono"}
# Characters of Symbol that have no code of their own.
_SYMBOLS = {
    "registerserif": "®", "registersans": "®", "copyrightserif": "©", "copyrightsans": "©",
    "trademarkserif": "™", "trademarksans": "™",
}  # fmt: skip
_INVISIBLE_SIGNS = (".notdef", "space", "nbspace", "nonbreakingspace", "uni00A0")


def embed(pdf: pikepdf.Pdf) -> None:
    """Every font that contents choose is in the file afterwards."""
    uses = used.fonts(pdf)
    unseen = set()
    for use in uses.values():
        if use.font.get("/Subtype") == pikepdf.Name.Type3:
            continue
        program = _program(use.font)
        if program is not None:
            _load(program)
        elif use.is_visible:
            _replace(pdf, use.font, use.codes)
        else:
            unseen.add(use.font.objgen)
    if unseen:
        for contents, owner in used.streams(pdf):
            _drop_text(contents, owner, unseen)
        for objgen in unseen:
            _put(
                uses[objgen].font, embedding.describe(pdf, "LiberationSans-Regular", {32: " "}, {})
            )


def _program(font: pikepdf.Object) -> pikepdf.Object | None:
    """The font's outlines, if they are in the file."""
    if font.get("/Subtype") == pikepdf.Name.Type0:
        font = font.DescendantFonts[0]
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    found = (descriptor.get(key) for key in PROGRAMS)
    return next((program for program in found if isinstance(program, pikepdf.Stream)), None)


def _load(program: pikepdf.Object) -> None:
    """Unreadable where a printer could not load it."""
    try:
        ImageFont.truetype(io.BytesIO(program.read_bytes()), 10)
    except OSError:
        raise Unreadable("a broken font") from None


def _replace(pdf: pikepdf.Pdf, font: pikepdf.Object, codes: set[int]) -> None:
    """Ours in place of one that is only named; its advances stay."""
    table = None if "/DescendantFonts" in font else encodings.names(font)
    if table is None:
        raise Unreadable("a font that cannot be known")
    named = encodings.standard(font)
    family, style = named or _likeness(font)
    ours = "DejaVuSans" if family in ("Symbol", "ZapfDingbats") else _ours(family, style)
    characters = {}
    for code in codes:
        glyph = table.get(code, ".notdef")
        letter = _SYMBOLS.get(glyph) or encodings.letter(glyph, family)
        if font_files.has(ours, letter):
            characters[code] = letter
        elif glyph not in _INVISIBLE_SIGNS:
            raise Unreadable("a character that our fonts lack")
        else:
            characters[code] = " "
    glyphs = Glyphs(font)
    widths = {code: glyphs.width(b"%c" % code) * 1000 for code in range(256)}
    _put(font, embedding.describe(pdf, ours, characters, widths))


def _put(font: pikepdf.Object, described: pikepdf.Dictionary) -> None:
    for key in list(font.keys()):
        del font[key]
    for key, value in described.items():
        font[key] = value


def _likeness(font: pikepdf.Object) -> tuple[str, str]:
    """Family and style by what the file says about an unknown font."""
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    flags, words = int(descriptor.get("/Flags", 0)), encodings.base_name(font).lower()
    family = "Courier" if flags & FIXED else "Times" if flags & SERIF else "Helvetica"
    bold = "Bold" * bool(flags & BOLD or "bold" in words or "black" in words)
    italic = "Italic" * bool(flags & ITALIC or "italic" in words or "oblique" in words)
    return family, bold + italic


def _ours(family: str, style: str) -> str:
    return f"Liberation{_FAMILIES[family]}-{style or 'Regular'}"


def _drop_text(
    contents: pikepdf.Object, owner: pikepdf.Object, fonts: set[tuple[int, int]]
) -> None:
    """Take out text that nobody sees, in fonts that are not in the file."""
    held = owner.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
    gone = {key for key, font in held.items() if font.objgen in fonts}
    if not gone:
        return
    lines, font, kept = [], "", []
    for operator, operands in instructions(contents.read_bytes()):
        if operator == b"q":
            kept.append(font)
        elif operator == b"Q" and kept:
            font = kept.pop()
        elif operator == b"Tf":
            font = name(operands[0])
        if operator not in SHOWING or font not in gone:
            lines.append(b" ".join((*operands, operator)))
    contents.write(b"\n".join(lines))
