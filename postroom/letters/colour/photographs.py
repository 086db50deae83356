"""Pictures in RGB as pictures in CMYK, with their masks."""

from typing import Any

import pikepdf
from PIL import Image, ImageChops, ImageFilter, ImageMath

from postroom.letters.colour import formula
from postroom.letters.colour.spaces import Spaces, decoding
from postroom.letters.pdf import pictures, samples
from postroom.letters.refusals import Unreadable

DEVICES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}


def convert(pdf: pikepdf.Pdf, picture: pikepdf.Object, spaces: Spaces) -> None:
    """In place."""
    if picture.get("/ImageMask") is True:
        return
    if "/ColorSpace" not in picture:
        # Only pictures that describe themselves may leave it out.
        image, _ = samples.image(picture)
        picture.ColorSpace = pikepdf.Name(DEVICES[len(image.getbands())])
    space = spaces.of(picture.ColorSpace)
    mask = picture.get("/SMask")
    if isinstance(mask, pikepdf.Stream):
        _grey(mask)
    if space.inks is None:
        if space.is_changed:
            picture.ColorSpace = space.new
        return
    image, alpha = samples.image(picture)
    if image.mode != "RGB":
        raise Unreadable("a picture whose colours do not fit")
    if isinstance(picture.get("/Mask"), pikepdf.Array):
        picture.SMask = _soft_mask(pdf, _outside(image, picture.Mask, pictures.bits(picture)))
        del picture["/Mask"]
    if alpha is not None and picture.get("/SMaskInData"):
        picture.SMask = _soft_mask(pdf, alpha)
    if isinstance(mask, pikepdf.Stream) and "/Matte" in mask:
        image = _unmixed(image, mask)
        del mask["/Matte"]
    image = _inks(image, picture)
    is_jpeg = samples.is_jpeg(picture)
    for key in ("/Decode", "/SMaskInData", "/DecodeParms"):
        if key in picture:
            del picture[key]
    samples.put(picture, image, is_jpeg=is_jpeg)
    picture.ColorSpace = space.new
    if is_jpeg:
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
    table: list[float] = []
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


def _outside(image: Image.Image, ranges: pikepdf.Object, bits: int) -> Image.Image:
    """Where colours are not those that count as holes: the colours themselves change."""
    most = (1 << bits) - 1
    edges = [round(int(edge) * 255 / most) for edge in ranges]
    inside = Image.new("L", image.size, 255)
    for at, part in enumerate(image.split()):
        low, high = edges[at * 2], edges[at * 2 + 1]
        hit = part.point([255 * (low <= value <= high) for value in range(256)])
        inside = ImageChops.darker(inside, hit)
    return ImageChops.invert(inside)


def _soft_mask(pdf: pikepdf.Pdf, opaque: Image.Image) -> pikepdf.Object:
    mask = pikepdf.Stream(pdf, b"")
    mask.Type, mask.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    mask.ColorSpace = pikepdf.Name.DeviceGray
    samples.put(mask, opaque, is_jpeg=False)
    return mask


def _grey(mask: pikepdf.Object) -> None:
    """A soft mask has one number a pixel."""
    if pictures.components(mask.get("/ColorSpace")) == 3:
        image, _ = samples.image(mask)
        samples.put(mask, image.convert("L"), is_jpeg=samples.is_jpeg(mask))
        mask.ColorSpace = pikepdf.Name.DeviceGray
        if "/Decode" in mask:
            del mask["/Decode"]


def _unmixed(image: Image.Image, mask: pikepdf.Object) -> Image.Image:
    """The colours before they were mixed with another under a soft mask."""
    alpha, _ = samples.image(mask)
    if alpha.size != image.size:
        raise Unreadable("a mask of another size")
    parts = []
    for part, matte in zip(image.split(), mask.Matte, strict=True):
        parts.append(_unmixed_part(part, alpha, float(matte) * 255))
    return Image.merge("RGB", parts)


def _unmixed_part(part: Image.Image, alpha: Image.Image, under: float) -> Image.Image:
    def unmixed(given: dict[str, Any]) -> Any:
        opaque = given["max"](given["alpha"], 1)
        value = under + (given["float"](given["part"]) - under) * 255 / opaque
        return given["convert"](given["min"](given["max"](value, 0), 255), "L")

    return ImageMath.lambda_eval(unmixed, part=part, alpha=alpha)
