"""RGB to CMYK in what WeasyPrint writes (docs/contract/letters.md, colour).

What is black or grey is printed with black ink alone.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream

from postroom.letters.colour import formula

OPERATORS = {"rg": Operator("k"), "RG": Operator("K")}
# What may stand for a colour besides; anything else cannot be printed as it looks.
SPACES = {"/DeviceCMYK", "/DeviceGray", "/Pattern"}
# What every page of WeasyPrint's offers for colours of that kind; see UnknownColour.
UNUSED = {"/lab-d50", "/lab-d65"}


class UnknownColour(Exception):
    """A colour of a kind that cannot be converted."""


def to_cmyk(pdf: pikepdf.Pdf) -> None:
    """Convert everything that the file draws. Raises UnknownColour."""
    for page in pdf.pages:
        page.Contents = pdf.make_stream(converted(page))
    for item in pdf.objects:
        if isinstance(item, Stream):
            convert_stream(item)
        elif isinstance(item, Dictionary):
            convert_dictionary(item)


def convert_stream(item: Any) -> None:
    if item.get("/Group", {}).get("/CS") == Name.DeviceRGB:
        item.Group.CS = Name.DeviceCMYK
    if item.get("/Subtype") == Name.Image:
        convert_picture(item)
    elif item.get("/Subtype") == Name.Form or "/PatternType" in item:
        item.write(converted(item))


def convert_dictionary(item: Any) -> None:
    for name in UNUSED & set(item.keys()):
        del item[name]
    if "/ShadingType" in item and item.ColorSpace == Name.DeviceRGB:
        item.ColorSpace = Name.DeviceCMYK
        convert_functions(item.Function)


def converted(drawn: Any) -> bytes:
    """What a page or a form draws, in CMYK."""
    instructions: list[Any] = []
    for instruction in pikepdf.parse_content_stream(drawn):
        name, operands = str(instruction.operator), instruction.operands
        if name in OPERATORS:
            given: Any = operands
            channels: Any = list(map(Decimal, given))
            instructions.append((formula.cmyk(channels), OPERATORS[name]))
        elif name in ("cs", "CS") and str(operands[0]) not in SPACES:
            raise UnknownColour
        else:
            instructions.append(instruction)
    return pikepdf.unparse_content_stream(instructions)


def convert_functions(function: Any) -> None:
    """The colours between which a gradient changes."""
    parts: Iterable[Any] = function.get("/Functions", [function])
    for part in parts:
        part.C0, part.C1 = Array(formula.cmyk(part.C0)), Array(formula.cmyk(part.C1))


def convert_picture(picture: Stream) -> None:
    """A picture within a logo; its mask is grey and stays."""
    if picture.ColorSpace == Name.DeviceRGB:
        image = pikepdf.PdfImage(picture).as_pil_image().convert("RGB")
        picture.write(formula.picture(image).tobytes())
        picture.ColorSpace = Name.DeviceCMYK
    elif str(picture.ColorSpace) not in SPACES:
        raise UnknownColour
