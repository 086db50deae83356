"""Size and orientation of a page: A4 upright, within two millimetres (letters 2.3)."""

import math
from dataclasses import dataclass
from typing import Any

import pikepdf

from postroom.letters.checks.opening import Page
from postroom.letters.pdf.matrices import Matrix, corners
from postroom.letters.places import MM, Box

WIDTH, HEIGHT = 210 * MM, 297 * MM
TOLERANCE = 2 * MM + 1e-6


@dataclass(frozen=True)
class Sheet:
    """A page as it is shown: its size, what brings its contents there, and what is seen of them."""

    width: float
    height: float
    matrix: Matrix
    # In the page's own coordinates.
    clip: Box | None


def sheet(page: Page) -> Sheet | None:
    """None where the page is not A4 upright."""
    box, turn = rectangle(page.get("/MediaBox")), page.get("/Rotate")
    unit = page.object.get("/UserUnit", 1)
    if box is None or float(unit) != 1:
        return None
    if not isinstance(turn, int | None) or (turn or 0) % 90:
        return None
    matrix = _matrix(box, (turn or 0) % 360)
    shown = corners(matrix, *box)
    width, height = shown.right - shown.left, shown.bottom - shown.top
    if abs(width - WIDTH) > TOLERANCE or abs(height - HEIGHT) > TOLERANCE:
        return None
    return Sheet(width, height, matrix, _clip(box, rectangle(page.get("/CropBox"))))


def rectangle(value: Any) -> Box | None:
    """A rectangle in the page's own coordinates (so "top" is its lower edge)."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    try:
        a, b, c, d = (float(part) for part in value)
    except (TypeError, ValueError):
        return None
    if not all(map(math.isfinite, (a, b, c, d))):
        return None
    box = Box(min(a, c), min(b, d), max(a, c), max(b, d))
    return box if box.left < box.right and box.top < box.bottom else None


def _matrix(box: Box, turn: int) -> Matrix:
    left, low, right, high = box
    return {
        0: (1, 0, 0, 1, -left, -low),
        90: (0, -1, 1, 0, -low, right),
        180: (-1, 0, 0, -1, right, high),
        270: (0, 1, -1, 0, high, -left),
    }[turn]


def _clip(media: Box, crop: Box | None) -> Box | None:
    """What is seen of the page, if that is not all."""
    if crop is None or crop.holds(media) or not crop.touches(media):
        return None
    return Box(
        max(media.left, crop.left),
        max(media.top, crop.top),
        min(media.right, crop.right),
        min(media.bottom, crop.bottom),
    )
