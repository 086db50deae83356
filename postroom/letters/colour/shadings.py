"""Gradients: their functions, or the colours at the corners of their meshes."""

from collections.abc import Iterator

import pikepdf

from postroom.letters.colour import functions
from postroom.letters.colour.spaces import Inks, Spaces
from postroom.letters.refusals import Unreadable

BY_FUNCTION, FREE, LATTICE, COONS, TENSOR = 1, 4, 5, 6, 7


def convert(pdf: pikepdf.Pdf, shading: pikepdf.Object, spaces: Spaces) -> None:
    """In place."""
    space = spaces.of(shading.ColorSpace)
    if not space.is_changed:
        return
    shading.ColorSpace = space.new
    if space.inks is None:
        return
    if "/Background" in shading:
        background = [float(part) for part in shading.Background]
        shading.Background = pikepdf.Array([round(ink, 5) for ink in space.inks(background)])
    if "/Function" in shading:
        function, inks = functions.evaluator(shading.Function), space.inks
        shading.Function = functions.table(
            pdf, lambda inputs: list(inks(function(inputs))), _domain(shading)
        )
    elif isinstance(shading, pikepdf.Stream):
        _convert_mesh(shading, space.inks)
    else:
        raise Unreadable("a gradient without colours")


def _domain(shading: pikepdf.Object) -> list[tuple[float, float]]:
    kind = shading.ShadingType
    if kind == BY_FUNCTION:
        edges = [float(edge) for edge in shading.get("/Domain", [0, 1, 0, 1])]
        return [(edges[0], edges[1]), (edges[2], edges[3])]
    edges = [
        float(edge) for edge in (shading.Decode if kind >= FREE else shading.get("/Domain", [0, 1]))
    ]
    return [(edges[-2], edges[-1])]


def _convert_mesh(shading: pikepdf.Object, inks: Inks) -> None:
    """The corners' colours, packed bit by bit, with one number more each."""
    bits = int(shading.BitsPerComponent)
    decode = [float(edge) for edge in shading.Decode]
    ranges = list(zip(decode[4::2], decode[5::2], strict=True))
    most = (1 << bits) - 1
    result = bytearray()
    for head, colours in _records(shading, shading.read_bytes(), 3):
        record, length = head
        for colour in colours:
            values = [
                low + part / most * (high - low)
                for part, (low, high) in zip(colour, ranges, strict=True)
            ]
            for ink in inks(values):
                record, length = record << bits | round(ink * most), length + bits
        padding = -length % 8
        result += (record << padding).to_bytes((length + padding) // 8, "big")
    shading.write(bytes(result))
    shading.Decode = pikepdf.Array([*decode[:4], *[0, 1] * 4])


def _records(
    shading: pikepdf.Object, data: bytes, numbers: int
) -> Iterator[tuple[tuple[int, int], list[list[int]]]]:
    """Each corner or patch: its flag and places as bits, their number, and its colours."""
    kind, bits = shading.ShadingType, int(shading.BitsPerComponent)
    place, flag_bits = int(shading.BitsPerCoordinate), int(shading.get("/BitsPerFlag", 0))
    flag_bits *= kind != LATTICE
    position = 0
    while position < len(data):
        points, corners = 1, 1
        if kind in (COONS, TENSOR):
            flag = data[position] >> max(8 - flag_bits, 0) & 3
            points = (12 if kind == COONS else 16) - (4 if flag else 0)
            corners = 2 if flag else 4
        head = flag_bits + points * 2 * place
        length = head + corners * numbers * bits
        size = (length + 7) // 8
        if position + size > len(data):
            return
        whole = int.from_bytes(data[position : position + size], "big") >> (size * 8 - length)
        tail = [whole >> bits * at & ((1 << bits) - 1) for at in reversed(range(corners * numbers))]
        colours = [tail[at : at + numbers] for at in range(0, len(tail), numbers)]
        yield (whole >> corners * numbers * bits, head), colours
        position += size
