"""What lines tell without being parsed: underlined ones, and the items of a list."""

import re

from postroom.content.markdown.grammar import LIST_MARK, SIMPLE_ITEM, UNDERLINE


def underlined(text: str) -> set[int]:
    """Where the lines begin that have a line of "=" or "-" under them."""
    ends = [match.start() for match in UNDERLINE.finditer(text)]
    starts = ((text.rfind("\n", 0, end) + 1, end) for end in ends)
    return {start for start, end in starts if start < end}


def items_of(source: str) -> list[tuple[bool, str]]:
    """The items of a list without markers and indent, each with whether it is loose."""
    lines = source.rstrip("\n")
    if "\n\n" not in lines and "\n " not in lines and lines[0] != " ":
        return [(False, item) for item in SIMPLE_ITEM.split(lines)[1:]]
    items = []
    for lines, marked in _split_items(source):
        lines[0] = lines[0][marked:]
        text = "\n".join(lines) if len(lines) > 1 else lines[0]
        if "\n " in text:
            text = re.sub(rf"^ {{1,{marked}}}", "", text, flags=re.MULTILINE)
        items.append(text)
    result, after_blank = [], False
    for number, text in enumerate(items):
        loose = after_blank or "\n\n" in text.rstrip()
        if number < len(items) - 1 and text:
            after_blank = text.endswith("\n")
            loose = loose or after_blank
        result.append((loose, text))
    return result


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
