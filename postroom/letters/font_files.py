"""The fonts with which letters are mended: Liberation, as wide as the usual ones, and DejaVu."""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

DIRECTORIES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
)


@cache
def path(name: str) -> Path:
    """Where "LiberationSans-Bold" is installed."""
    for directory in DIRECTORIES:
        for found in Path(directory).expanduser().rglob(f"{name}.ttf"):
            return found
    raise FileNotFoundError(f"the font {name} is not installed")


@cache
def _measures(name: str) -> tuple[dict[int, str], dict[str, int], float]:
    font = TTFont(path(name), lazy=True)
    widths = {glyph: advance for glyph, (advance, _) in font["hmtx"].metrics.items()}
    return font.getBestCmap(), widths, 1000 / font["head"].unitsPerEm


def has(name: str, character: str) -> bool:
    """Whether a font can show a character."""
    return len(character) == 1 and ord(character) in _measures(name)[0]


def width(name: str, character: str) -> float:
    """In thousandths of the size."""
    characters, widths, unit = _measures(name)
    return widths[characters[ord(character)]] * unit
