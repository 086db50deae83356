"""RGB becomes CMYK in contents and in everything that they draw with (letters 6)."""

import pikepdf

from postroom.letters.colour import formula, photographs, shadings
from postroom.letters.colour.spaces import Inks, Spaces
from postroom.letters.pdf import used
from postroom.letters.pdf.contents import instructions, name, number, written

_FILL, _STROKE = 0, 1
_CHOOSE = {b"cs": _FILL, b"CS": _STROKE}
_SET = {b"sc": _FILL, b"scn": _FILL, b"SC": _STROKE, b"SCN": _STROKE}
_DEVICE = {b"g": _FILL, b"rg": _FILL, b"k": _FILL, b"G": _STROKE, b"RG": _STROKE, b"K": _STROKE}
_IN_CMYK = {b"rg": b"k", b"RG": b"K"}


def convert(pdf: pikepdf.Pdf) -> None:
    """In place; Unreadable where a colour cannot be converted."""
    spaces = Spaces(pdf)
    for contents, owner in used.streams(pdf):
        held = owner.get("/Resources", pikepdf.Dictionary()).get(
            "/ColorSpace", pikepdf.Dictionary()
        )
        contents.write(_converted(contents.read_bytes(), held, spaces))
    done: set[tuple[int, int]] = set()
    for resources in list(used.resources(pdf)):
        _convert_resources(pdf, resources, spaces, done)


def _converted(data: bytes, named: pikepdf.Object, spaces: Spaces) -> bytes:
    lines = []
    now: tuple[Inks | None, Inks | None] = (None, None)
    kept = []
    for operator, operands in instructions(data):
        if operator == b"q":
            kept.append(now)
        elif operator == b"Q" and kept:
            now = kept.pop()
        elif operator in _DEVICE:
            now = _with(now, _DEVICE[operator], None)
            if operator in _IN_CMYK:
                operands = _inks(formula.cmyk, operands)
                operator = _IN_CMYK[operator]
        elif operator in _CHOOSE:
            key = name(operands[0])
            space = spaces.of(named[key] if key in named else pikepdf.Name(key))
            now = _with(now, _CHOOSE[operator], space.inks)
            if key not in named:
                operands = [str(space.new).encode()]
        elif operator in _SET:
            inks = now[_SET[operator]]
            if inks is not None:
                operands = _inks(inks, operands)
        lines.append(b" ".join((*operands, operator)))
    return b"\n".join(lines)


def _with(
    now: tuple[Inks | None, Inks | None], which: int, inks: Inks | None
) -> tuple[Inks | None, Inks | None]:
    return (inks, now[_STROKE]) if which == _FILL else (now[_FILL], inks)


def _inks(inks: Inks, operands: list[bytes]) -> list[bytes]:
    """The operands in CMYK; a pattern's name stays at their end."""
    colour = [operand for operand in operands if not operand.startswith(b"/")]
    if len(colour) < 3:
        return operands
    values = [number(operand) for operand in colour]
    return [*map(written, inks(values)), *operands[len(colour) :]]


def _convert_resources(
    pdf: pikepdf.Pdf,
    resources: pikepdf.Object,
    spaces: Spaces,
    done: set[tuple[int, int]],
) -> None:
    named = resources.get("/ColorSpace", pikepdf.Dictionary())
    for key in list(named.keys()):
        named[key] = spaces.of(named[key]).new
    for kind in ("/XObject", "/Pattern", "/Shading", "/ExtGState"):
        for _, value in resources.get(kind, pikepdf.Dictionary()).items():
            if value.objgen not in done:
                done.add(value.objgen)
                _convert_resource(pdf, kind, value, spaces)


def _convert_resource(pdf: pikepdf.Pdf, kind: str, value: pikepdf.Object, spaces: Spaces) -> None:
    if kind == "/XObject" and value.Subtype == pikepdf.Name.Image:
        photographs.convert(pdf, value, spaces)
    elif kind == "/XObject":
        _convert_group(value, spaces)
    elif kind == "/Shading":
        shadings.convert(pdf, value, spaces)
    elif kind == "/Pattern" and "/Shading" in value:
        shadings.convert(pdf, value.Shading, spaces)
    elif kind == "/ExtGState" and isinstance(value.get("/SMask"), pikepdf.Dictionary):
        group = value.SMask.G.get("/Group", pikepdf.Dictionary())
        colour = [float(part) for part in value.SMask.get("/BC", [])]
        if len(colour) == 3:
            # The group may have changed with another state that has the same mask.
            inks = (spaces.of(group.CS).inks if "/CS" in group else None) or formula.cmyk
            value.SMask.BC = pikepdf.Array([round(ink, 5) for ink in inks(colour)])
        _convert_group(value.SMask.G, spaces)


def _convert_group(form: pikepdf.Object, spaces: Spaces) -> None:
    group = form.get("/Group")
    if isinstance(group, pikepdf.Dictionary) and "/CS" in group:
        group.CS = spaces.of(group.CS).new
