"""Letters: HTML that a page is set from (docs/contract/rendering.md, letters)."""

import re
from collections.abc import Callable

_PROTOCOL = re.compile(r"(https?://)(.*)", re.DOTALL)
QR_PARAGRAPH = re.compile(r"\s*qr\s*:\s*(\S[\s\S]*)", re.IGNORECASE)


class LetterHTML:
    """Writes the body; `qr_code(data)` writes a paragraph's QR code."""

    raw_html = False

    def __init__(self, qr_code: Callable[[str], str]) -> None:
        self.qr_code = qr_code

    def special_paragraph(self, source: str) -> str | None:
        """A QR code where the paragraph begins with "QR:"."""
        match = QR_PARAGRAPH.fullmatch(source)
        return f"<p>{self.qr_code(match[1].rstrip())}</p>" if match else None

    def paragraph(self, text: str) -> str:
        """An empty paragraph is left out."""
        return f"<p>{text}</p>" if text.strip() else ""

    def heading(self, level: int, text: str) -> str:
        """One level; the others are paragraphs."""
        return f"<h2>{text}</h2>\n" if level == 1 else self.paragraph(text)

    def list(self, items: list[str], ordered: bool) -> str:
        """Plain, for there is no mail program to please."""
        tag = "ol" if ordered else "ul"
        body = "".join([f"<li>{item.strip()}</li>\n" for item in items])
        return f"<{tag}>\n{body}</{tag}>\n"

    def inset(self, text: str) -> str:
        """Nothing sets it apart here."""
        return text

    def rule(self) -> str:
        """A new page."""
        return '<div class="page-break">&nbsp;</div>'

    def line_break(self) -> str:
        """A newline of the source."""
        return "<br>"

    def text(self, text: str) -> str:
        """Already escaped, but for what is left of a highlight that was torn apart."""
        return text.replace("<", "&lt;").replace(">", "&gt;") if "<" in text else text

    def link(self, text: str, target: str, title: str | None, source: str) -> str:
        """Nobody can follow a link on paper: it stays as written."""
        return source

    def url(self, url: str) -> str:
        """The address in bold, without its protocol."""
        match = _PROTOCOL.fullmatch(url)
        if match is None:
            return url
        return f"<strong data-original-protocol='{match[1]}'>{match[2]}</strong>"
