"""Letters as PDFs from outside, good ones and others."""

import io

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from postroom.letters.sanitising import sanitise

WIDTH, HEIGHT = 595.28, 841.89
LINES = ("Ann Person", "1 Sea Lane", "Haven", "SW1A1AA")


def letter(pages=1, lines=LINES, draw=None, left=26, top=44, **options):
    """A letter with an address and a line of text on each page; draw(canvas, page) adds to it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=True, **options)
    for page in range(pages):
        canvas.setFont("Helvetica", 8)
        if page == 0:
            for at, line in enumerate(lines):
                canvas.drawString(left * mm, HEIGHT - top * mm - at * 8.5, line)
        text(canvas, f"Dear Ann, this is page {page + 1}", 20, 110)
        if draw:
            draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def text(canvas, words, left, top, size=12, font="Helvetica"):
    """Words at so many millimetres from the top left corner."""
    canvas.setFont(font, size)
    canvas.drawString(left * mm, HEIGHT - top * mm, words)


def changed(data, change):
    """The same file after change(pdf, first page)."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf, pdf.pages[0].obj)
        return saved(pdf)


def saved(pdf, **options):
    file = io.BytesIO()
    decode = pikepdf.StreamDecodeLevel.none
    pdf.save(file, static_id=True, stream_decode_level=decode, **options)
    return file.getvalue()


def with_contents(contents, data=None, **resources):
    """A good letter with more contents, and resources for them: XObject={"X": …}."""

    def change(pdf, page):
        held = Dictionary(page.get("/Resources", {}))
        for kind, entries in resources.items():
            known = Dictionary(held.get(f"/{kind}", {}))
            for key, value in entries.items():
                known[f"/{key}"] = value(pdf) if callable(value) else value
            held[f"/{kind}"] = known
        page.Resources = held
        page.Contents = Array([page.Contents, pdf.make_stream(contents)])

    return changed(data or letter(), change)


def checked(data, allows_international=True, is_attachment=False):
    return sanitise(data, allows_international=allows_international, is_attachment=is_attachment)


def stream(contents, **keys):
    """What makes a stream in a file."""
    return lambda pdf: Stream(pdf, contents, Dictionary(**keys))


def form(contents, **keys):
    box = Array([0, 0, 1000, 1000])
    return stream(contents, Type=Name.XObject, Subtype=Name.Form, **{"BBox": box} | keys)


def picture(data, width, height, space=Name.DeviceRGB, bits=8, **keys):
    return stream(
        data, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
        ColorSpace=space, BitsPerComponent=bits, **keys,
    )  # fmt: skip


def drawn(data, page=0, scale=1.0):
    """A page as a viewer shows it."""
    return pypdfium2.PdfDocument(data)[page].render(scale=scale).to_pil().convert("RGB")


def at(data, left, top, page=0):
    """The colour of a place, in millimetres from the top left corner."""
    return drawn(data, page, 2).getpixel((round(left * mm * 2), round(top * mm * 2)))


def words(data, page=0):
    return pypdfium2.PdfDocument(data)[page].get_textpage().get_text_range().split("\r\n")
