"""Where on a page a printer may print (docs/contract/letters.md, printable area).

Millimetres from the top left corner of the page as it is seen: left, top, right, bottom.
"""

from typing import NamedTuple

POINTS = 72 / 25.4  # in a millimetre


class Box(NamedTuple):
    """A part of a page."""

    left: float
    top: float
    right: float
    bottom: float

    def wider(self, by: float) -> "Box":
        """The same with so much more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


LOGO = Box(15, 5, 125, 30)
CONTACT_BLOCK = Box(125, 5, 195, 95)
ADDRESS_WINDOW = Box(24.6, 39.5, 120, 66.3)
BODY = Box(15, 95, 195, 292)
FIRST_PAGE = (LOGO, CONTACT_BLOCK, ADDRESS_WINDOW, BODY)
LATER_PAGE = (Box(15, 5, 195, 292),)


def areas(number: int, is_attachment: bool = False) -> tuple[Box, ...]:
    """Those of a page of a letter; an attachment has no first page."""
    return FIRST_PAGE if number == 1 and not is_attachment else LATER_PAGE
