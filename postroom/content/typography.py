"""Nice typography: curly quotes, en dashes, no space before commas.

See docs/contract/rendering.md, typography.

The quotes follow the rules of SmartyPants (John Gruber, 2003, BSD licence), by which the
contract's data was made; they are our own because they must be linear and skip text without
any quote, which is most of it.
"""

import re
from collections.abc import Callable

from postroom.content.fitting import fitting
from postroom.content.whitespace import drop_before_punctuation

_PUNCTUATION = frozenset("""!#$%()*+,-./:;<=>?@[\\]^_`{|}~""")
# A quote after one of these opens; after anything else it closes.
_OPENS_AFTER = frozenset(" \t\r\n[{(-")
_OPENERS = ("&nbsp;", "--", "&ndash;", "&mdash;", "&#8211;", "&#8212;", "&#x2013;", "&#x2014;")
_DECADE = re.compile(r"\d{2}s")
_SPACE_OR_S = re.compile(r"\s|s\b")
_PAIR = re.compile(r"""("')(?=\w)|('")(?=\w)""")
_ESCAPES = {
    "\\\\": "&#92;",
    '\\"': "&#34;",
    "\\'": "&#39;",
    "\\.": "&#46;",
    "\\-": "&#45;",
    "\\`": "&#96;",
}
_NEEDS_WORK = re.compile(r"""['"\\]""")
# The look-ahead is there for speed: most tags begin with another letter.
_UNTOUCHED = re.compile(r"<(/?)(?=[ackmpstACKMPST])(?i:(a|pre|samp|code|tt|kbd|script|style|math))")
_WORD = re.compile(r"\S+")
_DASH = re.compile(r"[-–—]{1,3}(?=\s)")
_match_space = fitting(r"\s*")
# Enough where white space is only spaces and newlines, and much cheaper than the pattern.
_BEFORE_DASH = (" -", " –", " —", "\n-", "\n–", "\n—")
_STRAIGHT = str.maketrans("‘’", "''")


def nice(text: str) -> str:
    """The text as a careful typist would set it. HTML tags and what links say stay as typed."""
    text = drop_before_punctuation(text)
    text = curly_quotes(text)
    if "@" in text and ("‘" in text or "’" in text):
        text = _WORD.sub(_straight_in_addresses, text)
    if any(start in text for start in _BEFORE_DASH) or _has_other_space(text):
        text = _en_dashes(text)
    return text


def _en_dashes(text: str) -> str:
    """One to three hyphens or dashes between white space as an en dash between spaces.

    White space belongs to one dash only, so of two neighbours the first changes.
    """
    written: list[str] = []
    done = 0
    for match in _DASH.finditer(text):
        start = match.start()
        if start > done and text[start - 1].isspace():
            written += [text[done:start].rstrip(), " – "]
            done = _match_space(text, match.end()).end()
    return f"{''.join(written)}{text[done:]}" if written else text


def _has_other_space(text: str) -> bool:
    """Whether there may be white space besides spaces and newlines: it is not printable."""
    return not text.replace("\n", "").isprintable()


def _straight_in_addresses(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_STRAIGHT) if "@" in word else word


def curly_quotes(text: str) -> str:
    """Straight quotes made curly, outside tags and outside links.

    A backslash before a quote, a full stop, a hyphen, a backtick or another backslash makes
    it an entity, which typography leaves alone.
    """
    written: list[str] = []
    position = 0  # Outside any tag; all before it is written.
    tags_end = text.rfind(">") + 1  # A "<" after it is text, for nothing closes it.
    links = _Untouched(text, tags_end)
    while match := _NEEDS_WORK.search(text, position):
        place = match.start()
        opening = text.rfind("<", position, min(place, tags_end))
        # The tag before ends at the first ">" after it; a later one is text like any other.
        tag_end = text.find(">", opening, place) if opening >= 0 else position - 1
        start = tag_end + 1
        if opening >= 0 and tag_end < 0:
            end = text.find(">", place) + 1
            written.append(text[position:end])
        else:
            end = text.find("<", place)
            if end < 0 or end >= tags_end:
                end = len(text)
            piece = text[start:end]
            written.append(text[position:start])
            written.append(piece if links.cover(place) else _curly(piece, text, start))
        position = end
    return f"{''.join(written)}{text[position:]}" if written else text


class _Untouched:
    """The elements whose text stays as typed, followed from left to right."""

    def __init__(self, text: str, tags_end: int) -> None:
        self.text = text
        self.tags_end = tags_end
        self.open: list[str] = []
        self.position = 0
        self.next = _UNTOUCHED.search(text, 0, tags_end)

    def cover(self, place: int) -> bool:
        """Whether `place`, to the right of every earlier one, is inside such an element."""
        while self.next and self.next.start() < place:
            name = self.next[2].lower()
            if self._inside_another_tag(self.next.start()):
                pass
            elif not self.next[1]:
                self.open.append(name)
            elif self.open and self.open[-1] == name:
                self.open.pop()
            self.position = self.next.start()
            self.next = _UNTOUCHED.search(self.text, self.next.end(), self.tags_end)
        return bool(self.open)

    def _inside_another_tag(self, place: int) -> bool:
        """Whether another "<" before the one at `place` is still open."""
        last = self.text.rfind(">", self.position, place)
        return self.text.find("<", max(last, self.position), place) >= 0


def _curly(piece: str, text: str, start: int) -> str:
    """The text between two tags, which begins at `start` of the whole."""
    if "\\" in piece:
        for source, entity in _ESCAPES.items():
            piece = piece.replace(source, entity)
    if piece in ("'", '"'):
        before = _character_before(text, start)
        closing = before and not before.isspace()
        return {"'": "‘’", '"': "“”"}[piece][1 if closing else 0]
    if "'" in piece and '"' in piece:
        piece = _PAIR.sub(lambda match: "“‘" if match[1] else "‘“", piece)
    for quote, curly, plain_cases, closes in _QUOTES:
        if quote not in piece:
            continue
        if piece.count(quote) > _FEW:
            for pattern, replacement in plain_cases:
                piece = pattern.sub(replacement, piece)
        if quote * _LONG_RUN in piece:
            piece = _long_runs(piece, quote, curly, closes)
        elif quote in piece:
            piece = _replaced(piece, quote, curly, closes)
    return piece


def _character_before(text: str, place: int) -> str:
    """The last character of the text before a tag that ends at `place`, or nothing."""
    while place > 0 and text[place - 1] == ">":
        opening = text.rfind("<", 0, place)
        if opening < 0 or text.find(">", opening) < place - 1:
            break  # This ">" closes no tag.
        # A tag may hold another "<"; it begins at the first.
        last = text.rfind(">", 0, opening)
        place = text.find("<", last + 1)
    return text[place - 1] if place > 0 else ""


def _replaced(
    text: str, quote: str, curly: str, closes: Callable[[str, int, list[int]], bool]
) -> str:
    """Each quote as the opening or the closing one of `curly`.

    SmartyPants looks at a quote together with the character before it, and looks at no
    character twice in one pass, so of two quotes side by side the second may not be seen to
    close. `seen` holds how far each of its passes has looked.
    """
    pieces = text.split(quote)
    written, place, seen = [pieces[0]], len(pieces[0]), [0, 0]
    for piece in pieces[1:]:
        written.append(curly[1] if closes(text, place, seen) else curly[0])
        written.append(piece)
        place += 1 + len(piece)
    return "".join(written)


def _long_runs(
    text: str, quote: str, curly: str, closes: Callable[[str, int, list[int]], bool]
) -> str:
    """`_replaced` for texts with long runs of a quote: inside a run openings and closings
    alternate, so a short run tells what a long one becomes.
    """
    short, runs, end = [], [], 0
    length = 0  # Of what is in `short`.
    for match in re.finditer(f"{quote}{{{_LONG_RUN},}}", text):
        left_out = (len(match[0]) - _SHORT_RUN) // 2 * 2
        kept = text[end : match.end() - left_out]
        runs.append((length + match.start() - end + _SHORT_RUN // 2, left_out // 2))
        short.append(kept)
        length += len(kept)
        end = match.end()
    replaced = _replaced("".join([*short, text[end:]]), quote, curly, closes)
    written, position = [], 0
    for middle, pairs in runs:
        written += [replaced[position:middle], replaced[middle : middle + 2] * pairs]
        position = middle
    return "".join(written) + replaced[position:]


def _opens(text: str, place: int) -> bool:
    """A quote after white space or a dash, and before a word."""
    if not (text[place + 1 : place + 2].isalnum() or text.startswith("_", place + 1)):
        return False
    return text[place - 1 : place].isspace() or text.endswith(_OPENERS, 0, place)


def _closes_single(text: str, place: int, seen: list[int]) -> bool:
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if (before.isalnum() or before == "_") and _DECADE.match(text, place + 1):
        return True
    if _opens(text, place) or not before or before in _OPENS_AFTER:
        return False
    match = _SPACE_OR_S.match(text, place + 1)
    if match is None and after.isdecimal():
        return False
    number, end = (1, match.end()) if match else (0, place + 1)
    if place - 1 < seen[number]:
        return False
    seen[number] = end
    return True


def _closes_double(text: str, place: int, seen: list[int]) -> bool:
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if _opens(text, place):
        return False
    if after.isspace() or (place == 0 and _is_punctuation(text, after)):
        return True
    if not before or before in _OPENS_AFTER or place - 1 < seen[0]:
        return False
    seen[0] = place + 1
    return True


def _is_punctuation(text: str, after: str) -> bool:
    """Whether this is punctuation; a second quote is, unless it closes before a space."""
    return after in _PUNCTUATION or (after == '"' and not text[2:3].isspace())


# In texts with many quotes those whose side follows from their neighbours go first, all as one
# replacement, if no other quote is near enough to be read together with them.
_FEW = 20
_LONG_RUN = 24
_SHORT_RUN = 12
_QUOTES = (
    (
        "'",
        "‘’",
        (
            (re.compile(r"'(?<=\s')(?=\w)|'(?<=[ \t\r\n\[{(-]')"), "‘"),
            (re.compile(r"'(?<=[^'][^'\" \t\r\n\[{(-]')(?=\s)"), "’"),
            (re.compile(r"'(?<=[^'][a-zA-Z]')(?=[a-zA-Z](?:[^']|\Z))"), "’"),
        ),
        _closes_single,
    ),
    (
        '"',
        "“”",
        (
            (re.compile(r'"(?<=\s")(?=\w)|"(?<=[ \t\r\n\[{(-]")(?!\s)'), "“"),
            (re.compile(r'"(?<=[^"\s\[{(-]")(?=\s)'), "”"),
        ),
        _closes_double,
    ),
)
