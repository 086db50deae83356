"""The address: read as it is seen, taken out really, and drawn anew (docs/contract, letters 5)."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from postroom.letters import font_files
from tests.tools.pdf_letters import (
    HEIGHT,
    at,
    checked,
    form,
    letter,
    text,
    with_contents,
    words,
)

READ = "Ann Person\n1 Sea Lane\nHaven\nSW1A 1AA"


def written(contents, data=None, **resources):
    """A letter whose address is drawn by these contents alone."""
    return with_contents(contents, data or letter(lines=()), **resources)


HELV = {"Font": {"H": Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
                                 Encoding=Name.WinAnsiEncoding)}}  # fmt: skip
TOP = HEIGHT - 45 * mm
LINES = [b"Ann Person", b"1 Sea Lane", b"Haven", b"SW1A 1AA"]


def show(lines, size=8, **how):
    start = b"BT /H %d Tf 9 TL %s 1 0 0 1 80 %d Tm " % (size, how.get("state", b""), TOP)
    return start + b" T* ".join(b"(%s) Tj" % line for line in lines) + b" ET"


@pytest.mark.parametrize(
    "contents",
    [
        show(LINES),
        # Bottom up, as some programs write.
        b"BT /H 8 Tf " + b"".join(
            b"1 0 0 1 80 %d Tm (%s) Tj " % (TOP - 9 * at, LINES[at]) for at in (3, 1, 2, 0)
        ) + b"ET",
        # In single letters, with numbers between them.
        b"BT /H 8 Tf 9 TL 80 %d Td " % TOP + b" T* ".join(
            b"[" + b" 0 ".join(b"(%c)" % letter for letter in line) + b"] TJ" for line in LINES
        ) + b" ET",
        # Gaps in place of blanks.
        b"BT /H 8 Tf 9 TL 80 %d Td [(Ann) -300 (Person)] TJ T* [(1) -250 (Sea) -280 (Lane)] TJ "
        b"(Haven) ' (SW1A) ' 40 0 Td ET BT /H 8 Tf 103 %d Td (1AA) Tj ET" % (TOP, TOP - 27),
        show(LINES, state=b"3 Tr"),
        b"1 g " + show(LINES) + b" 0 g",
    ],
    ids=["plain", "bottom up", "letters", "gaps", "invisible", "white"],
)  # fmt: skip
def test_it_is_read_as_it_is_seen(contents):
    result = checked(written(contents, **HELV))

    assert result.recipient_address == READ
    assert words(result.file)[-4:] == READ.split("\n") or set(READ.split("\n")) <= set(
        words(result.file)
    )


def test_it_is_read_inside_forms():
    inner = form(show(LINES), Resources=Dictionary(Font=Dictionary(**HELV["Font"])))
    result = checked(written(b"q 1 0 0 1 10 5 cm /X Do Q", XObject={"X": inner}))

    assert result.recipient_address == READ
    assert words(result.file).count("Ann Person") == 1


def test_the_form_stays_whole_elsewhere():
    inner = form(show(LINES), Resources=Dictionary(Font=Dictionary(**HELV["Font"])))
    data = written(b"/X Do q 1 0 0 1 0 -300 cm /X Do Q", XObject={"X": inner})

    assert words(checked(data).file).count("1 Sea Lane") == 2


def test_text_further_right_belongs_to_its_line():
    contents = show(LINES) + b" BT /H 8 Tf 200 %d Td (Ref: ABC/123) Tj ET" % TOP

    assert checked(written(contents, **HELV)).recipient_address.startswith(
        "Ann Person Ref: ABC/123\n"
    )


def test_a_word_counts_whole_and_other_words_of_its_line_do_not():
    contents = show(LINES) + b" BT /H 8 Tf %d %d Td [(ABC) -2000 (other)] TJ ET" % (115 * mm, TOP)

    result = checked(written(contents, **HELV))

    assert result.recipient_address.startswith("Ann Person ABC\n")
    assert any(line.endswith("other") for line in words(result.file))


def test_accents_ligatures_and_signs():
    pdfmetrics.registerFont(TTFont("L", font_files.path("LiberationSans-Regular")))

    def draw(canvas, page):
        for number, line in enumerate(("Siân Oﬁce Ŵyn", "Nº 5 Łódź Road", "Haven", "SW1A 1AA")):
            text(canvas, line, 26, 45 + number * 3.2, 8, "L")

    result = checked(letter(lines=(), draw=draw))

    assert result.recipient_address == "Siân Ofice Ŵyn\nNº 5 Łódź Road\nHaven\nSW1A 1AA"
    assert "Nº 5 Łódź Road" in words(result.file)


def test_a_character_that_liberation_lacks_comes_from_another_font():
    pdfmetrics.registerFont(TTFont("D", font_files.path("DejaVuSans")))
    lines = ("Ann ♥ Person", "1 Sea Lane", "SW1A 1AA")

    def draw(canvas, page):
        for number, line in enumerate(lines):
            text(canvas, line, 26, 45 + number * 3.2, 8, "D")

    result = checked(letter(lines=(), draw=draw))

    assert result.recipient_address == "\n".join(lines)
    assert "Ann ♥ Person" in words(result.file)


def test_characters_without_a_meaning_are_not_trusted():
    contents = show(LINES) + b" BT /T 8 Tf 150 %d Td (AB) Tj ET" % TOP

    data = written(contents, Font={"T": drawn_font("g1", "g2"), **HELV["Font"]})
    assert checked(data).message == "unable-to-read-the-file"


def test_the_old_one_is_gone_and_the_new_one_is_where_it_belongs():
    result = checked(letter())

    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        contents = pdf.pages[0].Contents.read_bytes()
    assert b"Ann Person" not in contents
    assert words(result.file).count("Ann Person") == 1
    assert "Dear Ann, this is page 1" in words(result.file)
    # Four lines end two points above the window's lower edge.
    assert at(result.file, 30, 46) == (255, 255, 255)


def test_a_line_that_is_too_wide_is_condensed():
    wide = "Extraordinarily Long Name of a Department and of its Various Parts, Floor 12"

    def draw(canvas, page):
        for number, line in enumerate((wide, "1 Sea Lane", "SW1A 1AA")):
            text(canvas, line, 26, 45 + number * 3, 7)

    result = checked(letter(lines=(), draw=draw))

    assert result.recipient_address.startswith(wide)
    assert wide in words(result.file)
    assert at(result.file, 122, 62) == (255, 255, 255)


def test_lines_and_shapes_inside_the_box_go_and_those_that_cross_it_stay():
    low, high = HEIGHT - 60 * mm, HEIGHT - 90 * mm
    contents = b"0 0 1 rg 90 %d 20 8 re f 0 1 0 RG 80 %d m 120 %d l S " % (
        low,
        low,
        low,
    ) + b"1 0 0 rg 100 %d 20 %d re f" % (high - 80, 40)
    result = checked(with_contents(contents))

    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        kept = pdf.pages[0].Contents.read_bytes()
    assert b" l\nS" not in kept and b" 20 8 re" not in kept
    assert b" 20 40 re" in kept


def test_the_part_of_a_picture_that_lies_in_the_box_becomes_white():
    """A scanned letter: a picture of all of it, and the text that was recognised in it."""
    scan = Image.new("RGB", (620, 877), (255, 255, 255))
    scan.paste((200, 30, 30), (80, 130, 300, 185))
    scan.paste((30, 200, 30), (80, 400, 300, 500))

    def draw(canvas, page):
        canvas.drawImage(ImageReader(scan), 0, 0, 595.28, HEIGHT)

    data = written(show(LINES, state=b"3 Tr"), letter(lines=(), draw=draw), **HELV)
    result = checked(data)

    assert result.recipient_address == READ
    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        (picture,) = (
            value for value in pdf.pages[0].Resources.XObject.values() if "/Width" in value
        )
        image = pikepdf.PdfImage(picture).as_pil_image()
    # Ink: none in the window, the lower bar as it was.
    assert image.getpixel((150, 150)) == (0, 0, 0, 0)
    assert image.getpixel((150, 450))[0] > 100


def test_a_picture_is_no_address():
    def draw(canvas, page):
        canvas.drawImage(ImageReader(Image.new("RGB", (9, 9))), 80, TOP - 30, 90, 30)

    assert checked(letter(lines=(), draw=draw)).message == "address-is-empty"


def test_more_text_than_an_address_has():
    assert checked(letter(lines=["x" * 201, "1 Sea Lane", "SW1A 1AA"])).message in (
        "unable-to-read-the-file", "content-outside-printable-area",
    )  # fmt: skip


def test_one_tag_is_added_unless_there_is_one():
    tagged = checked(letter())
    again = checked(tagged.file)

    assert words(tagged.file).count("NOTIFY") == 1
    assert words(again.file).count("NOTIFY") == 1
    assert again.recipient_address == tagged.recipient_address == READ
    assert "NOTIFY" not in words(checked(letter(), is_attachment=True).file)


def test_actual_text_is_not_believed():
    contents = b"/Span << /ActualText (Bob) >> BDC " + show(LINES) + b" EMC"

    assert checked(written(contents, **HELV)).recipient_address == READ


def test_a_type_3_font_is_read_and_taken_out():
    contents = show(LINES) + b" BT /T 8 Tf 150 %d Td (AB) Tj ET" % TOP
    data = written(contents, Font={"T": drawn_font("A", "B"), **HELV["Font"]})
    result = checked(data)

    assert result.recipient_address.split("\n")[0] == "Ann Person AB"
    assert at(data, 150 / mm + 0.5, 44.5) == (0, 0, 0)
    assert at(result.file, 150 / mm + 0.5, 44.5) == (255, 255, 255)


def drawn_font(*names):
    def font(pdf):
        glyph = pdf.make_stream(b"600 0 d0 0 0 500 700 re f")
        return Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 600, 700]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), FirstChar=65, LastChar=66,
            Widths=Array([600, 600]), Resources=Dictionary(),
            Encoding=Dictionary(Differences=Array([65, *(Name(f"/{name}") for name in names)])),
            CharProcs=Dictionary({f"/{name}": glyph for name in names}),
        )  # fmt: skip

    return font
