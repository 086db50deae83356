"""HTML tags that an author wrote into a plain text: which stand as they are, and to where.

A tag has a name and attributes of one letter or more, which may have values. What is tried
in vain is counted, for a text can be made of beginnings that each run to its end: beyond some
times its length no further tag is recognised.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from postroom.content.fitting import fitting

_INLINE = """
    a abbr b bdi bdo br cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp
    small span strong sub sup time u var wbr
"""
INLINE_NAMES = frozenset(_INLINE.split())
_PATIENCE = 8

# "<https://…" and "<me@…" are addresses.
_NAME = re.compile(r"<(\w++)(?!:/|[^\w\s@]*@)")
_match_attributes = fitting(
    r"(?:\s*+[a-zA-Z-](?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s'\">]++))?+)*+"
)
_CLOSE = re.compile(r"\s*+(/?)>")
# What ends a block: a blank line, or the end of the text.
_BLOCK_END = re.compile(r" *+(?:\n{2,}|\s*+\Z)")
_match_block_end = fitting(_BLOCK_END.pattern)
_LAST_TAG = re.compile(rf"(-->|</(\w++)>)(?={_BLOCK_END.pattern})")


class Tag(NamedTuple):
    """A tag that begins something."""

    name: str
    end: int
    closes_itself: bool
    """Written <br/>."""
    has_space_at_end: bool


class Tags:
    """The tags of one text, and the blocks that they begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.patience = _PATIENCE * len(text)
        self.last_tags: dict[str, list[int]] | None = None

    def at(self, start: int) -> Tag | None:
        """The tag whose "<" is given."""
        name = _NAME.match(self.text, start)
        if name is None or self.patience < 0:
            return None
        end = _match_attributes(self.text, name.end()).end()
        close = _CLOSE.match(self.text, end)
        self.patience -= end - start
        if close is None:
            return None
        return Tag(name[1], close.end(), close[1] == "/", close.end() - end - len(close[1]) > 1)

    def block_at(self, line: int) -> tuple[str, int] | None:
        """What stands as it is from the line given to a blank one, and where the text goes on.

        A comment, an element or a single tag; an element takes no white space with it.
        """
        text = self.text
        start = text.index("<", line)
        if text.startswith("<!--", start):
            last = self._last_tag("-->", start + 4)
            return None if last is None else self._with_white_space(line, last + 3)
        tag = self.at(start)
        if tag is None or tag.name in INLINE_NAMES:
            return None
        if not tag.closes_itself and not tag.has_space_at_end:
            last = self._last_tag(f"</{tag.name}>", tag.end)
            if last is not None:
                end = last + len(tag.name) + 3
                return text[start:end], _match_block_end(text, end).end()
        return self._with_white_space(line, tag.end)

    def _with_white_space(self, start: int, end: int) -> tuple[str, int] | None:
        match = _BLOCK_END.match(self.text, end)
        return (self.text[start : match.end()], match.end()) if match else None

    def _last_tag(self, tag: str, position: int) -> int | None:
        """Where the first such tag stands that ends a block."""
        if self.last_tags is None:
            self.last_tags = {}
            for match in _LAST_TAG.finditer(self.text):
                self.last_tags.setdefault(match[1], []).append(match.start())
        places = self.last_tags.get(tag, [])
        number = bisect_left(places, position)
        return places[number] if number < len(places) else None
