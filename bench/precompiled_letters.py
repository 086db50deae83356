"""Precompiled letters to clean: what a service's own software makes, with pictures."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from postroom.letters.pool import PROCESSES, Pool

PAGES, LETTERS = 5, 100
LINES = ("Ann Person", "1 Sea Lane", "Haven", "SW1A 1AA")
SENTENCE = "It was sent to the address that you gave us when you applied for a permit. "


def letter(number: int = 0, pages: int = PAGES) -> bytes:
    """A letter of text in two fonts, a table in colour and a photograph on every page."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    for page in range(pages):
        if page == 0:
            canvas.setFont("Helvetica", 10)
            for at, line in enumerate(LINES):
                canvas.drawString(26 * mm, A4[1] - (45 + 4 * at) * mm, line)
        canvas.setFont("Times-Roman", 11)
        for line in range(30):
            canvas.drawString(20 * mm, A4[1] - (105 + 4.5 * line) * mm, f"{number}. {SENTENCE}")
        for row in range(10):
            canvas.setFillColorRGB(0.8, 0.9 - row / 20, 1)
            canvas.rect(20 * mm, (50 - 4 * row) * mm, 60 * mm, 3 * mm, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        photograph = ImageReader(io.BytesIO(picture(number, page)))
        canvas.drawImage(photograph, 100 * mm, 10 * mm, 70 * mm, 45 * mm)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def picture(number: int, page: int) -> bytes:
    """A photograph of 900 by 600 pixels."""
    file = io.BytesIO()
    spots = Image.effect_noise((90, 60), 60 + (number + page) % 20).resize((900, 600))
    turned = spots.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    Image.merge("RGB", [spots, turned, spots]).save(file, "JPEG", quality=85)
    return file.getvalue()


def sanitise_letters(count: int = LETTERS, processes: int = PROCESSES) -> float:
    """The seconds that it takes to clean so many letters, as the worker does."""
    letters = [letter(number) for number in range(count)]
    pool = Pool(processes)

    def clean(pdf: bytes) -> str | None:
        return pool.call("sanitise", pdf, True, False).message

    started = time.monotonic()
    with ThreadPoolExecutor(processes) as threads:
        faults = list(threads.map(clean, letters))
    seconds = time.monotonic() - started
    pool.close()
    assert not any(faults), faults
    return seconds


if __name__ == "__main__":
    print(f"{LETTERS} letters of {PAGES} pages cleaned in {sanitise_letters():.1f} s")
