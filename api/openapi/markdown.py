"""The little Markdown that the document's descriptions are written in, as HTML.

Headings of the second level, paragraphs, lists, tables, indented code; in a line `code`,
*emphasis* and [links](/…). Everything else is text.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

SPANS = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\[([^\]]+)\]\((/[^)\s]*)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"(?<![\w*])\*([^*\s][^*]*)\*"), r"<em>\1</em>"),
)


def inline(text: str) -> Markup:
    """One line's spans."""
    marked = str(escape(text))
    for pattern, replacement in SPANS:
        marked = pattern.sub(replacement, marked)
    return Markup(marked)


def blocks(text: str) -> Markup:
    """The whole text."""
    return Markup("\n").join(block(part) for part in re.split(r"\n\n+", text.strip("\n")))


def block(text: str) -> Markup:
    lines = text.split("\n")
    if text.startswith("## "):
        return Markup('<h2 id="{}">{}</h2>').format(anchor(text[3:]), text[3:])
    if text.startswith("    "):
        code = "\n".join(line.removeprefix("    ") for line in lines)
        return Markup('<pre tabindex="0"><code>{}</code></pre>').format(code)
    if text.startswith("- "):
        items = (inline(line.removeprefix("- ")) for line in lines)
        return Markup("<ul>{}</ul>").format(
            Markup("").join(map(Markup("<li>{}</li>").format, items))
        )
    if text.startswith("| "):
        return Markup("<table>{}</table>").format(Markup("").join(table(lines)))
    return Markup("<p>{}</p>").format(inline(text.replace("\n", " ")))


def table(lines: list[str]) -> Iterator[Markup]:
    """The rows; the second line only divides the head from them."""
    for number, line in enumerate(lines):
        if number != 1:
            cell = Markup('<th scope="col">{}</th>' if number == 0 else "<td>{}</td>")
            cells = (cell.format(inline(text.strip())) for text in line.strip("| ").split("|"))
            yield Markup("<tr>{}</tr>").format(Markup("").join(cells))


def headings(text: str) -> list[str]:
    """The headings of a text, in their order."""
    return re.findall(r"^## (.*)", text, re.MULTILINE)


def anchor(heading: str) -> str:
    """What a link to a heading is made of."""
    return re.sub(r"\W+", "-", heading.lower()).strip("-")
