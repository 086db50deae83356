"""Fonts of ours put into a PDF: as small as can be, with what each code means."""

import hashlib
import io
import string

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from postroom.letters import font_files

DROPPED = ["GSUB", "GPOS", "GDEF", "kern", "DSIG", "gasp", "name", "post", "OS/2", "FFTM"]
SYMBOLIC = 4


def describe(
    pdf: pikepdf.Pdf, name: str, characters: dict[int, str], widths: dict[int, float]
) -> pikepdf.Dictionary:
    """A font that shows these characters under these codes, with these advances."""
    program, bounds = _subset(name, characters)
    digest = hashlib.sha256(program).digest()
    prefix = "".join(string.ascii_uppercase[byte % 26] for byte in digest[:6])
    full_name = pikepdf.Name(f"/{prefix}+{name.removesuffix('-Regular')}")
    file = pikepdf.Stream(pdf, program)
    file.Length1 = len(program)
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=full_name,
        Flags=SYMBOLIC,
        FontBBox=pikepdf.Array(bounds),
        ItalicAngle=-12 if "Italic" in name else 0,
        Ascent=905,
        Descent=-212,
        CapHeight=729,
        StemV=140 if "Bold" in name else 80,
        FontFile2=file,
    )
    first, last = min(characters), max(characters)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.TrueType,
        BaseFont=full_name,
        FirstChar=first,
        LastChar=last,
        Widths=pikepdf.Array([round(widths.get(code, 0), 3) for code in range(first, last + 1)]),
        FontDescriptor=pdf.make_indirect(descriptor),
        ToUnicode=pikepdf.Stream(pdf, meanings(characters)),
    )


def _subset(name: str, characters: dict[int, str]) -> tuple[bytes, list[int]]:
    """A font's program with these characters alone, found by their codes."""
    options = subset.Options(
        drop_tables=DROPPED, notdef_outline=True, glyph_names=False, layout_features=[]
    )
    font: TTFont = subset.load_font(str(font_files.path(name)), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(characters.values()))
    subsetter.subset(font)
    glyphs = font.getBestCmap() or {}
    table = CmapSubtable.newSubtable(4)
    table.platformID, table.platEncID, table.language = 3, 0, 0
    table.cmap = {0xF000 + code: glyphs[ord(letter)] for code, letter in characters.items()}
    font["cmap"].tables = [table]
    head = font["head"]
    # No time of making: the same letter gives the same bytes.
    font.recalcTimestamp = False
    file = io.BytesIO()
    font.save(file)
    scale = 1000 / head.unitsPerEm
    edges = (head.xMin, head.yMin, head.xMax, head.yMax)
    return file.getvalue(), [round(edge * scale) for edge in edges]


def meanings(characters: dict[int, str]) -> bytes:
    """The map from codes to text."""
    entries = [
        f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>"
        for code, letter in sorted(characters.items())
    ]
    parts = [entries[at : at + 100] for at in range(0, len(entries), 100)]
    maps = "\n".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Letter def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{maps}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode()
