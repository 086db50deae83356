"""Letters from templates as PDFs (docs/contract/letters.md). For processes of the pool only.

The same letter gives the same bytes: nothing of the time or of chance gets into a file.
"""

import io
from functools import cache
from pathlib import Path

import pikepdf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from postroom.letters import document, inks
from postroom.letters.letter import Letter, Made, Version


def make(letter: Letter, version: Version) -> Made:
    """The letter: its Welsh pages, its English ones, those of its attachment."""
    languages: tuple[document.Language, ...] = ("english",)
    if letter.is_bilingual:
        languages = ("welsh", "english")
    parts = [
        lay_out(document.html(letter, version, language, is_first=language == languages[0]))
        for language in languages
    ]
    pages = [page for part in parts for page in part.pages]
    pdf = parts[0].copy(pages).write_pdf()
    welsh_pages = len(parts[0].pages) if letter.is_bilingual else 0
    if version == "preview" and letter.attachment is None:
        return Made(pdf, len(pages), welsh_pages)
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        if version == "print":
            inks.to_cmyk(whole)
        if letter.attachment is not None:
            with pikepdf.open(io.BytesIO(letter.attachment)) as attachment:
                whole.pages.extend(attachment.pages)
        return Made(saved(whole), len(whole.pages), welsh_pages)


def lay_out(html: str) -> weasyprint.Document:
    return weasyprint.HTML(string=html, url_fetcher=fetcher()).render(
        font_config=fonts(), stylesheets=[style()]
    )


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file, whose identifier is made from its contents."""
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


@cache
def fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def style() -> weasyprint.CSS:
    css = Path(__file__).with_name("letter.css")
    return weasyprint.CSS(string=css.read_text(), font_config=fonts())


@cache
def fetcher() -> URLFetcher:
    """A logo brings what it shows with it: nothing is fetched from anywhere."""
    return URLFetcher(allowed_protocols=["data"])
