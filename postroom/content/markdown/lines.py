"""What lines tell without being parsed: underlined ones, definitions, the items of a list."""

import re
from bisect import bisect_right
from operator import itemgetter

from postroom.content.markdown.grammar import (
    CLOSING_FENCE,
    DEFINED,
    LIST_MARK,
    NOTED,
    SIMPLE_ITEM,
    START,
    UNDERLINE,
)

_KEY_END = re.compile(r"[\]^]")


def underlined(text: str) -> set[int]:
    """Where the lines begin that have a line of "=" or "-" under them."""
    if "\n" not in text:
        return set()
    ends = [match.start() for match in UNDERLINE.finditer(text)]
    starts = ((text.rfind("\n", 0, end) + 1, end) for end in ends)
    return {start for start, end in starts if start < end}


class Definitions:
    """The definitions of links and of notes in one text, asked for line by line.

    A key may run over lines, so many a "[" can have the same "]". What was found for one
    line is remembered for those that follow.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.link_end: re.Match[str] | None = None
        self.link_ends = (0, -1)  # Between these places the next "]" or "^" is the second.
        self.note_ends = (0, -1)

    def link(self, position: int) -> tuple[str, re.Match[str]] | None:
        """The key and what follows it, of the link that the line at `position` defines."""
        start = START.match(self.text, position)
        if start is None or start[2] != "[":
            return None
        key = start.end()
        if not self.link_ends[0] <= key <= self.link_ends[1]:
            end = _KEY_END.search(self.text, key)
            self.link_ends = (key, end.start() if end else len(self.text))
            self.link_end = DEFINED.match(self.text, self.link_ends[1])
        close = self.link_ends[1]
        return (self.text[key:close], self.link_end) if self.link_end and key < close else None

    def note(self, position: int) -> tuple[str, re.Match[str]] | None:
        """The same of a note."""
        if not self.text.startswith("[^", position):
            return None
        key = position + 2
        if not self.note_ends[0] <= key <= self.note_ends[1]:
            end = self.text.find("]", key)
            self.note_ends = (key, end if end >= 0 else len(self.text))
        end = self.note_ends[1]
        match = NOTED.match(self.text, end) if key < end else None
        return (self.text[key:end], match) if match else None


class Fences:
    """Where fenced code ends: at as many marks as opened it, at the end of any line.

    Of tildes fewer do: those that are too many count as the name of a language.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.runs: dict[str, list[tuple[int, int, int]]] | None = None
        self.last: int | None = None
        self.longest: dict[str, list[int]] = {}

    def can_close_after(self, position: int) -> bool:
        """Whether there is any closing fence further on."""
        if self.last is None:
            self.last = max(
                (runs[-1][1] for kind in "`~" if (runs := self._runs(kind)[0])), default=0
            )
        return self.last > position + 4

    def closing(self, opening: re.Match[str]) -> tuple[int, int] | None:
        """Where the closing marks of a fence begin, and where the text goes on."""
        runs, longest = self._runs(opening[1][0])
        first = opening.end() + 1  # Some character is inside.
        number = bisect_right(runs, first, key=itemgetter(1))
        if number == len(runs):
            return None
        beside = runs[number][1] - max(runs[number][0], first)
        most = max(beside, longest[number + 1])
        marks = len(opening[1])
        if most < marks and opening[1][0] == "~" and not (opening[2] and opening[3]):
            marks = most
        if most < max(marks, 3):
            return None
        if beside < marks:
            number += 1
            while runs[number][1] - runs[number][0] < marks:
                number += 1
        return runs[number][1] - marks, runs[number][2]

    def _runs(self, mark: str) -> tuple[list[tuple[int, int, int]], list[int]]:
        """Runs of the mark at the ends of lines; by number, the longest from there on."""
        if self.runs is None:
            self.runs = {"`": [], "~": []}
            for match in CLOSING_FENCE.finditer(self.text):
                self.runs[match[1][0]].append((match.start(), match.end(1), match.end()))
            for kind, runs in self.runs.items():
                longest = [0]
                for start, end, _ in reversed(runs):
                    longest.append(max(longest[-1], end - start))
                self.longest[kind] = longest[::-1]
        return self.runs[mark], self.longest[mark]


def items_of(source: str) -> list[tuple[bool, str]]:
    """The items of a list without markers and indent, each with whether it is loose."""
    if "\n " not in source and source[0] != " ":
        lines = source.rstrip("\n")
        if "\n\n" not in lines:
            return [(False, item) for item in SIMPLE_ITEM.split(lines)[1:]]
        items = SIMPLE_ITEM.split(source)[1:]
    else:
        items = list(map(_outdented, _split_items(source)))
    result, after_blank = [], False
    for number, text in enumerate(items):
        loose = after_blank or "\n\n" in text.rstrip()
        if number < len(items) - 1 and text:
            after_blank = text.endswith("\n")
            loose = loose or after_blank
        result.append((loose, text))
    return result


def _outdented(item: tuple[list[str], int]) -> str:
    """The text of an item: no line is indented by what its marker takes."""
    lines, marked = item
    lines[0] = lines[0][marked:]
    text = "\n".join(lines)
    if "\n " in text:
        text = re.sub(rf"^ {{1,{marked}}}", "", text, flags=re.MULTILINE)
    return text


def _split_items(source: str) -> list[tuple[list[str], int]]:
    """The lines of each item, and where its first line goes on after indent and marker.

    An item ends where a marker of its own indent begins a line.
    """
    items: list[tuple[list[str], int]] = []
    indent = -1
    for line in source.split("\n"):
        mark = LIST_MARK.match(line)
        if mark and (indent < 0 or mark.end(1) == indent):
            indent = mark.end(1)
            items.append(([line], mark.end()))
        else:
            items[-1][0].append(line)
    return items
