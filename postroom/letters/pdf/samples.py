"""The numbers that pictures are made of, and pictures made of numbers."""

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from postroom.letters.pdf import pictures, streams
from postroom.letters.refusals import Unreadable

MODES = {1: "L", 3: "RGB", 4: "CMYK"}
QUALITY = 92


@dataclass(frozen=True)
class Samples:
    """Rows of pixels from the top, each row padded to whole bytes."""

    data: bytes
    width: int
    height: int
    components: int
    bits: int
    is_jpeg: bool = False

    @property
    def row(self) -> int:
        return (self.width * self.components * self.bits + 7) // 8

    def image(self) -> Image.Image:
        """With 8 bits of each number, and one, three or four of these."""
        size, data = (self.width, self.height), self.data
        if self.bits == 8:
            return Image.frombytes(MODES[self.components], size, data)
        if self.bits == 16:
            return Image.frombytes(MODES[self.components], size, data[::2])
        across = self.width * self.components
        raw = "1" if self.bits == 1 else f"L;{self.bits}"
        mode = "1" if self.bits == 1 else "L"
        flat = Image.frombytes(mode, (across, self.height), data, "raw", raw).convert("L")
        return Image.frombytes(MODES[self.components], size, flat.tobytes())


def read(picture: pikepdf.Object) -> Samples:
    """What a picture holds, before its Decode and its colour space say what that means."""
    data, rest = streams.undone(picture, pictures.MOST_BYTES)
    width, height = int(picture.Width), int(picture.Height)
    if not rest:
        colours = 1 if picture.get("/ImageMask") is True else 0
        colours = colours or pictures.components(picture.get("/ColorSpace"))
        return Samples(data, width, height, colours, pictures.bits(picture))
    kind = rest[0][0]
    if kind == "/DCTDecode":
        return _of_image(pictures.opened(data), is_jpeg=True)
    if kind == "/JPXDecode":
        return _of_image(pictures.opened(data), is_jpeg=False)
    return _bilevel(picture)


def image(picture: pikepdf.Object) -> tuple[Image.Image, Image.Image | None]:
    """A picture with 8 bits of each number, and how opaque it says that it is.

    Photographs can be large: as bytes they would be in memory a second time.
    """
    data, rest = streams.undone(picture, pictures.MOST_BYTES)
    if rest and rest[0][0] in ("/DCTDecode", "/JPXDecode"):
        return _opaque(pictures.opened(data))
    del data
    return read(picture).image(), None


def is_jpeg(picture: pikepdf.Object) -> bool:
    """Whether it is a photograph, which stays one."""
    return any(kind == "/DCTDecode" for kind, _ in streams.filters(picture))


def is_bilevel(picture: pikepdf.Object) -> bool:
    """Whether it is in one of a fax's formats, which only pdfium reads."""
    kinds = (kind for kind, _ in streams.filters(picture))
    return any(kind in ("/CCITTFaxDecode", "/JBIG2Decode") for kind in kinds)


def _opaque(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    alpha = None
    if image.mode in ("LA", "RGBA"):
        alpha = image.getchannel("A")
        image = image.convert(image.mode[:-1])
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode not in MODES.values():
        raise Unreadable("a picture of unknown colours")
    image.load()
    return image, alpha


def _of_image(image: Image.Image, *, is_jpeg: bool) -> Samples:
    image, _ = _opaque(image)
    # Pillow takes every such file for one that holds what is left of white.
    stored = ImageChops.invert(image) if image.mode == "CMYK" and is_jpeg else image
    colours = len(image.getbands())
    return Samples(stored.tobytes(), image.width, image.height, colours, 8, is_jpeg)


def _bilevel(picture: pikepdf.Object) -> Samples:
    """A picture in a fax's formats, which pdfium reads: as grey, whatever it is used for."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(10, 10))
    copy = pikepdf.Stream(pdf, picture.read_raw_bytes())
    for key in ("/Width", "/Height", "/Filter", "/DecodeParms"):
        if key in picture:
            value = picture[key]
            is_own = isinstance(value, pikepdf.Object) and not isinstance(value, pikepdf.Name)
            copy[key] = _foreign(pdf, value) if is_own else value
    copy.Type, copy.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    copy.ColorSpace, copy.BitsPerComponent = pikepdf.Name.DeviceGray, 1
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=copy))
    page.Contents = pikepdf.Stream(pdf, b"/X Do")
    file = io.BytesIO()
    pdf.save(file)
    (found,) = pypdfium2.PdfDocument(file.getvalue())[0].get_objects()
    image = found.get_bitmap().to_pil().convert("1")
    return Samples(image.tobytes(), image.width, image.height, 1, 1)


def _foreign(pdf: pikepdf.Pdf, value: Any) -> Any:
    """A filter's parameters in another file; only streams may hang on them."""
    if isinstance(value, pikepdf.Array):
        return pikepdf.Array([_foreign(pdf, part) for part in value])
    if isinstance(value, pikepdf.Stream):
        return pikepdf.Stream(pdf, streams.decoded(value))
    if isinstance(value, pikepdf.Dictionary):
        return pikepdf.Dictionary({key: _foreign(pdf, part) for key, part in value.items()})
    return value


def replaced(picture: pikepdf.Object, samples: Samples) -> None:
    """Put other numbers into a picture; a photograph stays one."""
    if samples.is_jpeg and samples.components in MODES:
        image = samples.image()
        put(picture, ImageChops.invert(image) if image.mode == "CMYK" else image, is_jpeg=True)
        return
    picture.write(samples.data)
    picture.Width, picture.Height = samples.width, samples.height
    picture.BitsPerComponent = samples.bits


def put(picture: pikepdf.Object, image: Image.Image, *, is_jpeg: bool) -> None:
    """Put an image into a picture; in a photograph, inks are stored as what is left of white."""
    if is_jpeg:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=QUALITY, subsampling=0)
        picture.write(file.getvalue(), filter=pikepdf.Name.DCTDecode)
    else:
        picture.write(image.tobytes())
    picture.Width, picture.Height = image.size
    picture.BitsPerComponent = 8
