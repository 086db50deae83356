"""A letter as HTML, which letter.css sets: one language of it."""

import base64
import re
from functools import cache
from typing import Literal
from xml.etree import ElementTree

from postroom.content.dates import long_date
from postroom.content.escaping import escape_html
from postroom.letters.letter import Letter, Version

Language = Literal["welsh", "english"]

# More text than ten pages hold, whatever it says: the rest would only cost time. What is set by
# itself is worth so many characters: a line, a QR code, a page.
MOST_CHARACTERS = 70_000
LINE, PAGE = 40, 5000
PAGE_BREAK = "page\u2011break"
PRICES = dict.fromkeys(("p", "h2", "li", "br"), LINE) | {"svg": 8 * LINE, "div": 8 * LINE}
PRICES[PAGE_BREAK] = PAGE
# Lists within one another; what is deeper joins the last.
DEEPEST_LIST = 20

# Words that are longer than two lines may break anywhere else too, since setting one takes the
# square of its length. An entity is one character.
_LONG_WORD = re.compile(r"(?:&[#\w]+;|\S){200}")
_PIECE = re.compile(r"(?P<text>[^<]+)|<svg.*?</svg>|</?(?P<tag>\w+)[^>]*>", re.DOTALL)


def html(letter: Letter, version: Version, language: Language, is_first: bool) -> str:
    """The document. What stands only on the first sheet is left out unless `is_first`."""
    values = letter.values
    addition = ""
    if is_first:
        addition = TAG if version == "print" else stand_ins()
    date = long_date(letter.created_at, welsh=language == "welsh")
    title = letter.template.subject(values, language=language)
    body = bounded(letter.template.html(values, language=language))
    return (
        f'<html lang="{"cy" if language == "welsh" else "en"}"><body>{addition}'
        f"{logo(letter)}"
        f'<div id="address"><div>{address(letter)}</div></div>'
        f'<div id="contact"><div>{bounded(letter.contact_block, PAGE)}</div></div>'
        f'<main><div id="date">{date}</div><h1>{bounded(title, PAGE)}</h1>{body}</main>'
        "</body></html>"
    )


TAG = '<div id="tag">NOTIFY</div>'


@cache
def stand_ins() -> str:
    """What the printer adds to a letter's first sheet, as something that looks alike."""
    import segno

    code = segno.make("Postroom", micro=False).svg_data_uri(border=0)
    bars = "".join(f"M{2 * n} {(n * 7 % 3) % 2 * 3}v{10 - (n * 5 % 4) * 2}" for n in range(66))
    return (
        '<div id="mailmark" class="stand-in">Postmark</div>'
        '<svg id="barcode" class="stand-in" viewBox="0 0 132 10" preserveAspectRatio="none">'
        f'<path d="{bars}" stroke="#000"/></svg>'
        f'<img id="code" class="stand-in" src="{code}">'
    )


def logo(letter: Letter) -> str:
    """The logo as a picture. Raises ParseError for what is no SVG."""
    if letter.logo is None:
        return ""
    ElementTree.fromstring(letter.logo)
    data = base64.b64encode(letter.logo).decode()
    return f'<img id="logo" src="data:image/svg+xml;base64,{data}">'


def address(letter: Letter) -> str:
    """The address, a line each, as HTML."""
    if letter.address is None:
        lines = letter.template.address(letter.values)
    else:
        lines = [escape_html(line) for line in letter.address]
    return bounded("<br>".join(lines), PAGE)


def bounded(text: str, most: int = MOST_CHARACTERS) -> str:
    """The beginning of a text, as HTML: as much as a letter can have."""
    kept, left, depth = [], most, 0
    for match in _PIECE.finditer(text):
        piece = breakable(match[0][:left]) if match["text"] else match[0]
        depth += piece in ("<ul>", "<ol>")
        if depth <= DEEPEST_LIST or match["text"]:
            kept.append(piece)
        depth -= piece in ("</ul>", "</ol>")
        left -= len(piece) if match["text"] else PRICES.get(match["tag"], 0)
        if left <= 0:
            break
    return "".join(kept)


def breakable(text: str) -> str:
    return _LONG_WORD.sub(r"\g<0><wbr>", text)
