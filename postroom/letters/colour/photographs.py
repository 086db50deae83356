"""Pictures in RGB as pictures in CMYK, with their masks."""

from dataclasses import replace

import pikepdf
from PIL import Image, ImageChops, ImageFilter, ImageMath

from postroom.letters.colour import formula
from postroom.letters.colour.spaces import Spaces, decoding
from postroom.letters.pdf import pictures, samples
from postroom.letters.pdf.samples import Samples
from postroom.letters.refusals import Unreadable

DEVICES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}


def convert(pdf: pikepdf.Pdf, picture: pikepdf.Object, spaces: Spaces) -> None:
    """In place."""
    if picture.get("/ImageMask") is True:
        return
    held = None
    if "/ColorSpace" not in picture:
        # Only pictures that describe themselves may leave it out.
        held = samples.read(picture)
        picture.ColorSpace = pikepdf.Name(DEVICES[held.components])
    space = spaces.of(picture.ColorSpace)
    mask = picture.get("/SMask")
    if isinstance(mask, pikepdf.Stream):
        _grey(mask)
    if space.inks is None:
        if space.is_changed:
            picture.ColorSpace = space.new
        return
    held = held or samples.read(picture)
    if held.components != 3:
        raise Unreadable("a picture whose colours do not fit")
    image = held.image()
    _mask_colours(pdf, picture, held)
    if held.alpha is not None and picture.get("/SMaskInData", 0):
        picture.SMask = _soft_mask(pdf, held.alpha, image.size)
    if isinstance(mask, pikepdf.Stream) and "/Matte" in mask:
        image = _unmixed(image, mask)
    inks = _inks(image, picture)
    for key in ("/Decode", "/SMaskInData", "/DecodeParms"):
        if key in picture:
            del picture[key]
    if isinstance(mask, pikepdf.Stream) and "/Matte" in mask:
        del mask["/Matte"]
    stored = ImageChops.invert(inks) if held.is_jpeg else inks
    new = replace(held, data=stored.tobytes(), components=4, bits=8, alpha=None)
    samples.replaced(picture, new)
    picture.ColorSpace = space.new
    if held.is_jpeg:
        picture.Decode = pikepdf.Array([1, 0] * 4)


def _inks(image: Image.Image, picture: pikepdf.Object) -> Image.Image:
    space = picture.ColorSpace
    normal = decoding(space)
    given = [float(edge) for edge in picture.get("/Decode", [])]
    pairs = list(zip(given[::2], given[1::2], strict=True)) or normal
    if isinstance(space, pikepdf.Array) and str(space[0]) == "/Lab":
        return _from_lab(image, pairs)
    if pairs != normal:
        table = [
            round(255 * min(max(low + at / 255 * (high - low), 0), 1))
            for low, high in pairs
            for at in range(256)
        ]
        image = image.point(table)
    return formula.picture(image)


def _from_lab(image: Image.Image, pairs: list[tuple[float, float]]) -> Image.Image:
    """By a table of 33 steps along each axis, the colours between them in proportion."""
    steps = 33
    table = []
    for b in range(steps):
        for a in range(steps):
            for lightness in range(steps):
                parts = (lightness, a, b)
                colour = [
                    low + part / (steps - 1) * (high - low)
                    for part, (low, high) in zip(parts, pairs, strict=True)
                ]
                table += formula.from_lab(colour)
    return image.filter(ImageFilter.Color3DLUT(steps, table, 4, target_mode="CMYK"))


def _mask_colours(pdf: pikepdf.Pdf, picture: pikepdf.Object, held: Samples) -> None:
    """Colours that count as holes, as a soft mask: the colours themselves change."""
    ranges = picture.get("/Mask")
    if not isinstance(ranges, pikepdf.Array):
        return
    most = (1 << held.bits) - 1
    edges = [round(int(edge) * 255 / most) for edge in ranges]
    inside = None
    for at, part in enumerate(held.image().split()):
        low, high = edges[at * 2], edges[at * 2 + 1]
        hit = part.point([255 * (low <= value <= high) for value in range(256)])
        inside = hit if inside is None else ImageChops.darker(inside, hit)
    assert inside is not None
    opaque = ImageChops.invert(inside)
    picture.SMask = _soft_mask(pdf, opaque.tobytes(), opaque.size)
    del picture["/Mask"]


def _soft_mask(pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int]) -> pikepdf.Object:
    mask = pikepdf.Stream(pdf, data)
    mask.Type, mask.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    mask.Width, mask.Height = size
    mask.ColorSpace, mask.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    return mask


def _grey(mask: pikepdf.Object) -> None:
    """A soft mask has one number a pixel."""
    if pictures.components(mask.get("/ColorSpace")) == 3:
        held = samples.read(mask)
        grey = held.image().convert("L")
        samples.replaced(mask, replace(held, data=grey.tobytes(), components=1, bits=8))
        mask.ColorSpace = pikepdf.Name.DeviceGray
        if "/Decode" in mask:
            del mask["/Decode"]


def _unmixed(image: Image.Image, mask: pikepdf.Object) -> Image.Image:
    """The colours before they were mixed with another under a soft mask."""
    alpha = samples.read(mask).image()
    if alpha.size != image.size:
        raise Unreadable("a mask of another size")
    parts = []
    for part, matte in zip(image.split(), mask.Matte, strict=True):
        under = float(matte) * 255
        mixed = ImageMath.lambda_eval(
            lambda of, under=under: of["convert"](
                of["min"](
                    of["max"](
                        under
                        + (of["float"](of["part"]) - under) * 255 / of["max"](of["alpha"], 1),
                        0,
                    ),
                    255,
                ),
                "L",
            ),
            part=part,
            alpha=alpha,
        )
        parts.append(mixed)
    return Image.merge("RGB", parts)
