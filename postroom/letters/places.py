"""Where things stand on a letter's page: points from its top left corner, as a viewer shows it."""

from typing import NamedTuple

MM = 72 / 25.4


class Box(NamedTuple):
    """A rectangle: left and top edge, right and bottom edge."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> "Box":
        """This much larger on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def touches(self, other: "Box") -> bool:
        """Whether they have a point in common that is not on an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


def millimetres(left: float, top: float, right: float, bottom: float) -> Box:
    return Box(left * MM, top * MM, right * MM, bottom * MM)


SLACK = 1 * MM
WINDOW = millimetres(24.6, 39.5, 120, 66.3)
LOGO = millimetres(15, 5, 125, 30)
SENDER = millimetres(125, 5, 195, 95)
BODY = millimetres(15, 95, 195, 292)
LATER_PAGE = millimetres(15, 5, 195, 292)
FIRST_PAGE = (LOGO, SENDER, WINDOW, BODY)
# How strongly the red covers what lies outside them.
OPACITY = 0.2
# Words that overlap it are the address.
READING_BOX = WINDOW.grown(3 * MM)
TAG_BOX = millimetres(0, 0, 15.191, 6.149)


def printable(number: int, *, is_attachment: bool) -> tuple[Box, ...]:
    """The areas of a page, numbered from 1, in which marks may be."""
    return FIRST_PAGE if number == 1 and not is_attachment else (LATER_PAGE,)
