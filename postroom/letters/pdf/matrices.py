"""Matrices of PDF: (a, b, c, d, e, f) takes x, y to a·x + c·y + e, b·x + d·y + f."""

from collections.abc import Iterable

from postroom.letters.places import Box

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def product(first: Matrix, then: Matrix) -> Matrix:
    """What does the first, then the second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def inverse(matrix: Matrix) -> Matrix | None:
    """What undoes it; None where everything falls on a line."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    if abs(size) < 1e-12:
        return None
    return (
        d / size,
        -b / size,
        -c / size,
        a / size,
        (c * f - d * e) / size,
        (b * e - a * f) / size,
    )


def bounds(points: Iterable[tuple[float, float]]) -> Box:
    """The smallest box around some points, in their own coordinates."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def corners(matrix: Matrix, left: float, low: float, right: float, high: float) -> Box:
    """The smallest box around a rectangle's image."""
    return bounds(apply(matrix, x, y) for x in (left, right) for y in (low, high))
