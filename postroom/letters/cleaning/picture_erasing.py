"""Parts of pictures made white, really: a picture of an address must not stay in the file."""

from dataclasses import replace

import pikepdf

from postroom.letters.pdf import pictures, samples
from postroom.letters.pdf.matrices import Matrix, apply, inverse
from postroom.letters.pdf.samples import Samples
from postroom.letters.places import Box

BILEVEL = ("/CCITTFaxDecode", "/JBIG2Decode")


def erased(pdf: pikepdf.Pdf, picture: pikepdf.Object, matrix: Matrix, box: Box) -> pikepdf.Object:
    """A copy of a picture that is drawn by this matrix, white within the box."""
    back = inverse(matrix)
    if back is None:
        return picture
    corners = [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
    ]
    area = [apply(back, x, y) for x, y in corners]
    copy = _whitened(pdf, picture, area, is_mask=picture.get("/ImageMask") is True)
    for key in ("/SMask", "/Mask"):
        mask = picture.get(key)
        if isinstance(mask, pikepdf.Stream):
            copy[key] = _whitened(pdf, mask, area, is_mask=True)
    return copy


def _whitened(
    pdf: pikepdf.Pdf, picture: pikepdf.Object, area: list[tuple[float, float]], *, is_mask: bool
) -> pikepdf.Object:
    """A copy with an area, in parts of its width and height from the lower left, made white."""
    held = samples.read(picture)
    copy = pikepdf.Stream(pdf, b"")
    for key, value in picture.items():
        if key not in ("/Length", "/Filter", "/DecodeParms"):
            copy[key] = value
    if "/ColorSpace" not in copy and not is_mask:
        names = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
        copy.ColorSpace = pikepdf.Name(names[held.components])
    white = _unpainted(copy, held) if is_mask else _white(copy, held)
    points = [(x * held.width, (1 - y) * held.height) for x, y in area]
    samples.replaced(copy, replace(held, data=_filled(held, points, white)))
    return copy


def _filled(held: Samples, points: list[tuple[float, float]], pixel: list[int]) -> bytes:
    """Fill a convex shape, every pixel that it touches."""
    data, row = bytearray(held.data), held.row
    wide = held.components * held.bits
    pattern = 0
    for value in pixel:
        pattern = pattern << held.bits | value
    top = max(int(min(y for _, y in points)), 0)
    bottom = min(int(max(y for _, y in points)) + 1, held.height)
    for y in range(top, bottom):
        left, right = _span(points, y, y + 1)
        first, last = max(int(left), 0), min(int(right) + 1, held.width)
        if first >= last:
            continue
        count = last - first
        ones = (1 << count * wide) - 1
        # The same pixel again and again: 0101… times the pixel.
        many = ones // ((1 << wide) - 1) * pattern
        shift = row * 8 - last * wide
        whole = int.from_bytes(data[y * row : (y + 1) * row], "big")
        whole = whole & ~(ones << shift) | many << shift
        data[y * row : (y + 1) * row] = whole.to_bytes(row, "big")
    return bytes(data)


def _span(points: list[tuple[float, float]], low: float, high: float) -> tuple[float, float]:
    """From where to where a convex shape reaches between two heights."""
    xs = [x for x, y in points if low <= y <= high]
    for (x, y), (to_x, to_y) in zip(points, points[1:] + points[:1], strict=True):
        for at in (low, high):
            if y != to_y and min(y, to_y) <= at <= max(y, to_y):
                xs.append(x + (to_x - x) * (at - y) / (to_y - y))
    return (min(xs), max(xs)) if xs else (0, -1)


def _white(picture: pikepdf.Object, held: Samples) -> list[int]:
    """The numbers of a white pixel."""
    most, space = (1 << held.bits) - 1, picture.ColorSpace
    kind = str(space[0] if isinstance(space, pikepdf.Array) else space)
    decode = picture.get("/Decode")
    if kind in ("/Indexed", "/I"):
        return [min(_whitest(space), most)]
    if kind == "/Lab":
        return [most, most // 2 + 1, most // 2 + 1]
    subtractive = kind in ("/DeviceCMYK", "/Separation", "/DeviceN") or held.components == 4
    full = [not subtractive] * held.components
    if isinstance(decode, pikepdf.Array):
        turned = [decode[at * 2] > decode[at * 2 + 1] for at in range(held.components)]
        full = [one != other for one, other in zip(full, turned, strict=True)]
    return [most * one for one in full]


def _unpainted(picture: pikepdf.Object, held: Samples) -> list[int]:
    """The number at which a mask lets nothing be painted."""
    decode = picture.get("/Decode")
    turned = isinstance(decode, pikepdf.Array) and decode[0] > decode[1]
    is_stencil = picture.get("/ImageMask") is True
    return [((1 << held.bits) - 1) * (is_stencil != turned)]


def _whitest(space: pikepdf.Object) -> int:
    """The number of the lightest colour of a palette."""
    _, base, _, table = space
    colours = pictures.components(base) or 1
    held = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    sign = -1 if colours == 4 else 1
    entries = [held[at : at + colours] for at in range(0, len(held), colours)]
    return max(range(len(entries)), key=lambda at: sign * sum(entries[at]))
