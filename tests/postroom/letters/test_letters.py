"""Letters from templates, read back: places, pages, languages, colours, fonts."""

import io

import pikepdf
import pytest
from pypdf import PdfReader

from postroom.letters import making
from postroom.letters.letter import Made
from tests.tools import sheets
from tests.tools.letters import a_letter, pdf

LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 140 36">
<rect width="36" height="36" fill="#005ea5"/><circle cx="18" cy="18" r="9" fill="#fff"/>
<path d="M46 30 L70 6 L94 30 Z" fill="#ffbf47"/><path d="M100 8h36M100 18h36M100 28h36"
 stroke="#000" stroke-width="3"/></svg>"""
WELSH = {"welsh_subject": "Amdanoch chi, ((name))", "welsh_content": "Annwyl ((name))"}


def made(version="print", **fields):
    return making.make(a_letter(**fields), version)


def close(number):
    return pytest.approx(number, abs=0.1)


def test_the_address_stands_at_the_bottom_of_its_window_in_capitals():
    letter = made().pdf

    first, last = sheets.line(letter, "BO PERSON"), sheets.line(letter, "SW1A 1AA")
    assert (last.left, last.baseline, last.size) == (close(24.6), close(65.7), 8)
    assert first.left == last.left
    assert first.baseline == close(65.7 - 3 * 8.5 * sheets.MM)


def test_a_line_of_an_address_that_is_too_long_is_cut_and_none_wraps():
    long = "Long " * 40
    letter = made(address=[long, "2", "3", "4", "5", "6", "SW1A 1AA"]).pdf

    lines = [line for line in sheets.lines(letter) if line.left == close(24.6)]
    assert [line.text[:4] for line in lines] == ["LONG", "2", "3", "4", "5", "6", "SW1A"]
    assert lines[0].baseline == close(65.7 - 6 * 8.5 * sheets.MM)
    window = sheets.picture(letter).crop((0, 130, 370, 200))
    ink = window.point(lambda shade: 255 * (shade < 128)).getbbox()
    assert ink[2] < (24.6 + 85.5) / 25.4 * 75


def test_the_senders_lines_grow_upwards_on_the_right():
    letter = made().pdf

    first, last = sheets.line(letter, "The Permits Team"), sheets.line(letter, "01234 567890")
    assert (last.left, last.size) == (close(128.8), 10)
    assert last.baseline < 82.2 < last.baseline + 1
    assert first.baseline == close(last.baseline - 5 * 12 * sheets.MM)


def test_date_subject_and_text_have_their_places():
    letter = made(body="One\n\nTwo\n\n# Head\n\nThree").pdf

    date, subject, one, two, head, three = (
        sheets.line(letter, beginning)
        for beginning in ("1 March 2026", "About Bo", "One", "Two", "Head", "Three")
    )
    assert all(line.left == close(15) for line in (date, subject, one, head))
    assert (date.baseline, date.size, subject.size, head.size) == (close(108.4), 12.5, 20, 14)
    assert two.baseline - one.baseline == close(32 * sheets.MM)
    # Baselines of lines of 16 pt and of 23.4 pt lie so far from the lines' edges.
    assert subject.baseline - date.baseline == close((16 + 18.16 + 4.29) * sheets.MM + 0.7)
    assert three.baseline > head.baseline > two.baseline


def test_lines_are_no_wider_than_the_text_may_be():
    lines = sheets.lines(made(body="It is what it is. " * 100 + "x" * 300).pdf)

    assert max(line.right for line in lines if line.left == close(15)) <= 15 + 137.6


def test_lists_are_indented():
    for mark, indent in (("*", 0.8), ("1.", 1.4)):
        item = sheets.line(made(body=f"{mark} item").pdf, "item")
        assert item.left == close(15 + indent * 12.5 * sheets.MM)


def test_every_page_has_its_number():
    letter = made(body="one\n\n---\n\ntwo\n\n---\n\nthree").pdf

    for page in (1, 2, 3):
        foot = sheets.line(letter, f"Page {page} of 3", page)
        assert (foot.right, foot.baseline, foot.size) == (close(200), close(285.2), 10)
    assert sheets.line(letter, "two", 2).left == close(15)


def test_a_rule_at_the_end_begins_no_empty_page():
    assert made(body="one\n\n---").pages == 1


def test_the_tag_is_on_the_first_page_of_the_print_version_alone():
    letter = made(body="one\n\n---\n\ntwo", **WELSH)

    tag = sheets.line(letter.pdf, "NOTIFY")
    assert (tag.left, tag.baseline, tag.size) == (close(1.8), close(3.92), 6)
    assert sheets.text(letter.pdf).count("NOTIFY") == 1
    assert sheets.picture(letter.pdf).crop((0, 0, 60, 20)).getextrema() == (255, 255)
    assert "NOTIFY" not in sheets.text(made("preview").pdf)


def test_welsh_pages_come_first_and_each_part_counts_its_own():
    letter = made(body="one\n\n---\n\ntwo", **WELSH)

    assert letter == Made(letter.pdf, 3, 1)
    first, second, third = (sheets.lines(letter.pdf, page) for page in (1, 2, 3))
    assert {"1 Mawrth 2026", "Amdanoch chi, Bo", "Tudalen 1 o 1", "BO PERSON"} <= texts(first)
    assert {"1 March 2026", "About Bo", "Page 1 of 2", "BO PERSON"} <= texts(second)
    assert "Page 2 of 2" in texts(third)


def texts(lines):
    return {line.text.strip() for line in lines}


def test_an_attachments_pages_follow_and_are_not_counted_in_the_footer():
    letter = made(attachment=pdf(pages=2), **WELSH)

    assert (letter.pages, letter.welsh_pages) == (4, 1)
    assert sheets.lines(letter.pdf, 3) == sheets.lines(letter.pdf, 4) == []
    assert "Page 1 of 1" in sheets.text(letter.pdf)


def test_placeholders_are_shown_where_there_are_no_values():
    letter = made("preview", values=None).pdf

    assert {"address line 1", "About ((name))", "Dear ((name)),"} <= texts(sheets.lines(letter))


def test_what_the_printer_adds_is_in_previews_only():
    assert "Postmark" in sheets.text(made("preview").pdf)
    assert "Postmark" not in sheets.text(made("print").pdf)


@pytest.mark.parametrize("version", ["preview", "print"])
def test_the_same_letter_gives_the_same_bytes(version):
    fields = {"logo": LOGO, "attachment": pdf(), "body": "QR: x\n\nDear ((name)) ✓", **WELSH}

    assert made(version, **fields).pdf == made(version, **fields).pdf


def operators(data, page=0):
    with pikepdf.open(io.BytesIO(data)) as document:
        found = pikepdf.parse_content_stream(document.pages[page])
        return [
            (str(part.operator), tuple(map(float, part.operands)))
            for part in found
            if str(part.operator) in ("k", "K", "rg", "RG", "g", "G")
        ]


def test_what_is_printed_is_in_cmyk_and_text_in_black_alone():
    plain = operators(made(body="# Head\n\nText\n\nQR: https://x.example").pdf)
    with_logo = operators(made(logo=LOGO).pdf)

    assert {name for name, _ in plain + with_logo} <= {"k", "K"}
    # The tag is white.
    assert {inks for _, inks in plain} == {(0, 0, 0, 1), (0, 0, 0, 0)}
    blue = next(inks for _, inks in with_logo if inks[0] > 0.5)
    assert blue == pytest.approx((0.647, 0.278, 0, 0.353), abs=0.001)


GRADIENT = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs>
<linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="#fff"/>
</linearGradient></defs><rect width="9" height="9" fill="url(#g)" opacity=".5"/>
<image width="1" height="1" href="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1Pe
AAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"/></svg>"""


def test_gradients_and_pictures_of_a_logo_are_converted_too():
    letter = made(logo=GRADIENT).pdf

    with pikepdf.open(io.BytesIO(letter)) as document:
        assert not any("DeviceRGB" in repr(item) for item in document.objects)
    assert sheets.picture(letter)


def test_a_logo_fetches_nothing(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">secret</text></svg>')
    logo = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        f'<image href="{secret.as_uri()}" width="9" height="9"/></svg>'
    )

    assert "secret" not in sheets.text(made(logo=logo.encode()).pdf)


def test_fonts_are_embedded_as_subsets():
    reader = PdfReader(io.BytesIO(made(body="**x** ŵ ✓ https://x.example").pdf))

    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"] for font in fonts}
    assert {name.partition("+")[2] for name in names} == {
        "Liberation-Sans", "Liberation-Sans-Bold", "DejaVu-Sans",
    }  # fmt: skip
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert len(descriptor["/FontFile2"].get_object().get_data()) < 40_000


@pytest.mark.parametrize(
    "body",
    ["a" * 300_000, "a\n" * 200_000, "* a\n" * 100_000, "* " * 3000 + "a", "a\n\n---\n\n" * 50_000],
)
def test_a_letter_of_enormous_text_is_cut(body):
    assert 1 <= made("preview", body=body).pages < 120
