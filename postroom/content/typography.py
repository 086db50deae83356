"""Nice typography: curly quotes, en dashes, no space before commas (section 4).

The quotes follow the rules of SmartyPants (John Gruber, 2003, BSD licence), by which the
contract's data was made; they are our own because they must be linear and skip text without
any quote, which is most of it.
"""

import re

from postroom.content.whitespace import drop_before_punctuation

_PUNCTUATION = r"""[!"#$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""
# A quote after one of these opens; after anything else it closes.
_CLOSE = r"[^ \t\r\n\[{(\-]"
_OPENER = r"(\s|&nbsp;|--|&[mn]dash;|&#8211;|&#8212;|&#x201[34];)"

# Pairs of a pattern and what it becomes, applied in this order.
_PAIRS = [
    (re.compile(r""""'(?=\w)"""), "“‘"),
    (re.compile(r"""'"(?=\w)"""), "‘“"),
]
_SINGLE = [
    (re.compile(r"\b'(?=\d{2}s)"), "’"),
    (re.compile(rf"{_OPENER}'(?=\w)"), r"\1‘"),
    (re.compile(rf"({_CLOSE})'(?!\s|s\b|\d)"), r"\1’"),
    (re.compile(rf"({_CLOSE})'(\s|s\b)"), r"\1’\2"),
    (re.compile("'"), "‘"),
]
_DOUBLE = [
    (re.compile(rf'{_OPENER}"(?=\w)'), r"\1“"),
    (re.compile(r'"(?=\s)'), "”"),
    (re.compile(rf'^"(?={_PUNCTUATION})'), "”"),
    (re.compile(rf'({_CLOSE})"'), r"\1”"),
    (re.compile('"'), "“"),
]
_ESCAPES = {
    "\\\\": "&#92;",
    '\\"': "&#34;",
    "\\'": "&#39;",
    "\\.": "&#46;",
    "\\-": "&#45;",
    "\\`": "&#96;",
}
_NEEDS_WORK = re.compile(r"""['"\\]""")
_UNTOUCHED = re.compile(r"<(/?)(a|pre|samp|code|tt|kbd|script|style|math)", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_DASH = re.compile(r"(?<!\s)\s++[-–—]{1,3}\s++")
_STRAIGHT = str.maketrans("‘’", "''")


def nice(text: str) -> str:
    """The text as a careful typist would set it. HTML tags and what links say stay as typed."""
    text = drop_before_punctuation(text)
    text = curly_quotes(text)
    if "@" in text and ("‘" in text or "’" in text):
        text = _WORD.sub(_straight_in_addresses, text)
    return _DASH.sub(" – ", text)


def _straight_in_addresses(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_STRAIGHT) if "@" in word else word


def curly_quotes(text: str) -> str:
    """Straight quotes made curly, outside tags and outside links.

    A backslash before a quote, a full stop, a hyphen, a backtick or another backslash makes
    it an entity, which typography leaves alone.
    """
    if not _NEEDS_WORK.search(text):
        return text
    written: list[str] = []
    skipped: list[str] = []  # Names of the open elements whose text stays as typed.
    before = ""  # The last character of the text before this one, across tags.
    for piece, is_tag in _pieces(text):
        if is_tag:
            written.append(piece)
            if match := _UNTOUCHED.match(piece):
                _track(skipped, match)
        else:
            written.append(piece if skipped else _curly(piece, before))
            before = piece[-1]
    return "".join(written)


def _track(skipped: list[str], match: re.Match[str]) -> None:
    name = match[2].lower()
    if not match[1]:
        skipped.append(name)
    elif skipped and skipped[-1] == name:
        skipped.pop()


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Text and tags in turn. Each "<" is looked at once, so many of them stay linear."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    while (start := text.find("<", position)) >= 0:
        end = text.find(">", start)
        if end < 0:
            break
        if start > position:
            pieces.append((text[position:start], False))
        pieces.append((text[start : end + 1], True))
        position = end + 1
    if position < len(text):
        pieces.append((text[position:], False))
    return pieces


def _curly(text: str, before: str) -> str:
    if not _NEEDS_WORK.search(text):
        return text
    if "\\" in text:
        for source, entity in _ESCAPES.items():
            text = text.replace(source, entity)
    if text in ("'", '"'):
        closing = before and not before.isspace()
        return {"'": "‘’", '"': "“”"}[text][1 if closing else 0]
    rules = _SINGLE if "'" in text else []
    if '"' in text:
        rules = _PAIRS + rules + _DOUBLE if rules else _DOUBLE
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text
