"""What the codes of simple fonts mean: names of characters, from there letters and widths."""

from functools import cache

import pikepdf
from fontTools import agl
from reportlab.pdfbase import _fontdata as known

# The names that a standard font goes by, after a subset's prefix and without blanks and commas.
_FAMILIES = (
    ("arial", "Helvetica"),
    ("helvetica", "Helvetica"),
    ("timesnewroman", "Times"),
    ("times", "Times"),
    ("couriernew", "Courier"),
    ("courier", "Courier"),
    ("symbol", "Symbol"),
    ("zapfdingbats", "ZapfDingbats"),
)
_STYLES = {
    "": "", "mt": "", "ps": "", "psmt": "", "roman": "", "regular": "",
    "bold": "Bold", "italic": "Italic", "oblique": "Italic",
    "bolditalic": "BoldItalic", "boldoblique": "BoldItalic",
}  # fmt: skip
_KNOWN = {
    ("Helvetica", ""): "Helvetica",
    ("Helvetica", "Bold"): "Helvetica-Bold",
    ("Helvetica", "Italic"): "Helvetica-Oblique",
    ("Helvetica", "BoldItalic"): "Helvetica-BoldOblique",
    ("Times", ""): "Times-Roman",
    ("Times", "Bold"): "Times-Bold",
    ("Times", "Italic"): "Times-Italic",
    ("Times", "BoldItalic"): "Times-BoldItalic",
    ("Courier", ""): "Courier",
    ("Courier", "Bold"): "Courier-Bold",
    ("Courier", "Italic"): "Courier-Oblique",
    ("Courier", "BoldItalic"): "Courier-BoldOblique",
    ("Symbol", ""): "Symbol",
    ("ZapfDingbats", ""): "ZapfDingbats",
}
_BASES = ("/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding", "/StandardEncoding")


def standard(font: pikepdf.Object) -> tuple[str, str] | None:
    """Family and style of a font that every reader knows: ("Helvetica", "BoldItalic")."""
    name = base_name(font).lower()
    for character in " ,-_":
        name = name.replace(character, "")
    for prefix, family in _FAMILIES:
        if name.startswith(prefix):
            rest = name.removeprefix(prefix)
            for noise in ("psmt", "mt", "ps"):
                rest = rest.removeprefix(noise).removesuffix(noise)
            style = _STYLES.get(rest)
            return (family, style) if (family, style) in _KNOWN and style is not None else None
    return None


def base_name(font: pikepdf.Object) -> str:
    """The font's name without the prefix of a subset."""
    name = str(font.get("/BaseFont", "/")).removeprefix("/")
    return name[7:] if name[6:7] == "+" else name


def names(font: pikepdf.Object) -> dict[int, str] | None:
    """The name of each code's character; None if only the font's program could know it."""
    encoding, named = font.get("/Encoding"), standard(font)
    family = named[0] if named else ""
    base, differences = encoding, None
    if isinstance(encoding, pikepdf.Dictionary):
        base, differences = encoding.get("/BaseEncoding"), encoding.get("/Differences")
    if family in ("Symbol", "ZapfDingbats"):
        table = known.encodings[f"{family}Encoding"]
    elif base is not None and str(base) in _BASES:
        table = known.encodings[str(base).removeprefix("/")]
    elif font.get("/Subtype") == pikepdf.Name.Type3:
        table = ()
    elif named or not _is_symbolic(font):
        table = known.encodings["StandardEncoding"]
    elif differences is not None:
        table = ()
    else:
        return None
    result = {code: name for code, name in enumerate(table) if name}
    code = 0
    for part in differences or ():
        if isinstance(part, pikepdf.Name):
            result[code] = str(part).removeprefix("/")
            code += 1
        else:
            code = int(part)
    return result


def _is_symbolic(font: pikepdf.Object) -> bool:
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    return bool(int(descriptor.get("/Flags", 32)) & 4)


def letter(name: str, family: str = "") -> str:
    """The character of this name, "" if nobody knows it."""
    return agl.toUnicode(name, isZapfDingbats=family == "ZapfDingbats")


@cache
def _widths(family: str, style: str) -> dict[str, int]:
    return known.widthsByFontGlyph[_KNOWN[family, style]]


def standard_widths(font: pikepdf.Object) -> dict[int, float]:
    """The widths of a font that every reader knows, which files need not hold."""
    named = standard(font) or ("Helvetica", "")
    table = _widths(*named)
    return {code: table[name] for code, name in (names(font) or {}).items() if name in table}
