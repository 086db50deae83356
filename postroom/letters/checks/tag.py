"""The tag by which the printer finds a letter's first sheet (letters 4)."""

from postroom.letters.pdf.sight import Character, in_box
from postroom.letters.places import TAG_BOX

TAG = "NOTIFY"


def is_tagged(found: list[Character]) -> bool:
    """Whether the tag, and nothing else, is where tags are."""
    return " ".join(in_box(found, TAG_BOX)) == TAG


def has_tag(found: list[Character]) -> bool:
    """Whether one of the words there is the tag, so that no second one is wanted."""
    return TAG in " ".join(in_box(found, TAG_BOX)).split()
