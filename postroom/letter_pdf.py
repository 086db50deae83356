"""PROVISIONAL: a plain PDF of a letter from a template, until letters are really typeset.

It shows what the letter says, in the right places and on about the right number of pages:
address, sender's lines, date, heading, paragraphs and lists. It leaves out logos and QR codes,
and writes what the PDF standard's own fonts lack with the nearest letter, or "?".
"""

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer

from postroom.content.dates import long_date
from postroom.content.letters import LetterTemplate
from postroom.content.postal_addresses import PostalAddress, lines_from_personalisation
from postroom.content.values import Values

# More text than ten pages hold, whatever it says: the rest would only cost time. A line, a
# paragraph and a page are worth so many characters at least.
MOST_CHARACTERS = 100_000
LINE, PAGE = 40, 5000
TAGS = re.compile(r"<[^>]*>")
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=12.5, leading=16, spaceAfter=12)
ITEM = ParagraphStyle("item", BODY, leftIndent=8 * mm, bulletIndent=2 * mm, spaceAfter=4)
HEADING = ParagraphStyle("heading", BODY, fontName="Helvetica-Bold", spaceBefore=4)
TITLE = ParagraphStyle("title", HEADING, fontSize=17, leading=21, spaceAfter=14)
LEFT, FOOT = 15 * mm, 15 * mm
FIRST_TOP, TOP = 94 * mm, 15 * mm
WIDTH = A4[0] - 2 * LEFT - 35 * mm


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter shows."""

    template: LetterTemplate
    values: Values
    address: list[str]
    contact_block: str
    # Naive UTC.
    created_at: datetime


def letter_of(template: LetterTemplate, row: Mapping[str, Any]) -> Letter:
    """One letter from its template and what was stored of it.

    The row has `personalisation`, `recipient`, `contact_block` and `created_at`.
    """
    values = row["personalisation"]
    sender = LetterTemplate("", "", contact_block=row["contact_block"])
    lines = lines_from_personalisation(values)
    return Letter(
        template=template,
        values=values,
        # Of a letter that a person sent by hand, the recipient is but a name.
        address=PostalAddress(lines).lines if lines else row["recipient"].split("\n"),
        contact_block=sender.contact_block(values),
        created_at=naive_utc(row["created_at"]),
    )


def naive_utc(moment: datetime) -> datetime:
    """A moment as dates in content are."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def render(letter: Letter) -> tuple[bytes, int]:
    """The PDF, and its pages. Blocking, and of bounded length whatever the letter says."""
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=A4, title="Letter", author="")
    first = Frame(LEFT, FOOT, WIDTH, A4[1] - FIRST_TOP - FOOT, 0, 0, 0, 0)
    later = Frame(LEFT, FOOT, WIDTH, A4[1] - TOP - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(
        [
            PageTemplate(
                "first",
                [first],
                lambda page, _: draw_head(page, letter),
                autoNextPageTemplate="later",
            ),
            PageTemplate("later", [later], lambda page, _: draw_foot(page)),
        ]
    )
    document.build(story(letter))
    return file.getvalue(), document.page


def story(letter: Letter) -> list:
    """Everything below the address, Welsh pages first."""
    parts: list = []
    welsh = bool(letter.template.body(language="welsh"))
    for language in ("welsh", "english") if welsh else ("english",):
        if parts:
            parts.append(PageBreak())
        date = long_date(letter.created_at, welsh=language == "welsh")
        title = plain(letter.template.subject(letter.values, language=language))[:PAGE]
        parts += [Paragraph(date, BODY), Paragraph(escape(drawable(title)), TITLE)]
        reader = Reader()
        reader.feed(letter.template.html(letter.values, language=language))
        reader.close()
        parts += reader.finish()
    return parts


class Reader(HTMLParser):
    """The paragraphs of a letter's HTML (postroom/content/markdown/letter.py)."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list = []
        self.text: list[str] = []
        self.style = BODY
        # The number of the last item of each list that is open; None where it has bullets.
        self.lists: list[int | None] = []
        self.hidden = 0
        self.left = MOST_CHARACTERS

    def handle_starttag(self, tag: str, attributes: list) -> None:
        if tag in ("svg", "style") or self.hidden:
            self.hidden += tag in ("svg", "style")
        elif tag == "br" and self.left > 0:
            self.left -= LINE
            self.text.append("<br/>")
        elif tag == "strong":
            self.text.append("<b>")
        elif tag in ("p", "h2", "div", "ul", "ol", "li"):
            self.end_paragraph()
            self.style = HEADING if tag == "h2" else BODY
            if tag in ("ul", "ol"):
                self.lists.append(0 if tag == "ol" else None)
            elif tag == "li" and self.lists and self.lists[-1] is not None:
                self.lists[-1] += 1
            elif tag == "div" and "break" in dict(attributes).get("class", "") and self.left > 0:
                self.left -= PAGE
                self.parts.append(PageBreak())

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.hidden -= tag in ("svg", "style")
        elif tag == "strong":
            self.text.append("</b>")
        elif tag in ("p", "h2", "div", "ul", "ol", "li"):
            self.end_paragraph()
            self.style = BODY
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden and self.left > 0:
            data = data[: self.left]
            self.left -= len(data)
            self.text.append(escape(drawable(data)))

    def end_paragraph(self) -> None:
        text = "".join(self.text).strip()
        self.text = []
        if not TAGS.sub("", text).strip():
            return
        self.left -= LINE
        if self.lists and self.style is BODY:
            number = self.lists[-1]
            bullet = "\u2022" if number is None else f"{number}."
            self.parts.append(Paragraph(text, ITEM, bulletText=bullet))
        else:
            self.parts.append(Paragraph(text, self.style))

    def finish(self) -> list:
        self.end_paragraph()
        return self.parts or [Spacer(1, 1)]


def draw_head(page: Canvas, letter: Letter) -> None:
    """The first page: whom it goes to on the left, whom it comes from on the right."""
    address = [line.upper() for line in letter.address]
    draw_lines(page, address, 24.6 * mm, 40 * mm, 8, 8.5)
    sender = [plain(line) for line in letter.contact_block.split("<br>")]
    draw_lines(page, sender[:20], A4[0] - LEFT - 60 * mm, 30 * mm, 10, 13)
    draw_foot(page)


def draw_lines(
    page: Canvas, lines: list[str], left: float, top: float, size: float, leading: float
) -> None:
    text = page.beginText(left, A4[1] - top)
    text.setFont("Helvetica", size, leading)
    for line in lines:
        text.textLine(drawable(line[:100]))
    page.drawText(text)


def draw_foot(page: Canvas) -> None:
    page.setFont("Helvetica", 8)
    page.drawString(LEFT, 8 * mm, f"Page {page.getPageNumber()}")


def plain(html: str) -> str:
    """The text of a line of HTML without its tags."""
    return unescape(TAGS.sub("", html))


def drawable(text: str) -> str:
    """The text in characters that the standard fonts have (Windows-1252)."""
    text = text.replace("\u2011", "-")
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(nearest, text))


def nearest(character: str) -> str:
    if character in "\n\t":
        return " "
    for candidate in (character, unicodedata.normalize("NFKD", character)[:1]):
        if candidate.isprintable() and candidate.encode("cp1252", "ignore"):
            return candidate
    return "?" if character.isprintable() else ""
