"""What the block parser hands to the renderers, and what it asks of them."""

from typing import Any, Protocol

# ("paragraph", text), ("text", text), ("heading", level, text), ("rule",), ("code", text),
# ("html", text), ("newline",) for blank lines that belong to no other block,
# ("inset", nodes), ("list", ordered, [(loose, nodes), …]),
# ("plain_list", ordered, [text, …], [loose, …] or None where no item is loose).
Node = tuple[Any, ...]


class Renderer(Protocol):
    """Writes one target format. Every text it is given is already written in it."""

    raw_html: bool
    """Whether "<" in the source is the author's (plain text) or ours (escaped targets)."""

    def paragraph(self, text: str) -> str:
        """A paragraph; may be empty."""

    def heading(self, level: int, text: str) -> str:
        """A heading of level 1 to 6."""

    def list(self, items: list[str], ordered: bool) -> str:
        """A list of written items."""

    def inset(self, text: str) -> str:
        """Written blocks set apart from the rest."""

    def rule(self) -> str:
        """A thematic break."""

    def line_break(self) -> str:
        """A newline inside a paragraph; also stands for blank lines before a block."""

    def text(self, text: str) -> str:
        """A stretch of source text without any marks."""

    def link(self, text: str, target: str, title: str | None, source: str) -> str:
        """A link with a written text; `source` is the link as the author wrote it."""

    def url(self, url: str) -> str:
        """A web address that stands in the text."""
