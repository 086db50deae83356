"""What a colour becomes: neutral tones are black ink alone."""

from collections.abc import Sequence

from PIL import Image, ImageChops

CMYK = tuple[float, float, float, float]
ROWS = 256


def cmyk(colour: Sequence[float]) -> CMYK:
    """From red, green and blue, each 0 to 1."""
    red, green, blue = (min(max(part, 0.0), 1.0) for part in colour[:3])
    most = max(red, green, blue)
    return most - red, most - green, most - blue, 1 - most


def picture(image: Image.Image) -> Image.Image:
    """The same for every pixel; some rows at a time, for the sake of memory."""
    result = Image.new("CMYK", image.size)
    for top in range(0, image.height, ROWS):
        box = (0, top, image.width, min(top + ROWS, image.height))
        red, green, blue = image.crop(box).split()
        most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        inks = [ImageChops.subtract(most, part) for part in (red, green, blue)]
        result.paste(Image.merge("CMYK", [*inks, ImageChops.invert(most)]), box)
    return result


def from_lab(colour: Sequence[float]) -> CMYK:
    """From lightness and the two axes of Lab, under the light of print."""
    lightness, a, b = colour[:3]
    middle = (lightness + 16) / 116
    x, y, z = (
        white * _cubed(part)
        for white, part in zip(
            (0.9642, 1.0, 0.8249), (middle + a / 500, middle, middle - b / 200), strict=True
        )
    )
    return cmyk([
        _encoded(3.1339 * x - 1.6169 * y - 0.4906 * z),
        _encoded(-0.9785 * x + 1.9160 * y + 0.0333 * z),
        _encoded(0.0720 * x - 0.2290 * y + 1.4057 * z),
    ])  # fmt: skip


def _cubed(part: float) -> float:
    return part**3 if part > 6 / 29 else (part - 4 / 29) * 3 * (6 / 29) ** 2


def _encoded(light: float) -> float:
    light = min(max(light, 0.0), 1.0)
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
