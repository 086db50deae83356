"""Pictures: how large they are, and whether they are whole."""

import io
import warnings
from typing import Any

import pikepdf
from PIL import Image

from postroom.letters.pdf import streams
from postroom.letters.refusals import Unreadable

MOST_PIXELS = 50_000_000
MOST_BYTES = 150_000_000
# Judged here, before Pillow would.
Image.MAX_IMAGE_PIXELS = None
COMPONENTS = {
    "/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3, "/Lab": 3,
    "/DeviceCMYK": 4, "/CMYK": 4, "/Indexed": 1, "/I": 1, "/Separation": 1,
}  # fmt: skip


def pixels(picture: pikepdf.Object) -> int:
    """Width by height, as its dictionary has them."""
    width, height = picture.get("/Width"), picture.get("/Height")
    if not isinstance(width, int) or not isinstance(height, int) or width < 1 or height < 1:
        raise Unreadable("a picture without a size")
    return width * height


def components(space: Any) -> int:
    """How many numbers make a colour."""
    if isinstance(space, pikepdf.Name):
        return COMPONENTS.get(str(space), 0)
    if isinstance(space, pikepdf.Array) and len(space):
        if space[0] == pikepdf.Name.ICCBased:
            return int(space[1].N)
        if space[0] == pikepdf.Name.DeviceN:
            return len(space[1])
        return COMPONENTS.get(str(space[0]), 0)
    return 0


def bits(picture: pikepdf.Object) -> int:
    """Of each of a pixel's numbers."""
    if picture.get("/ImageMask") is True:
        return 1
    found = picture.get("/BitsPerComponent", 8)
    if found not in (1, 2, 4, 8, 16):
        raise Unreadable("a picture of odd depth")
    return int(found)


def row(picture: pikepdf.Object) -> int:
    """Bytes of a row."""
    colours = 1 if picture.get("/ImageMask") is True else components(picture.get("/ColorSpace"))
    if not colours:
        raise Unreadable("a picture of unknown colours")
    return (int(picture.Width) * colours * bits(picture) + 7) // 8


def verify(picture: pikepdf.Object) -> None:
    """Unreadable if it is too large, breaks off or cannot be decoded."""
    size = pixels(picture)
    if size > MOST_PIXELS:
        raise Unreadable("a picture is too large")
    kinds = [kind for kind, _ in streams.filters(picture)]
    if not any(kind in streams.PICTURE_FILTERS for kind in kinds):
        expected = row(picture) * int(picture.Height)
        if expected > MOST_BYTES or len(streams.decoded(picture, MOST_BYTES)) < expected:
            raise Unreadable("a picture is too large, or breaks off")
        return
    data, rest = streams.undone(picture)
    if rest[0][0] in ("/DCTDecode", "/JPXDecode"):
        if len(rest) > 1:
            raise Unreadable("filters in an odd order")
        opened(data).load()
    elif not data.strip(b"\0"):
        raise Unreadable("a picture without data")


def opened(data: bytes) -> Image.Image:
    """A picture of a format with a header of its own, which is judged before it is decoded."""
    try:
        picture = Image.open(io.BytesIO(data), formats=("JPEG", "JPEG2000"))
    except OSError:
        raise Unreadable("a picture of another format") from None
    width, height = picture.size
    if width * height > MOST_PIXELS or width * height * len(picture.getbands()) > MOST_BYTES:
        raise Unreadable("a picture is too large")
    warnings.simplefilter("ignore")
    return picture
