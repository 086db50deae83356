"""Every filter that a stream may have, one in another, and streams that are broken or too large."""

import base64
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from postroom.letters.pdf.streams import decoded, moved, undone
from postroom.letters.refusals import Unreadable
from tests.postroom.letters.pdf.test_lzw import written

DATA = b"Dear Ann, " * 20


@pytest.fixture
def stream():
    """stream(data, "FlateDecode", {…}) → a stream of a PDF with these filters."""
    pdf = pikepdf.new()

    def make(data, *filters, parameters=None):
        stream = pikepdf.Stream(pdf, data)
        if filters:
            stream.Filter = Array([Name(f"/{name}") for name in filters])
        if parameters is not None:
            stream.DecodeParms = parameters
        return stream

    make.pdf = pdf
    return make


def run_lengths(data):
    parts = [data[n : n + 100] for n in range(0, len(data), 100)]
    return b"".join(bytes([len(part) - 1]) + part for part in parts) + bytes([257 - 9]) + b"x\x80"


FORMS = {
    "as it is": ((), DATA, DATA),
    "Flate": (("FlateDecode",), zlib.compress(DATA), DATA),
    "Flate of nothing": (("FlateDecode",), b"", b""),
    "Flate without its checksum": (("Fl",), zlib.compress(DATA)[:-4], DATA),
    "hexadecimal": (("ASCIIHexDecode",), DATA.hex(" ").encode() + b">", DATA),
    "an odd number of digits": (("AHx",), b"414>", b"A@"),
    "base 85": (("ASCII85Decode",), base64.a85encode(DATA, adobe=True), DATA),
    "run lengths": (("RunLengthDecode",), run_lengths(DATA), DATA + b"x" * 9),
    "LZW": (("LZW",), written(DATA), DATA),
    "one in another": (("AHx", "Fl"), zlib.compress(DATA).hex().encode(), DATA),
    "encrypted with nothing": (("Crypt", "Fl"), zlib.compress(DATA), DATA),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_read(stream, form):
    filters, data, held = FORMS[form]

    assert decoded(stream(data, *filters)) == held


def test_parameters_belong_to_their_filters(stream):
    rows = [b"\x02\x01\x02\x03", b"\x02\x01\x01\x01"]  # differences to the row above
    predicted = Dictionary(Predictor=15, Colors=1, BitsPerComponent=8, Columns=3)

    found = decoded(stream(zlib.compress(b"".join(rows)), "Fl", parameters=Array([predicted])))

    assert found == bytes([1, 2, 3, 2, 3, 4])
    plain = stream(written(DATA, early=0), "LZW", parameters=Array([Dictionary(EarlyChange=0)]))
    assert decoded(plain) == DATA


BROKEN = {
    "Flate of something else": (("Fl",), b"no such thing at all"),
    "Flate that breaks off": (("Fl",), zlib.compress(DATA)[:-12]),
    "no digits": (("AHx",), b"zz>"),
    "no base 85": (("A85",), b"\xff\xfe vvvvv~>"),
    "run lengths that break off": (("RL",), b"\x40abc"),
    "an unknown filter": (("Nobodys",), DATA),
    "a picture's filter": (("DCTDecode",), DATA),
    "too many filters": (("Fl",) * 11, DATA),
}


@pytest.mark.parametrize("form", BROKEN)
def test_what_is_broken_is_unreadable(stream, form):
    filters, data = BROKEN[form]

    with pytest.raises(Unreadable):
        decoded(stream(data, *filters))


def test_what_is_too_large_or_no_stream_is_unreadable(stream):
    with pytest.raises(Unreadable):
        decoded(stream(zlib.compress(b"x" * 10_000), "Fl"), most=5_000)
    with pytest.raises(Unreadable):
        decoded(Dictionary())


def test_a_pictures_own_filter_is_left(stream):
    picture = stream(
        b"photograph".hex().encode(), "AHx", "DCT", parameters=Array([None, Dictionary(X=1)])
    )

    data, rest = undone(picture)
    assert (data, [name for name, _ in rest]) == (b"photograph", ["/DCTDecode"])
    alone = moved(stream.pdf, picture)
    assert alone.read_raw_bytes() == b"photograph"
    assert list(alone.Filter) == ["/DCTDecode"] and alone.DecodeParms[0].X == 1
    packed = stream(zlib.compress(DATA), "FlateDecode")
    assert moved(stream.pdf, packed).read_bytes() == DATA
