"""Fonts that files only name (docs/contract, letters 7)."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from postroom.letters import font_files
from tests.tools.pdf_letters import changed, checked, letter, text, with_contents, words


def font(name="Helvetica", subtype="Type1", **keys):
    keys.setdefault("Encoding", Name.WinAnsiEncoding)
    kept = {key: value for key, value in keys.items() if value is not None}
    return Dictionary(
        Type=Name.Font, Subtype=Name("/" + subtype), BaseFont=Name("/" + name), **kept
    )


def shown(held, string=b"(Hello)", state=b"", size=12):
    contents = b"BT /Far %d Tf %s 100 300 Td %s Tj ET" % (size, state, string)
    return with_contents(contents, Font={"Far": held})


def fonts_of(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            (str(held.BaseFont), any(key.startswith("/FontFile") for key in held.FontDescriptor))
            for held in pdf.objects
            if isinstance(held, Dictionary) and held.get("/Type") == Name.Font
            and "/FontDescriptor" in held
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Helvetica", "LiberationSans"),
        ("Helvetica-BoldOblique", "LiberationSans-BoldItalic"),
        ("Arial,Bold", "LiberationSans-Bold"),
        ("ArialMT", "LiberationSans"),
        ("Arial-BoldMT", "LiberationSans-Bold"),
        ("TimesNewRomanPSMT", "LiberationSerif"),
        ("TimesNewRomanPS-BoldItalicMT", "LiberationSerif-BoldItalic"),
        ("Times-Roman", "LiberationSerif"),
        ("CourierNew,Italic", "LiberationMono-Italic"),
        ("ABCDEF+Courier-Bold", "LiberationMono-Bold"),
    ],
)
def test_the_standard_ones_are_embedded(name, ours):
    result = checked(shown(font(name)))

    held = fonts_of(result.file)
    assert all(embedded for _, embedded in held)
    assert any(known.endswith("+" + ours) for known, _ in held)
    assert "Hello" in words(result.file)


def test_the_files_advances_are_kept():
    wide = font(FirstChar=32, LastChar=126, Widths=Array([900] * 95))
    result = checked(shown(wide))

    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        widths = [list(held.Widths) for held in pdf.objects
                  if isinstance(held, Dictionary) and "/Widths" in held]  # fmt: skip
    assert any(all(width == 900 for width in held) for held in widths)


@pytest.mark.parametrize(
    ("flags", "name", "ours"),
    [
        (32, "Unknown", "LiberationSans"),
        (34, "Unknown", "LiberationSerif"),
        (33, "Unknown-Bold", "LiberationMono-Bold"),
        (32 | 64 | 1 << 18, "Unknown", "LiberationSans-BoldItalic"),
    ],
)
def test_unknown_ones_are_replaced_by_their_flags(flags, name, ours):
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/" + name), Flags=flags)
    held = font(name, "TrueType", FontDescriptor=descriptor,
                FirstChar=0, LastChar=255, Widths=Array([500] * 256))  # fmt: skip

    assert any(known.endswith("+" + ours) for known, _ in fonts_of(checked(shown(held)).file))


def test_symbols_come_from_dejavu_or_not_at_all():
    alpha = checked(shown(font("Symbol", Encoding=None), b"(ab)"))
    assert "αβ" in words(alpha.file)
    assert "✁" in words(checked(shown(font("ZapfDingbats", Encoding=None), b"<21>")).file)

    lacking = checked(shown(font("Symbol", Encoding=None), b"<e6>"))
    assert lacking.message in (None, "unable-to-read-the-file")


SYMBOLIC = Dictionary(Type=Name.FontDescriptor, FontName=Name.Odd, Flags=4)
COMPOSITE = Dictionary(
    Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Song, Encoding=Name("/Identity-H"),
    DescendantFonts=Array(
        [Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Song)]
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "held",
    [
        COMPOSITE,
        font("Odd", "TrueType", FontDescriptor=SYMBOLIC, Encoding=None),
        font("Odd", Encoding=Dictionary(Differences=Array([72, Name("/g1"), Name("/g2")]))),
    ],
    ids=["composite", "symbolic", "names that nobody knows"],
)
def test_what_cannot_be_known_is_refused(held):
    assert checked(shown(held, b"(HI)")).message == "unable-to-read-the-file"


def test_differences_by_usual_names_are_known():
    names = Array([72, Name.Wcircumflex, Name.adieresis])
    held = font("Odd", Encoding=Dictionary(Differences=names))

    assert "Ŵä" in words(checked(shown(held, b"(HI)")).file)


def test_invisible_text_outside_the_window_goes_with_its_font():
    result = checked(shown(COMPOSITE, b"<00410042>", b"3 Tr"))

    assert result.message is None
    assert all(embedded for _, embedded in fonts_of(result.file))
    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        assert b"00410042" not in pdf.pages[0].Contents.read_bytes()


def test_a_font_that_is_named_and_not_used_is_no_reason():
    data = with_contents(b"", Font={"Far": COMPOSITE})
    result = checked(data)

    assert result.message is None
    assert all("Song" not in known for known, _ in fonts_of(result.file))


def embedded(**options):
    pdfmetrics.registerFont(TTFont("Deja", font_files.path("DejaVuSans")))
    return letter(draw=lambda canvas, page: text(canvas, "Ŝtalo kaj ĥoro", 30, 150, 12, "Deja"))


def test_embedded_fonts_stay():
    result = checked(embedded())

    assert "Ŝtalo kaj ĥoro" in words(result.file)
    assert any("DejaVu" in known for known, _ in fonts_of(result.file))


def test_an_embedded_font_that_is_broken_is_refused_if_it_is_used():
    def break_it(pdf, page):
        for held in page.Resources.Font.values():
            if "/FontDescriptor" in held:
                held.FontDescriptor.FontFile2 = pdf.make_stream(b"no font at all")

    assert checked(changed(embedded(), break_it)).message == "unable-to-read-the-file"
