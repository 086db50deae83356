"""The page of a letter, from which its PDF is set (docs/contract/rendering.md, letters).

Lengths are those of the contract: A4, an address window 85 mm wide, text that begins 94 mm
down the first page. The printer looks for the word NOTIFY in white at the top of page 1.
"""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from postroom.content.dates import long_date
from postroom.content.letters import LetterTemplate
from postroom.content.values import Values

_STYLE = """
@page { size: A4; margin: 15mm 10mm 15mm 15mm;
  @bottom-left { content: "%(footer)s"; font: 8pt Arial, sans-serif; } }
@page :first { margin-top: 10mm; }
body { margin: 0; font: 12.5pt/16pt Arial, Helvetica, sans-serif; color: #000; }
.tag { position: absolute; top: -8mm; left: -13mm; font: 6pt Arial; color: #fff; }
.first { position: relative; height: 84mm; }
.logo { width: 70mm; height: 18mm; object-fit: contain; object-position: left top; }
.address { position: absolute; left: 9.6mm; top: 29.6mm; width: 85mm; margin: 0; padding: 0;
  list-style: none; font-size: 8pt; line-height: 8.5pt; text-transform: uppercase; }
.contact { position: absolute; right: 0; top: 0; width: 71.2mm; font-size: 8pt;
  line-height: 10pt; }
.reserved { position: absolute; background: #eee; }
.mail-mark { left: 60mm; top: 20mm; width: 40mm; height: 8mm; }
.barcode { left: -13mm; top: 170mm; width: 8mm; height: 60mm; }
.text { padding-right: 50mm; }
.text h1 { font-size: 12.5pt; line-height: 16pt; margin: 0 0 16pt 0; }
.text h2 { font-size: 12.5pt; line-height: 16pt; margin: 16pt 0 0 0; break-after: avoid; }
.text p, .text ul, .text ol { margin: 0 0 16pt 0; orphans: 2; widows: 2; }
.page\u2011break { break-after: page; height: 0; overflow: hidden; }
.qrcode svg { width: 30mm; height: 30mm; }
.qrcode\u2011placeholder { width: 30mm; height: 30mm; border: 0.5mm solid #000; font-size: 8pt; }
.placeholder, .placeholder-conditional, .placeholder-no-brackets { background: #ffbf47; }
"""
_FOOTERS = {
    "english": 'Page " counter(page) " of " counter(pages) "',
    "welsh": 'Tudalen " counter(page) " o " counter(pages) "',
}


@dataclass(frozen=True, slots=True)
class Page:
    """How one language of a letter is set."""

    language: str = "english"
    logo: str | None = None
    """Address of an SVG, 70 mm by 18 mm at most."""
    for_print: bool = False
    """Without the grey areas that previews show where the post puts its marks."""


PREVIEW = Page()


def document(
    template: LetterTemplate, created: datetime, values: Values | None = None, page: Page = PREVIEW
) -> str:
    """The HTML document of the letter in one language; `created` is naive UTC."""
    welsh = page.language == "welsh"
    subject = template.subject(values, language=page.language)
    lines = "".join(f"<li>{line}</li>" for line in template.address(values))
    logo = f'<img class="logo" src="{escape(page.logo)}" alt="">' if page.logo else ""
    reserved = "" if page.for_print else '<div class="reserved mail-mark"></div>'
    reserved += "" if page.for_print else '<div class="reserved barcode"></div>'
    return (
        f'<!DOCTYPE html>\n<html lang="{"cy" if welsh else "en"}">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{subject}</title>\n'
        f"<style>{_STYLE % {'footer': _FOOTERS[page.language]}}</style>\n</head>\n<body>\n"
        f'<div class="first"><div class="tag">NOTIFY</div>{logo}{reserved}'
        f'<ul class="address">{lines}</ul>'
        f'<div class="contact">{template.contact_block(values)}</div></div>\n'
        f'<div class="text">\n<p>{long_date(created, welsh=welsh)}</p>\n<h1>{subject}</h1>\n'
        f"{template.html(values, language=page.language)}\n</div>\n</body>\n</html>\n"
    )
