"""Emails: the HTML fragment, the plain text and the preheader."""

import re
from functools import lru_cache
from urllib.parse import quote

from postroom.content.escaping import escape_title

_TEXT = "font-size: 19px; line-height: 25px; color: #0B0C0C;"
_HEADING = "Margin: 0 0 15px 0; padding: 10px 0 0 0; "
_INSET = "Margin: 0; border-left: 10px solid #B1B4B6;padding: 15px 0 0.1px 15px; "
_ITEM = "Margin: 5px 0 5px; padding: 0 0 0 5px; "
# Tags as they are written while rendering, and their styles. A tag keeps a space so that
# the typography, which goes by words, sees the same words as in the styled text.
_STYLES = {
    "<h2 >": (f"{_HEADING}font-size: 27px; line-height: 35px; font-weight: bold; color: #0B0C0C;"),
    "<h3 >": (f"{_HEADING}font-size: 19px; line-height: 25px; font-weight: bold; color: #0B0C0C;"),
    "<ul >": "Margin: 0 0 0 20px; padding: 0; list-style-type: disc;",
    "<ol >": "Margin: 0 0 0 20px; padding: 0; list-style-type: decimal;",
    "<blockquote >": f"{_INSET}font-size: 19px; line-height: 25px;",
    "<hr >": "border: 0; height: 1px; background: #B1B4B6; Margin: 30px 0 30px 0;",
    "<li >": f"{_ITEM}font-size: 19px;line-height: 25px; color: #0B0C0C;",
    "<p >": f"Margin: 0 0 20px 0; {_TEXT}",
}
# The tags around a tag. A list stands in a table, because Outlook takes no margins on lists.
_TABLE = (
    '<table role="presentation" style="padding: 0 0 20px 0;"><tr>'
    '<td style="font-family: Helvetica, Arial, sans-serif;">'
)
_AROUND = {"<ul >": _TABLE, "<ol >": _TABLE, "<blockquote >": '<div style="Margin: 0 0 20px 0;">'}
_STYLED = {
    "<a href=": '<a style="word-wrap: break-word; color: #1D70B8;" href=',
    **{tag: f'{_AROUND.get(tag, "")}{tag[:-1]}style="{style}">' for tag, style in _STYLES.items()},
}

_WIDTH = 65  # Columns of the lines drawn in plain text.
_PLAIN_HREF = re.compile(r"https?://[A-Za-z0-9_.~:/?#=&;%-]+")
_LONG_HREF = 500  # Longer ones are not remembered.
_SCHEMES = ("ftp:", "file:", "http:", "https:", "mailto:", "tel:")
# "&" that the author wrote, as opposed to entities, which are decoded at the end. An
# underscore ends a stretch of text, so no entity holds one.
_AMPERSAND = re.compile(r"&(?!#?[^\W_]++;)")


def href(target: str) -> str:
    """A link's target as it stands in the attribute: absolute, percent-encoded."""
    if _PLAIN_HREF.fullmatch(target):
        return target
    return _encoded(target) if len(target) < _LONG_HREF else _encoded.__wrapped__(target)


@lru_cache(1000)
def _encoded(target: str) -> str:
    if not target.lower().startswith(_SCHEMES):
        target = f"http://{target}"
    return quote(target, safe="/:?#=&;%", errors="replace")


def styled(html: str) -> str:
    """The output of `EmailHTML` with its styles: after the typography, which it makes 5 times
    faster by its absence. What authors wrote holds no "<", so only our tags are found.
    """
    for tag, with_style in _STYLED.items():
        html = html.replace(tag, with_style)
    return html


class EmailHTML:
    """The fragment, still without styles (docs/contract/reading.md, previews)."""

    raw_html = False

    def paragraph(self, text: str) -> str:
        """An empty paragraph is left out."""
        return f"<p >{text}</p>" if text.strip() else ""

    def heading(self, level: int, text: str) -> str:
        """Two levels; the deeper ones are paragraphs."""
        if level > 2:
            return self.paragraph(text)
        return f"<h2 >{text}</h2>" if level == 1 else f"<h3 >{text}</h3>"

    def list(self, items: list[str], ordered: bool) -> str:
        """The list, and the end of the table around it, which `styled` begins."""
        tag = "ol" if ordered else "ul"
        body = "".join([f"<li >{item.strip()}</li>" for item in items])
        return f"<{tag} >{body}</{tag}></td></tr></table>"

    def inset(self, text: str) -> str:
        """Text with a bar beside it."""
        return f"<blockquote >{text}</blockquote></div>"

    def rule(self) -> str:
        """A thin line."""
        return "<hr >"

    def line_break(self) -> str:
        """A newline of the source."""
        return "<br>"

    def text(self, text: str) -> str:
        """Already escaped, but for what is left of a highlight that was torn apart."""
        return text.replace("<", "&lt;").replace(">", "&gt;") if "<" in text else text

    def link(self, text: str, target: str, title: str | None, source: str) -> str:
        """A title is shown when the pointer rests on the link."""
        if not title:
            return f'<a href="{href(target)}">{text}</a>'
        return f'<a href="{href(target)}" title="{escape_title(title)}">{text}</a>'

    def url(self, url: str) -> str:
        """A web address links to itself."""
        return self.link(url, url, None, url)


class EmailPlain:
    """The plain-text alternative. Entities in it are decoded after the typography."""

    raw_html = True

    def paragraph(self, text: str) -> str:
        """Blocks are set apart by a blank line before them."""
        return f"\n\n{text}" if text.strip() else ""

    def heading(self, level: int, text: str) -> str:
        """Two levels, underlined; the deeper ones are paragraphs."""
        if level > 2:
            return self.paragraph(text)
        return f"\n\n\n{text}\n{('=' if level == 1 else '-') * _WIDTH}"

    def list(self, items: list[str], ordered: bool) -> str:
        """Numbering starts at 1 whatever the source says."""
        marks = [f"{number}." for number in range(1, len(items) + 1)] if ordered else None
        lines = [
            f"\n{marks[number] if marks else '•'} {item.strip()}"
            for number, item in enumerate(items)
        ]
        return "\n" + "".join(lines)

    def inset(self, text: str) -> str:
        """Nothing sets it apart here."""
        return text

    def rule(self) -> str:
        """A line of 65 characters."""
        return "\n\n" + ("=-" * _WIDTH)[:_WIDTH]

    def line_break(self) -> str:
        """A newline of the source."""
        return "\n"

    def text(self, text: str) -> str:
        """Escaped for the typography, which leaves alone what stands inside tags."""
        if "&" in text:
            text = _AMPERSAND.sub("&amp;", text)
        return text.replace("<", "&lt;").replace(">", "&gt;")

    def link(self, text: str, target: str, title: str | None, source: str) -> str:
        """The target after the text; it may be a highlight, so it is not escaped."""
        return f"{text} ({title}): {self.url(target)}" if title else f"{text}: {self.url(target)}"

    def url(self, url: str) -> str:
        """The address as it is; "&copy=1" in it is no entity."""
        return _AMPERSAND.sub("&amp;", url) if "&" in url else url


class EmailPreheader(EmailPlain):
    """The first words of an email, shown by mail programs beside the subject. Escaped HTML."""

    raw_html = False

    def heading(self, level: int, text: str) -> str:
        """The heading without the line under it."""
        return self.paragraph(text)

    def rule(self) -> str:
        """Nothing to read in a line."""
        return "\n\n"

    def text(self, text: str) -> str:
        """Already escaped, but for what is left of a highlight that was torn apart."""
        return text.replace("<", "&lt;").replace(">", "&gt;") if "<" in text else text

    def link(self, text: str, target: str, title: str | None, source: str) -> str:
        """The text of a link without its target."""
        return text

    def url(self, url: str) -> str:
        """The address as it is: it has been escaped already."""
        return url
