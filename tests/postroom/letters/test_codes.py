"""Each code of refusal, and the order in which they are found (docs/contract, letters 1 to 5)."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.lib.units import mm

from tests.tools.pdf_letters import (
    HEIGHT,
    WIDTH,
    changed,
    checked,
    letter,
    saved,
    text,
    with_contents,
)


def fault(data, **options):
    result = checked(data, **options)
    assert result.file is None and result.recipient_address is None
    return result.message, result.page_count, result.invalid_pages


UNREADABLE = ("unable-to-read-the-file", None, None)


def encrypted(user, owner="owner", **options):
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        return saved_encrypted(pdf, pikepdf.Encryption(user=user, owner=owner, **options))


def saved_encrypted(pdf, encryption):
    file = io.BytesIO()
    pdf.save(file, encryption=encryption)
    return file.getvalue()


def mark(page, left, top, shade=0.0):
    """A dot on one page, its middle at so many millimetres from the top left corner."""

    def draw(canvas, at):
        if at == page - 1:
            canvas.setFillGray(shade)
            canvas.rect(left * mm - 0.5, HEIGHT - top * mm - 0.5, 1, 1, stroke=0, fill=1)
            canvas.setFillGray(0)

    return draw


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", letter()[:300], b"%PDF-1.4\n%%EOF", encrypted("secret")],
    ids=["empty", "no PDF", "cut", "nothing in it", "needs a password"],
)
def test_what_cannot_be_opened(data):
    assert fault(data) == UNREADABLE


@pytest.mark.parametrize(
    "options",
    [{"R": 2, "aes": False, "metadata": False}, {"R": 3, "aes": False, "metadata": False},
     {"R": 4}, {"R": 6}],
    ids=["RC4 of 40 bits", "RC4", "AES", "AES of 256 bits"],
)  # fmt: skip
def test_a_password_that_only_the_owner_needs_is_no_bar(options):
    result = checked(encrypted("", **options))

    assert result.message is None
    assert not pikepdf.open(io.BytesIO(result.file)).is_encrypted


def test_eleven_pages_are_too_long_whatever_is_on_them():
    assert fault(letter(11, lines=())) == ("letter-too-long", 11, None)
    assert checked(letter(10)).page_count == 10


def turned(media=None, **keys):
    def change(pdf, page):
        if media:
            page.MediaBox = Array(media)
        for key, value in keys.items():
            page[f"/{key}"] = value

    return changed(letter(), change)


NOT_A4 = ("letter-not-a4-portrait-oriented", 1, [1])


@pytest.mark.parametrize(
    "data",
    [
        turned([0, 0, HEIGHT, WIDTH]),
        turned([0, 0, 612, 792]),
        turned(Rotate=90),
        turned(Rotate=45),
        turned(UserUnit=2),
        turned([0, 0, WIDTH, HEIGHT + 2.1 * mm]),
        turned([0, 0, 0, 0]),
        turned([0, 0, 595]),
    ],
    ids=["landscape", "Letter", "lying", "askew", "units", "2.1 mm", "empty", "three numbers"],
)
def test_what_is_not_a4(data):
    assert fault(data) == NOT_A4


@pytest.mark.parametrize(
    "data",
    [
        turned([0, 0, WIDTH + 1.9 * mm, HEIGHT - 1.9 * mm]),
        turned([WIDTH, HEIGHT, 0, 0]),
        turned(Rotate=360),
        turned(CropBox=Array([10, 10, 580, 830])),
    ],
    ids=["nearly", "swapped corners", "all the way round", "a smaller crop box"],
)
def test_what_is_a4(data):
    assert checked(data).message is None


@pytest.mark.parametrize("turn", [90, 180, 270, -90])
def test_rotation_is_worked_into_the_contents(turn):
    upright = letter()

    def change(pdf, page):
        matrix = {
            90: [0, 1, -1, 0, HEIGHT, 0],
            180: [-1, 0, 0, -1, WIDTH, HEIGHT],
            270: [0, -1, 1, 0, 0, WIDTH],
        }[turn % 360]
        start = " ".join(map(str, matrix)).encode() + b" cm"
        page.Contents = Array([pdf.make_stream(start), page.Contents])
        if turn % 180:
            page.MediaBox = Array([0, 0, HEIGHT, WIDTH])
        page.Rotate = turn

    result = checked(changed(upright, change))

    assert result.recipient_address == "Ann Person\n1 Sea Lane\nHaven\nSW1A 1AA"
    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        page = pdf.pages[0].obj
        edges = [float(edge) for edge in page.MediaBox]
        assert "/Rotate" not in page
    assert edges == pytest.approx([0, 0, WIDTH, HEIGHT], abs=0.01)


def test_a_page_that_begins_elsewhere_is_moved():
    def change(pdf, page):
        page.MediaBox = Array([100, -200, 100 + WIDTH, HEIGHT - 200])
        page.Contents = Array([pdf.make_stream(b"1 0 0 1 100 -200 cm"), page.Contents])

    assert checked(changed(letter(), change)).recipient_address.startswith("Ann Person")


def test_what_lies_outside_the_crop_box_is_not_seen():
    data = letter(draw=mark(1, 5, 150))
    assert fault(data)[0] == "content-outside-printable-area"

    def change(pdf, page):
        page.CropBox = Array([10 * mm, 0, WIDTH, HEIGHT])

    assert checked(changed(data, change)).message is None


@pytest.mark.parametrize(
    ("left", "top"),
    [(13.5, 150), (196.5, 150), (100, 293.6), (20, 60), (60, 35), (60, 80), (123, 60), (60, 3.5)],
)
def test_marks_outside_the_areas_of_page_1(left, top):
    assert fault(letter(draw=mark(1, left, top))) == ("content-outside-printable-area", 1, [1])


@pytest.mark.parametrize(
    ("left", "top"),
    [(14.5, 150), (195.5, 150), (60, 292.5), (24, 60), (60, 39), (60, 66.8), (60, 20), (160, 60)],
)
def test_marks_inside_them_with_a_millimetre_of_slack(left, top):
    assert checked(letter(draw=mark(1, left, top))).message is None


def test_later_pages_have_one_area_and_all_that_fail_are_named():
    def draw(canvas, page):
        mark(2, 60, 35)(canvas, page)
        mark(3, 10, 35)(canvas, page)
        mark(4, 60, 295)(canvas, page)

    assert fault(letter(4, draw=draw)) == ("content-outside-printable-area", 4, [3, 4])


def test_every_page_of_an_attachment_has_it():
    data = letter(lines=(), draw=mark(1, 60, 35))

    assert checked(data, is_attachment=True).message is None
    assert fault(data)[0] == "content-outside-printable-area"


def test_white_passes_and_the_lightest_grey_fails():
    assert checked(letter(draw=mark(1, 5, 150, 1))).message is None
    assert fault(letter(draw=mark(1, 5, 150, 0.99)))[0] == "content-outside-printable-area"


def tag(*pages, words="NOTIFY", colour=1):
    def draw(canvas, page):
        if page + 1 in pages:
            canvas.setFillGray(colour)
            text(canvas, words, 1.8, 3.92, 6)
            canvas.setFillGray(0)

    return draw


def test_tags_on_later_pages():
    assert fault(letter(3, draw=tag(1, 2, 3))) == ("notify-tag-found-in-content", 3, [2, 3])
    assert checked(letter(3, draw=tag(1))).message is None
    assert checked(letter(2, draw=tag(2, words="NOTIFYING"))).message is None
    assert fault(letter(1, draw=tag(1)), is_attachment=True) == (
        "notify-tag-found-in-content", 1, [1],
    )  # fmt: skip


def test_a_black_tag_is_a_mark_in_the_margin():
    assert fault(letter(draw=tag(1, colour=0)))[0] == "content-outside-printable-area"


ADDRESSES = [
    ("address-is-empty", [], True),
    ("not-enough-address-lines", ["Ann", "SW1A 1AA"], True),
    ("too-many-address-lines", ["A", "B", "C", "D", "E", "F", "G", "SW1A 1AA"], True),
    ("invalid-address-line-1-or-2", ["***", "1 Sea Lane", "SW1A 1AA"], True),
    ("invalid-address-line-1-or-2", ["Ann", "é", "SW1A 1AA"], True),
    ("has-country-for-bfpo-address", ["Ann", "1 Lane", "BFPO 57", "France"], True),
    ("not-a-real-uk-postcode-or-country", ["Ann", "1 Sea Lane", "Nowhere"], True),
    ("cant-send-international-letters", ["Ann", "1 Rue X", "France"], False),
    ("not-a-real-uk-postcode", ["Ann", "1 Sea Lane", "Nowhere"], False),
    ("invalid-char-in-address", ["Ann", "(1 Sea Lane", "SW1A 1AA"], True),
    ("invalid-char-in-address", ["Ann", '"1 Sea Lane', "SW1A 1AA"], True),
    ("no-fixed-abode-address", ["Ann", "NFA", "SW1A 1AA"], True),
    ("no-fixed-abode-address", ["Ann", "Of no fixed abode", "SW1A 1AA"], True),
]


@pytest.mark.parametrize(("code", "lines", "allows_international"), ADDRESSES)
def test_addresses_that_nothing_can_be_sent_to(code, lines, allows_international):
    data = letter(lines=lines)

    assert fault(data, allows_international=allows_international) == (code, 1, [1])


@pytest.mark.parametrize(
    ("lines", "address", "postage"),
    [
        (["Ann", "1 Rue X", "france"], "Ann\n1 Rue X\nFrance", "europe"),
        (["Ann", "1 St", "gambia"], "Ann\n1 St\nThe Gambia", "rest-of-world"),
        (["Ann ,", "1 Sea Lane", "sw1a1aa", "England"], "Ann\n1 Sea Lane\nSW1A 1AA", None),
        (["Ann", "BFPO 57", "Sea"], "Ann\nSea\nBFPO 57", None),
        (["“Ann”", "1 St", "SW1A 1AA"], "“Ann”\n1 St\nSW1A 1AA", None),
    ],
)
def test_addresses_that_are_good(lines, address, postage):
    result = checked(letter(lines=lines))

    assert (result.message, result.recipient_address, result.postage) == (None, address, postage)


def test_the_first_fault_in_the_order_of_the_table_wins():
    def landscape(pdf, page):
        pdf.pages[1].obj.MediaBox = Array([0, 0, 842, 595])

    everything = letter(2, lines=(), draw=lambda c, p: (mark(1, 5, 150)(c, p), tag(2)(c, p)))
    assert fault(changed(everything, landscape)) == ("letter-not-a4-portrait-oriented", 2, [2])
    assert fault(everything) == ("content-outside-printable-area", 2, [1])
    assert fault(letter(2, lines=(), draw=tag(2)))[0] == "notify-tag-found-in-content"


def test_a_font_that_cannot_be_known_is_found_after_the_address():
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Song, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2,
                                          BaseFont=Name.Song)]),
    )  # fmt: skip
    shown = b"BT /Far 12 Tf 100 300 Td <00410042> Tj ET"

    assert fault(with_contents(shown, Font={"Far": font})) == UNREADABLE
    assert fault(with_contents(shown, letter(lines=()), Font={"Far": font}))[0] == (
        "address-is-empty"
    )


def test_the_same_letter_gives_the_same_bytes():
    assert checked(letter(2)).file == checked(letter(2)).file


def test_an_unexpected_error_is_no_exception():
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        pdf.pages[0].obj.Resources.Font = 5
        data = saved(pdf)

    assert fault(data) == UNREADABLE
