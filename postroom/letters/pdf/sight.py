"""The characters of a page as they are seen, line by line (letters 4, 5.2)."""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from postroom.letters.places import Box

# Of a character's size: what is further apart is two words.
GAP = 0.2
# The same where a blank is written between them.
SMALL_GAP = 0.05
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_LIGATURES |= {"\xad": "", "\xa0": " "}


@dataclass(frozen=True, slots=True)
class Character:
    """A character, where it stands, and whether the font says what it means."""

    text: str
    box: Box
    size: float
    is_known: bool
    is_blank: bool


def characters(page: pypdfium2.PdfPage, *boxes: Box) -> Iterator[Character]:
    """The characters of a page that stand as high as one of the boxes."""
    height, text = page.get_height(), page.get_textpage()
    loose = raw.FS_RECTF()
    for index in range(text.count_chars()):
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        box = Box(loose.left, height - loose.top, loose.right, height - loose.bottom)
        is_near = any(box.top < one.bottom and one.top < box.bottom for one in boxes)
        if is_near and raw.FPDFText_IsGenerated(text, index) != 1:
            yield _character(text, index, box)


def _character(text: pypdfium2.PdfTextPage, index: int, box: Box) -> Character:
    code = raw.FPDFText_GetUnicode(text, index)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    # A hyphen at the end of a line is told by another sign.
    letter = "-" if raw.FPDFText_IsHyphen(text, index) == 1 else chr(code)
    is_empty = left.value >= right.value and bottom.value >= top.value
    return Character(
        text=_LIGATURES.get(letter, letter),
        box=box,
        size=box.bottom - box.top or raw.FPDFText_GetFontSize(text, index),
        is_known=raw.FPDFText_HasUnicodeMapError(text, index) != 1 and _is_known(code),
        is_blank=letter.isspace() or is_empty,
    )


def _is_known(code: int) -> bool:
    return code not in (0, 0xFFFD) and unicodedata.category(chr(code)) not in ("Co", "Cn", "Cs")


def lines(found: list[Character]) -> list[list[Character]]:
    """The characters in lines from top to bottom, each from left to right."""
    result: list[list[Character]] = []
    for character in sorted(found, key=lambda one: (one.box.top + one.box.bottom) / 2):
        if result and _shares_line(result[-1][0].box, character.box):
            result[-1].append(character)
        else:
            result.append([character])
    return [sorted(line, key=lambda one: one.box.left) for line in result]


def _shares_line(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def words(line: list[Character]) -> list[list[Character]]:
    """The visible characters of a line, parted where there are gaps."""
    result: list[list[Character]] = []
    end, gap = 0.0, GAP
    for character in line:
        if character.is_blank:
            gap = SMALL_GAP
            continue
        if result and character.box.left - end <= gap * character.size:
            result[-1].append(character)
            end = max(end, character.box.right)
        else:
            result.append([character])
            end = character.box.right
        gap = GAP
    return result


def seen(word: list[Character]) -> str:
    """A word's text: composed, without what nobody sees."""
    text = unicodedata.normalize("NFC", "".join(character.text for character in word))
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf"))


def in_box(found: list[Character], box: Box) -> list[str]:
    """The lines of the words that overlap a box, whole words each."""
    result = []
    for line in lines(found):
        touching = [word for word in words(line) if any(one.box.touches(box) for one in word)]
        if touching:
            result.append(" ".join(map(seen, touching)))
    return result
