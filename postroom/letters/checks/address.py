"""The address that is seen in the window of a letter, and what is wrong with it (letters 5)."""

from postroom.content.postal_addresses import PostalAddress
from postroom.letters.pdf.sight import Character, in_box
from postroom.letters.places import READING_BOX
from postroom.letters.refusals import Refused, Unreadable

MOST_CHARACTERS, LONGEST_LINE, MOST_LINES = 1000, 200, 60


def address(found: list[Character], *, allows_international: bool) -> PostalAddress:
    """The address; Refused where nothing can be sent to it."""
    inside = [one for one in found if one.box.touches(READING_BOX) and not one.is_blank]
    if not all(one.is_known for one in inside):
        raise Unreadable("characters without a meaning in the address")
    lines = in_box(found, READING_BOX)
    if len(inside) > MOST_CHARACTERS or any(len(line) > LONGEST_LINE for line in lines):
        raise Unreadable("too much text in the address")
    if len(lines) > MOST_LINES:
        raise Refused("too-many-address-lines", [1])
    read = PostalAddress("\n".join(lines), allows_international)
    code = fault(read)
    if code:
        raise Refused(code, [1])
    return read


def fault(address: PostalAddress) -> str | None:
    """The code for the first rule that an address breaks."""
    rules = (
        (not any(address.lines), "address-is-empty"),
        (not address.has_enough_lines, "not-enough-address-lines"),
        (address.has_too_many_lines, "too-many-address-lines"),
        (not address.has_words, "invalid-address-line-1-or-2"),
        (address.has_bfpo_and_country, "has-country-for-bfpo-address"),
        (not address.has_valid_last_line, last_line_fault(address)),
        (address.has_bad_start, "invalid-char-in-address"),
        (address.has_no_fixed_abode, "no-fixed-abode-address"),
    )
    return next((code for failed, code in rules if failed), None)


def last_line_fault(address: PostalAddress) -> str:
    """What the last line should have been."""
    if address.allow_international:
        return "not-a-real-uk-postcode-or-country"
    return "cant-send-international-letters" if address.country else "not-a-real-uk-postcode"
