"""Inside blocks: links, web addresses, line breaks, escapes. Linear in the text's length."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from postroom.content.fitting import fitting
from postroom.content.markdown.blocks import Links, definition_key
from postroom.content.markdown.nodes import Renderer
from postroom.content.markdown.tags import Tags

# Anything that is not looked for is literal: emphasis, code spans and the like do not exist.
# Each alternative begins with a fixed character, which lets the search skip all others.
_MARK = re.compile(r"\\|<|\[|\n|http")
_OTHER_MARK = re.compile(r"\\|<|\[|http")
_ALWAYS = r"\\[\\`*{}\[\]()#+\-.!_>~|]|https?://|\n"
_SPECIALS = {
    (links, tags): re.compile(_ALWAYS + r"|!\[|\[" * links + "|<" * tags)
    for links in (False, True)
    for tags in (False, True)
}
_SPECIAL = _SPECIALS[True, True]
# Characters from which on it is worth while to look for what there can be in a text.
_LONG = 1000
_URL = re.compile(r"""https?://[^\s<]+[^<.,:"')\]\s]""")
# Nearly all links: nothing in them can be taken for another end of their text or target.
_SIMPLE_LINK = re.compile(r"""\[([^\[\]]*+)\]\(\s*+([^\s()<>"']++)\s*+\)(?=[^\[\]]*+(?:\[|\Z))""")
_BRACKET = re.compile(r"[\[\]]")
_NOTE_MARK = re.compile(r"\[\^([^\]]+)\]")
_REFERENCE = re.compile(r"\]\s*\[([^^\]]*)\]")
_match_reference = fitting(_REFERENCE.pattern)
_match_space = fitting(r"\s*")
_TITLE_START = re.compile(r"""\s+['"]""")
_TITLE_END = re.compile(r"""['"]\s*+\)""")
_ANGLE_END = re.compile(r""">(?:\s+['"]([^'"]*+)['"])?\s*+\)""")
_OPENING_ANGLE = re.compile(r"\(\s*<")
# A link's text may hold links, images and so on; this many deep they are looked at.
_MAX_LINK_DEPTH = 3
_MAX_TAGS = 64

# What a rule found: what to write, and where to go on. None if it does not apply.
Found = tuple[str, int] | None


@dataclass(slots=True)
class Definitions:
    """Link definitions and notes of one document, and the notes marked so far."""

    links: Links
    notes: set[str]
    used_notes: list[str] = field(default_factory=list)


class Inline:
    """Writes the inline text of one document."""

    def __init__(self, renderer: Renderer, definitions: Definitions) -> None:
        self.renderer = renderer
        self.definitions = definitions
        self.link_depth = 0

    def __call__(self, text: str) -> str:
        """The text as the renderer writes it."""
        text = text.rstrip("\n")
        mark = _MARK.search(text)
        if mark is None:
            return self.renderer.text(text)
        if mark[0] == "\n" and not _OTHER_MARK.search(text, mark.end()):
            return self._broken_lines(text)
        special = _SPECIAL if len(text) < _LONG else self._special(text)
        match = special.search(text)
        return _Run(self, text, special).write(match) if match else self.renderer.text(text)

    def lines(self, lines: list[str]) -> list[str]:
        """Several texts of one line each."""
        text = "\n".join(lines)
        if _OTHER_MARK.search(text):
            return list(map(self, lines))
        return self.renderer.text(text).split("\n")

    def _special(self, text: str) -> re.Pattern[str]:
        """What to look at in a long text: brackets and tags only if there can be any."""
        links = self.definitions.links or self.definitions.notes
        opening = text.find("](")
        has_links = bool(links) or 0 <= opening < text.rfind(")")
        return _SPECIALS[has_links, "<" in text and ">" in text]

    def _broken_lines(self, text: str) -> str:
        """A text in which only the ends of lines mean something; those at its end do not."""
        end = len(text.rstrip())
        lines = self.renderer.text(text[:end]).split("\n")
        lines[:-1] = [line.rstrip(" ") for line in lines[:-1]]
        return self.renderer.line_break().join(lines) + self.renderer.text(text[end:])

    def link_text(self, text: str) -> str:
        """The text of a link, in which web addresses stay text."""
        if not _MARK.search(text):
            return self.renderer.text(text)
        if self.link_depth >= _MAX_LINK_DEPTH:
            return self.renderer.text(text)
        self.link_depth += 1
        written = self(text)
        self.link_depth -= 1
        return written


class _Run:
    """One pass over one stretch of text."""

    def __init__(self, inline: Inline, text: str, special: re.Pattern[str]) -> None:
        self.special = special
        self.inline = inline
        self.renderer = inline.renderer
        self.text = text
        self.brackets: _Brackets | None = None
        self.found: dict[str, int] = {}
        self.tags: Tags | None = None
        self.last = len(text.rstrip())

    def write(self, match: re.Match[str] | None) -> str:
        """The whole text, given the first of its special places."""
        text, renderer = self.text, self.renderer
        written: list[str] = []
        literal = 0  # Where the literal text not yet written begins.
        while match:
            found = self._at(match)
            if found is None:
                position = match.start() + 1
            else:
                if match.start() > literal:
                    before = text[literal : match.start()]
                    if match[0] == "\n":
                        before = before.rstrip(" ")
                    written.append(renderer.text(before))
                written.append(found[0])
                position = literal = found[1]
            match = self.special.search(text, position)
        if literal < len(text):
            written.append(renderer.text(text[literal:]))
        return "".join(written)

    def _next(self, wanted: str, position: int) -> int:
        """The next place of a string, or -1. Remembered: rising positions make it linear."""
        found = self.found.get(wanted, -2)
        if found != -1 and found < position:
            found = self.found[wanted] = self.text.find(wanted, position)
        return found

    def _at(self, match: re.Match[str]) -> Found:
        start, first = match.start(), match[0][0]
        if first == "h":
            return self._url(start)
        if first in "[!":
            return self._bracket(start)
        if first == "\\":
            return self.renderer.text(match[0][1]), match.end()
        if first == "<":
            return self._raw_html(start) or self._angle(start)
        if match.end() >= self.last:
            return None
        return self.renderer.line_break(), match.end()

    def _url(self, start: int) -> Found:
        match = _URL.match(self.text, start)
        if match is None:
            return None
        write = self.renderer.text if self.inline.link_depth else self.renderer.url
        return write(match[0]), match.end()

    def _raw_html(self, start: int) -> Found:
        """Tags of a plain text, or one of our own highlights in an escaped one: as they are."""
        text = self.text
        if text.startswith("<!--", start):
            end = self._next("-->", start + 4)
            return (text[start : end + 3], end + 3) if end >= 0 else None
        if self._next(">", start) < 0:
            return None
        self.tags = self.tags or Tags(text)
        tag = self.tags.at(start)
        if tag is None:
            return None
        end = tag.end
        # Up to its end tag an element is left alone. The bound keeps a text of ever new
        # tags linear.
        if not tag.closes_itself and len(self.found) < _MAX_TAGS:
            end_tag = f"</{tag.name}>"
            if (found := self._next(end_tag, end)) >= 0:
                end = found + len(end_tag)
        return text[start:end], end

    def _angle(self, start: int) -> Found:
        """<https://x.example> or <me@x.example> in a plain text."""
        end, space = self._next(">", start), self._next(" ", start)
        if end < 0 or 0 <= space < end:
            return None
        if not any(0 <= self._next(mark, start + 2) < end - 1 for mark in "@:"):
            return None
        return self.renderer.url(self.text[start + 1 : end]), end + 1

    def _bracket(self, start: int) -> Found:
        is_image = self.text[start] == "!"
        opening = start + is_image
        if not is_image and self.inline.definitions.notes and (found := self._note_mark(start)):
            return found
        if match := _SIMPLE_LINK.match(self.text, opening):
            if is_image:
                return "", match.end()
            text = self.inline.link_text(match[1])
            return self.renderer.link(text, match[2], None, match[0]), match.end()
        if self.brackets is None:
            self.brackets = _Brackets(self.text, self.inline.definitions.links)
        brackets = self.brackets
        return self._link(brackets, opening, is_image) or self._reference(
            brackets, opening, is_image
        )

    def _note_mark(self, start: int) -> Found:
        definitions = self.inline.definitions
        match = _NOTE_MARK.match(self.text, start)
        if match is None:
            return None
        key = definition_key(match[1])
        if key not in definitions.notes or key in definitions.used_notes:
            return None
        definitions.used_notes.append(key)
        return "", match.end()

    def _link(self, brackets: "_Brackets", opening: int, is_image: bool) -> Found:
        close = brackets.link_end(opening)
        if close is None:
            return None
        target, title, end = self._target(close + 1)
        return self._written(opening, close, end, is_image, target, title)

    def _target(self, opening: int) -> tuple[str, str | None, int]:
        """Target, title and end of a link whose "(" is given; a ")" is known to follow."""
        text = self.text
        if self.renderer.raw_html and (angle := _OPENING_ANGLE.match(text, opening)):
            match = _ANGLE_END.search(text, angle.end())
            if match:
                return text[angle.end() : match.start()], match[1], match.end()
        close = text.index(")", opening)
        first = _match_space(text, opening + 1).end()
        # A title may hold brackets, so it is looked for before the first ")" counts.
        start = _TITLE_START.search(text, first, close)
        if start and (end := _TITLE_END.search(text, start.end())):
            return text[first : start.start()], text[start.end() : end.start()], end.end()
        return text[first:close].rstrip(), None, close + 1

    def _reference(self, brackets: "_Brackets", opening: int, is_image: bool) -> Found:
        """[text][key], or [key] alone, of a link defined elsewhere in the text."""
        links = self.inline.definitions.links
        if not links:
            return None
        text = self.text
        close = brackets.reference_end(opening)
        if close is not None:
            match = _match_reference(text, close)
            key = definition_key(match[1] or text[opening + 1 : close])
            if key in links:
                return self._written(opening, close, match.end(), is_image, *links[key])
        close = brackets.plain_end(opening)
        if close is not None and (key := definition_key(text[opening + 1 : close])) in links:
            return self._written(opening, close, close + 1, is_image, *links[key])
        return None

    def _written(
        self, opening: int, close: int, end: int, is_image: bool, target: str, title: str | None
    ) -> Found:
        if is_image:
            return "", end
        text = self.inline.link_text(self.text[opening + 1 : close])
        return self.renderer.link(text, target, title, self.text[opening:end]), end


class _Brackets:
    """Where link texts end, worked out for every bracket of a text in one pass from its end.

    A link's text runs to the last "]" that fits: it may hold [groups], and each "]" after
    which another comes before the next "[". What follows a bracket does not depend on what
    came before it, so the answers can be shared by all the "[" of a text.
    """

    def __init__(self, text: str, links: Links) -> None:
        self.text = text
        self.places = [match.start() for match in _BRACKET.finditer(text)]
        self.numbers = {place: number for number, place in enumerate(self.places)}
        self.last_paren = text.rfind(")")
        self.link_ends = self._ends(self._closes_link)
        self.reference_ends = self._ends(self._closes_reference) if links else {}
        self.plain_ends = self._plain_ends() if links else {}

    def link_end(self, opening: int) -> int | None:
        """The "]" of "](…)" for the "[" at `opening`."""
        return self.link_ends.get(self.numbers[opening] + 1)

    def reference_end(self, opening: int) -> int | None:
        """The "]" of "][…]" for the "[" at `opening`."""
        return self.reference_ends.get(self.numbers[opening] + 1)

    def plain_end(self, opening: int) -> int | None:
        """The "]" of "[key]" for the "[" at `opening`."""
        return self.plain_ends.get(self.numbers[opening] + 1)

    def _closes_link(self, place: int) -> bool:
        return self.text.startswith("(", place + 1) and place + 1 < self.last_paren

    def _closes_reference(self, place: int) -> bool:
        return bool(_REFERENCE.match(self.text, place))

    def _ends(self, closes: Callable[[int], bool]) -> dict[int, int | None]:
        """The end of a link text that goes on from each bracket, by the bracket's number."""
        text, places = self.text, self.places
        ends: dict[int, int | None] = {}
        group_end = None  # Number of the next "]" to the right.
        next_caret = len(text)
        for number in range(len(places) - 1, -1, -1):
            place = places[number]
            after = places[number + 1] if number + 1 < len(places) else len(text)
            caret = text.find("^", place, after)
            next_caret = caret if caret >= 0 else next_caret
            if text[place] == "]":
                follows = number + 1 < len(places) and text[after] == "]"
                end = ends.get(number + 1) if follows else None
                ends[number] = place if end is None and closes(place) else end
                group_end = number
            elif group_end is not None and next_caret > places[group_end]:
                ends[number] = ends.get(group_end + 1)
        return ends

    def _plain_ends(self) -> dict[int, int | None]:
        ends: dict[int, int | None] = {}
        group_end = None
        for number in range(len(self.places) - 1, -1, -1):
            if self.text[self.places[number]] == "]":
                ends[number] = self.places[number]
                group_end = number
            elif group_end is not None:
                ends[number] = ends.get(group_end + 1)
        return ends
