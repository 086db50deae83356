"""White space that people paste without seeing it.

Two sets matter (docs/contract/rendering.md, white space):

* zero-width characters, which are removed wherever text is cleaned;
* full-width no-break spaces, which read as a space in messages and are removed from
  recipients and CSV cells.
"""

import re

ZERO_WIDTH = "\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029"
NO_BREAK = "\u00a0\u202f"
# No character above U+3000 is white space to Python.
ALL = ZERO_WIDTH + "".join(filter(str.isspace, map(chr, range(0x3001))))

_TO_SPACE = str.maketrans({**dict.fromkeys(ZERO_WIDTH), **dict.fromkeys(NO_BREAK, " ")})
_TO_NOTHING = str.maketrans(dict.fromkeys(ZERO_WIDTH + NO_BREAK))
# Text without any of these needs no translation; the search is much cheaper than the pass.
_OBSCURE = re.compile(f"[{ZERO_WIDTH}{NO_BREAK}]")

# The look-behind and the possessive quantifier keep a megabyte of spaces linear.
_BEFORE_PUNCTUATION = re.compile(r"(?<![ \t])[ \t]++(?=[,.])")


def without_obscure(text: str) -> str:
    """The text without zero-width and no-break characters, as recipients are stored."""
    return text if text.isascii() or not _OBSCURE.search(text) else text.translate(_TO_NOTHING)


def strip(text: str) -> str:
    """The text without any white space, ordinary or obscure, at its ends."""
    return text.strip(ALL)


def collapse(text: str) -> str:
    """Every run of white space as one space, none at the ends, zero-width removed."""
    if not text.isascii() and _OBSCURE.search(text):
        text = text.translate(_TO_SPACE)
    return " ".join(text.split())


def drop_before_punctuation(text: str) -> str:
    """The text without spaces and tabs before a comma or a full stop."""
    if " ," in text or " ." in text or "\t" in text:
        text = _BEFORE_PUNCTUATION.sub("", text)
    return text
