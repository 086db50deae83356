"""Blocks: paragraphs, headings, lists, insets, rules. Linear in the length of the text.

Rules are tried in a fixed order at the start of a line; the first that matches takes its
lines away. Lists and insets are stripped of their markers and parsed again, at most six
deep each, which bounds the work on nested input.
"""

import re
from bisect import bisect_right

from postroom.content.markdown.grammar import (
    BLANK_LINE,
    BLOCK_TAG,
    CODE_INDENT,
    FENCE,
    HEADING,
    INSET,
    INSET_MARK,
    INTERRUPTERS,
    LIST_GOES_ON,
    LIST_INTERRUPTS,
    LIST_MARK,
    LIST_RULE,
    LIST_STOP,
    NEWLINE,
    PARAGRAPH_STOP,
    PLAIN_ITEM,
    PLAIN_LIST,
    PLAIN_LIST_STOP,
    QUOTE,
    RULE,
    SIMPLE_ITEM,
    START,
    TABLE,
    TABLE_RULE,
    match_code,
    match_line,
    match_newlines,
    match_underlined_heading,
)
from postroom.content.markdown.lines import Definitions, Fences, items_of, underlined
from postroom.content.markdown.nodes import Node
from postroom.content.markdown.tags import Tags

MAX_DEPTH = 6
_SPACES = re.compile(r"\s+")


class Links(dict[str, tuple[str, str | None]]):
    """Link definitions by key: target and title."""


def definition_key(text: str) -> str:
    """The form under which link definitions and notes are found."""
    return _SPACES.sub(" ", text.lower())


def parse(text: str, *, html_blocks: bool) -> tuple[list[Node], Links, dict[str, list[Node]]]:
    """The blocks of a text, its link definitions, and its notes by key."""
    if "\r" in text or "\u2424" in text:
        text = NEWLINE.sub("\n", text)
    if "\t" in text:
        text = text.expandtabs(4)
    if "\n " in text or text.startswith(" "):
        text = BLANK_LINE.sub("", text)
    parser = _Parser(html_blocks)
    nodes = parser.blocks(text)
    return nodes, parser.links, parser.notes


class _Parser:
    """State of one document."""

    def __init__(self, html_blocks: bool) -> None:
        self.html_blocks = html_blocks
        self.links = Links()
        self.notes: dict[str, list[Node]] = {}
        self.list_depth = 0
        self.inset_depth = 0

    def blocks(self, text: str, *, in_item: bool = False, in_note: bool = False) -> list[Node]:
        """The nodes of a text; inside list items fewer kinds of block exist."""
        if in_item and PLAIN_ITEM.fullmatch(text):
            return [("text", text)]
        return _Blocks(self, text.rstrip("\n"), in_item, in_note).parse()


class _Blocks:
    """One run over a text: the document, or the inside of an item, an inset or a note."""

    def __init__(self, parser: _Parser, text: str, in_item: bool, in_note: bool) -> None:
        self.parser = parser
        self.text = text
        self.in_item = in_item
        self.in_note = in_note
        self.nodes: list[Node] = []
        self.underlined = underlined(text)
        self.underlined_in_order = sorted(self.underlined)
        self.has_table = "|" in text and bool(TABLE_RULE.search(text))
        # Most runs are over a few words and need none of these.
        self.definitions: Definitions | None = None
        self.tags: Tags | None = None
        self.fences: Fences | None = None
        self.last = -1  # Where the white space at the end begins.

    def parse(self) -> list[Node]:
        text, position = self.text, 0
        end = len(text)
        while position < end:
            start = START.match(text, position)
            if start is None:
                position = self._newlines(position)
            else:
                position = self._block(position, len(start[1]), start[2])
        return [("text", "\n".join(node[1])) if node[0] == "text" else node for node in self.nodes]

    def _newlines(self, position: int) -> int:
        match = match_newlines(self.text, position)
        if match.end() - position > 1:
            self.nodes.append(("newline",))
        return match.end()

    def _block(self, position: int, indent: int, first: str) -> int:
        """Takes one block away; gives the position after it."""
        if first.isalpha() and indent < 4 and not self.has_table:
            # Most blocks: nothing but a line under it makes more of a word.
            if position in self.underlined:
                return self._underlined(position)
            return self._line(position) if self.in_item else self._paragraph(position)
        if self.in_item:
            return self._item_block(position, indent, first)
        if first in "-*_" and (match := RULE.match(self.text, position)) and not self.in_note:
            return self._add(match, ("rule",))
        if indent >= 4:
            return self._code(position)
        if first in "`~" and (end := self._fences(position)):
            return end
        if first == "#" and (end := self._heading(position)):
            return end
        if self.has_table and (match := TABLE.match(self.text, position)):
            return match.end()
        if position in self.underlined:
            return self._underlined(position)
        if self.in_note and first in "-*_" and (match := RULE.match(self.text, position)):
            return self._add(match, ("rule",))
        if end := self._container(position, first):
            return end
        if first == "[" and not self.in_note and (end := self._definition(position)):
            return end
        return self._paragraph(position)

    def _item_block(self, position: int, indent: int, first: str) -> int:
        if indent >= 4:
            return self._code(position)
        if first in "`~" and (end := self._fences(position)):
            return end
        if position in self.underlined:
            return self._underlined(position)
        if first in "-*_" and (match := RULE.match(self.text, position)):
            return self._add(match, ("rule",))
        return self._container(position, first) or self._line(position)

    def _container(self, position: int, first: str) -> int:
        """An inset, a list or raw HTML; 0 if none begins here."""
        if first == "^" and (match := INSET.match(self.text, position)):
            return self._inset(match)
        if (first in "•*-" or first.isdigit()) and (mark := LIST_MARK.match(self.text, position)):
            return self._list(mark)
        if first == "<" and self.parser.html_blocks:
            return self._html(position)
        return 0

    def _add(self, match: re.Match[str], node: Node) -> int:
        self.nodes.append(node)
        return match.end()

    def _line(self, position: int) -> int:
        """A line of a list item; lines that follow one another are one text."""
        end = match_line(self.text, position).end()
        line = self.text[position:end]
        if self.nodes and self.nodes[-1][0] == "text":
            self.nodes[-1][1].append(line)
        else:
            self.nodes.append(("text", [line]))
        return end

    def _code(self, position: int) -> int:
        match = match_code(self.text, position)
        return self._add(match, ("code", CODE_INDENT.sub("", match[0])))

    def _fences(self, position: int) -> int:
        found = self._find_fences(position)
        if found is None:
            return 0
        code, end = found
        self.nodes.append(("code", code))
        return end

    def _find_fences(self, position: int) -> tuple[str, int] | None:
        """Text and end of the fenced code that begins here, if it is closed anywhere."""
        self.fences = self.fences or Fences(self.text)
        if not self.fences.can_close_after(position):
            return None
        opening = FENCE.match(self.text, position)
        if opening is None or (closing := self.fences.closing(opening)) is None:
            return None
        start, end = closing
        code = self.text[opening.end() : start]
        return code.rstrip() or code[0], end

    def _heading(self, position: int) -> int:
        match = HEADING.match(self.text, position)
        if match is None:
            return 0
        text = match[2].rstrip(" ").rstrip("#").rstrip(" ") or match[2][0]
        return self._add(match, ("heading", len(match[1]), text))

    def _underlined(self, position: int) -> int:
        match = match_underlined_heading(self.text, position)
        return self._add(match, ("heading", 1 if match[2] == "=" else 2, match[1]))

    def _inset(self, match: re.Match[str]) -> int:
        parser = self.parser
        if parser.inset_depth >= MAX_DEPTH:
            inside: list[Node] = [("paragraph", match[0])]
        else:
            parser.inset_depth += 1
            inside = parser.blocks(INSET_MARK.sub("", match[0]))
            parser.inset_depth -= 1
        return self._add(match, ("inset", inside))

    def _html(self, position: int) -> int:
        """Author's HTML on its own in a plain text: kept as it stands, up to a blank line."""
        self.tags = self.tags or Tags(self.text)
        block = self.tags.block_at(position)
        if block is None:
            return 0
        self.nodes.append(("html", block[0]))
        return block[1]

    def _definition(self, position: int) -> int:
        self.definitions = self.definitions or Definitions(self.text)
        if found := self.definitions.link(position):
            key, match = found
            self.parser.links[definition_key(key)] = (match[1], match[2])
        elif found := self.definitions.note(position):
            key, match = found
            self._note(definition_key(key), match[1])
        return found[1].end() if found else 0

    def _note(self, key: str, text: str) -> None:
        if key in self.parser.notes:
            return
        self.parser.notes[key] = []
        first, *others = text.split("\n")
        indents = [len(line) - len(line.lstrip()) for line in others]
        outdent = min((indent for indent in indents if indent), default=None)
        lines = [first, *(line[outdent:] for line in others)]
        self.parser.notes[key] = self.parser.blocks("\n".join(lines), in_note=True)

    def _paragraph(self, position: int) -> int:
        text, end = self.text, len(self.text)
        start = position
        heading = self._next_underlined(position) if self.underlined else end + 1
        while True:
            stop = PARAGRAPH_STOP.search(text, position)
            newline = stop.start() if stop else end
            if heading <= newline:
                newline = heading - 1
            elif not stop:
                self.nodes.append(("paragraph", text[start:]))
                return end
            position = newline + 1
            if text[position] == "\n" or self._interrupts(position):
                self.nodes.append(("paragraph", text[start:newline]))
                return match_newlines(text, newline).end()

    def _next_underlined(self, position: int) -> int:
        """Where the next line begins that has a line under it, or beyond the text."""
        places = self.underlined_in_order
        if not places or places[-1] <= position:
            return len(self.text) + 1
        return places[bisect_right(places, position)]

    def _interrupts(self, position: int) -> bool:
        """Whether the line at `position` ends the paragraph before it."""
        start = START.match(self.text, position)
        if position in self.underlined:
            return True
        if start is None or not (start[2] in INTERRUPTERS or start[2].isdecimal()):
            return False
        text, first = self.text, start[2]
        if first in "`~":
            return self._find_fences(position) is not None
        if first == "[":
            return self._defines(position)
        if first == "<":
            return bool(BLOCK_TAG.match(text, position))
        pattern = {"#": HEADING, ">": QUOTE, "_": RULE}.get(first)
        if pattern is not None:
            return bool(pattern.match(text, position))
        return bool(LIST_INTERRUPTS.match(text, position) or RULE.match(text, position))

    def _list(self, mark: re.Match[str]) -> int:
        end = self._list_end(mark)
        if end == 0:
            return 0
        source, ordered = self.text[mark.start() : end], "." in mark[2]
        parser = self.parser
        lines = source.replace("\n\n", "\n")
        if parser.list_depth < MAX_DEPTH and PLAIN_LIST.fullmatch(lines):
            texts = SIMPLE_ITEM.split(lines.rstrip("\n"))[1:]
            looseness = [loose for loose, _ in items_of(source)] if lines != source else None
            self.nodes.append(("plain_list", ordered, texts, looseness))
            return end
        if parser.list_depth >= MAX_DEPTH:
            items: list[tuple[bool, list[Node]]] = [(False, [("text", source)])]
        else:
            parser.list_depth += 1
            items = [(loose, parser.blocks(item, in_item=True)) for loose, item in items_of(source)]
            parser.list_depth -= 1
        self.nodes.append(("list", ordered, items))
        return end

    def _list_end(self, mark: re.Match[str]) -> int:
        """Where the list whose first marker is given ends; 0 if nothing follows the marker."""
        text, indent, position = self.text, mark[1], mark.end() + 1
        if position > len(text):
            return 0
        if self.last < 0:
            self.last = len(text.rstrip())
        last = max(self.last, position)
        stops = LIST_STOP if indent else PLAIN_LIST_STOP
        while stop := stops.search(text, position):
            if stop.start() > last:
                break
            run = match_newlines(text, stop.start())
            position, blank = run.end(), run.end() - run.start()
            if text[position] in "-*_ [" and self._ends_list(position, indent):
                return position
            if blank > 2 or (blank == 2 and not self._list_goes_on(position, indent)):
                return position
        return len(text)

    def _ends_list(self, position: int, indent: str) -> bool:
        """Whether a rule or a definition begins here, which no list holds."""
        text = self.text
        if LIST_RULE.match(text, position):
            return True
        if text.startswith(indent, position) and LIST_RULE.match(text, position + len(indent)):
            return True
        return text[position] in " [" and self._defines(position)

    def _defines(self, position: int) -> bool:
        """Whether a link or a note is defined here."""
        self.definitions = self.definitions or Definitions(self.text)
        return bool(self.definitions.link(position) or self.definitions.note(position))

    def _list_goes_on(self, position: int, indent: str) -> bool:
        """Whether the line after a blank one still belongs to the list."""
        if self.text.startswith(" ", position):
            return True
        return not indent and bool(LIST_GOES_ON.match(self.text, position))
