"""The characters a text message can carry, and what becomes of the others.

Sources: GSM 03.38 (3GPP TS 23.038, section 6.2.1) for the two alphabets;
docs/contract/rendering.md, text messages, for the Welsh letters kept outside them and for the
replacements.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from postroom.content.whitespace import NO_BREAK, ZERO_WIDTH

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each is sent as an escape and a second character, so it counts twice.
GSM_EXTENSION = frozenset("^{}\\[~]|€")
_GRAVE, _ACUTE, _DIAERESIS, _CIRCUMFLEX = "\u0300", "\u0301", "\u0308", "\u0302"
WELSH_NON_GSM = frozenset(
    unicodedata.normalize("NFC", vowel + accent)
    for vowel in "aeiouwyAEIOUWY"
    for accent in (_GRAVE, _ACUTE, _DIAERESIS, _CIRCUMFLEX)
) - (GSM_BASIC | GSM_EXTENSION)
SMS = GSM_BASIC | GSM_EXTENSION | WELSH_NON_GSM
ASCII = frozenset(chr(code) for code in range(32, 127))

_REPLACEMENTS = {
    **dict.fromkeys("\u2011\u2013\u2014\u2212", "-"),
    "\u2026": "...",
    **dict.fromkeys("\u2018\u2019\u201a", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys(ZERO_WIDTH, ""),
    **dict.fromkeys(NO_BREAK + "\t", " "),
    "Ł": "L",
    "ł": "l",
}


def _replacement(character: str, allowed: frozenset[str]) -> str:
    """What an unsendable character becomes; "?" if nothing stands for it."""
    parts = unicodedata.decomposition(character).split()
    if parts and not parts[0].startswith("<"):
        base = chr(int(parts[0], 16))
        return base if base in allowed else "?"
    return _REPLACEMENTS.get(character, "?")


class _Table(dict[int, str]):
    """A table for str.translate, whose replacements are found when needed; some thousands stay."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__({ord(character): character for character in allowed})
        self._replacement = lru_cache(4096)(lambda code: _replacement(chr(code), allowed))

    def __missing__(self, code: int) -> str:
        return self._replacement(code)


def _downgrader(allowed: frozenset[str]) -> Callable[[str], str]:
    table = _Table(allowed)
    unsendable = re.compile(f"[^{re.escape(''.join(sorted(allowed)))}]")

    def downgrade(text: str) -> str:
        return text.translate(table) if unsendable.search(text) else text

    return downgrade


@cache
def _downgraders() -> tuple[Callable[[str], str], Callable[[str], str]]:
    return _downgrader(SMS), _downgrader(ASCII)


def downgrade(text: str) -> str:
    """The text in characters that text messages carry."""
    return _downgraders()[0](text)


def fold_to_ascii(text: str) -> str:
    """The text in printable ASCII by the same replacements, for file and country names."""
    return _downgraders()[1](text)


def unsendable(text: str) -> list[str]:
    """The characters that become "?", in code point order."""
    return sorted(c for c in set(text) - SMS if _replacement(c, SMS) == "?")
