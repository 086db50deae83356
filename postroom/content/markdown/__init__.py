"""The markdown dialect of emails and letters: parsed once here, written by a renderer.

The dialect (docs/contract/rendering.md, markdown) descends from a markdown library of 2018
whose grammar differs from CommonMark nearly everywhere: markers need no space, "^" is an
inset, emphasis and quotes are literal. Well-kept parsers can be given part of it, but at
700 µs for 2 KB the fastest took twice the time there is for a whole email, and their link
search is quadratic on adversarial input. So the parser is ours, and linear.
"""

from postroom.content.markdown.blocks import parse
from postroom.content.markdown.inline import Definitions, Inline
from postroom.content.markdown.nodes import Node, Renderer

__all__ = ["Renderer", "render"]


def render(text: str, renderer: Renderer) -> str:
    """The text as the renderer writes it. Never raises; linear in the length of the text."""
    nodes, links, notes = parse(text, html_blocks=renderer.raw_html)
    definitions = Definitions(links, set(notes))
    writer = _Writer(renderer, Inline(renderer, definitions))
    body = writer.write(nodes)
    # Notes are written in the order of their first marks, after everything else. A mark
    # inside a note is not one.
    used = [key for key in definitions.used_notes if key in notes]
    definitions.notes.clear()
    return body + "".join([writer.write(notes[key]) for key in used])


class _Writer:
    """Walks the nodes of one document."""

    def __init__(self, renderer: Renderer, inline: Inline) -> None:
        self.renderer = renderer
        self.inline = inline
        self.paragraph = renderer.paragraph
        # Letters make a QR code of some paragraphs, from the source they were written in.
        self.special_paragraph = getattr(renderer, "special_paragraph", None)

    def write(self, nodes: list[Node], *, loose: bool = True) -> str:
        """The nodes in order; text outside a paragraph becomes one where `loose`."""
        return "".join([self._node(node, loose) for node in nodes])

    def _node(self, node: Node, loose: bool) -> str:
        kind, renderer = node[0], self.renderer
        if kind == "paragraph":
            special = self.special_paragraph and self.special_paragraph(node[1])
            return special or self.paragraph(self.inline(node[1]))
        if kind == "text":
            text = self.inline(node[1])
            return renderer.paragraph(text) if loose else text
        if kind == "list":
            _, ordered, items = node
            return renderer.list(
                [self._item(is_loose, nodes) for is_loose, nodes in items], ordered
            )
        if kind == "plain_list":
            _, ordered, texts, looseness = node
            items = self.inline.lines(texts)
            if looseness:
                pairs = zip(looseness, items, strict=True)
                items = [renderer.paragraph(item) if loose else item for loose, item in pairs]
            return renderer.list(items, ordered)
        if kind == "heading":
            return renderer.heading(node[1], self.inline(node[2]))
        if kind == "inset":
            return renderer.inset(self.write(node[1]))
        if kind == "rule":
            return renderer.rule()
        if kind == "newline":
            return renderer.line_break()
        return node[1]  # Code and raw HTML blocks: their text as it stands.

    def _item(self, loose: bool, nodes: list[Node]) -> str:
        if not loose and len(nodes) == 1 and nodes[0][0] == "text":
            return self.inline(nodes[0][1])
        return self.write(nodes, loose=loose)
