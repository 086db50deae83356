"""RGB to CMYK, wherever a PDF has colours (docs/contract, letters 6)."""

import io
import struct

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from tests.tools.pdf_letters import at, checked, form, picture, stream, with_contents

RAMP = bytes(part for y in range(16) for x in range(16) for part in (x * 16, y * 16, 128))
UNIT = Array([0, 1])


def encoded(kind, mode="RGB"):
    file = io.BytesIO()
    Image.frombytes("RGB", (16, 16), RAMP).resize((64, 64)).convert(mode).save(file, kind)
    return file.getvalue()


def fade(**keys):
    return Dictionary(
        FunctionType=2, Domain=UNIT, C0=Array([1, 1, 1]), C1=Array([1, 0, 0.5]), N=1, **keys
    )


def gradient(pdf):
    ends = Dictionary(FunctionType=2, Domain=UNIT, C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1)
    halves = Dictionary(
        FunctionType=3, Domain=UNIT, Bounds=Array([0.5]), Encode=Array([0, 1, 1, 0]),
        Functions=Array([ends, ends]),
    )  # fmt: skip
    return Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 60, 0]), Function=halves,
        Background=Array([1, 1, 0]),
    )  # fmt: skip


def mesh(pdf):
    corners = ((0, 0, (255, 0, 0)), (65535, 0, (0, 255, 0)), (32768, 65535, (0, 0, 255)))
    data = b"".join(struct.pack(">BHH3B", 0, x, y, *colour) for x, y, colour in corners)
    decode = Array([0, 60, 0, 60, 0, 1, 0, 1, 0, 1])
    return Stream(pdf, data, Dictionary(
        ShadingType=4, ColorSpace=Name.DeviceRGB, BitsPerCoordinate=16, BitsPerComponent=8,
        BitsPerFlag=8, Decode=decode,
    ))  # fmt: skip


def patch(pdf):
    """A Coons patch: twelve points, four colours."""
    edge = (0, 21845, 43690, 65535)
    points = [(0, y) for y in edge] + [(x, 65535) for x in edge[1:]]
    points += [(65535, y) for y in edge[2::-1]] + [(43690, 0), (21845, 0)]
    colours = bytes((255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0))
    data = b"\0" + b"".join(struct.pack(">HH", *point) for point in points) + colours
    keys = Dictionary(mesh(pdf).stream_dict)
    keys.ShadingType = 6
    return Stream(pdf, data, keys)


def tiles(paint, contents):
    return stream(
        contents, PatternType=1, PaintType=paint, TilingType=1, BBox=Array([0, 0, 10, 10]),
        XStep=10, YStep=10, Resources=Dictionary(),
    )  # fmt: skip


def masked(pdf):
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    white = form(b"0.5 0.5 0.5 rg 0 0 60 60 re f", Group=group)(pdf)
    mask = Dictionary(S=Name.Luminosity, G=pdf.make_indirect(white), BC=Array([0, 0, 0]))
    return Dictionary(SMask=mask)


def glyph(pdf):
    square = Stream(pdf, b"1000 0 d0 0 1 0 rg 0 0 700 700 re f")
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 1000, 1000]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), FirstChar=97, LastChar=97,
        Widths=Array([1000]), Encoding=Dictionary(Differences=Array([97, Name.square])),
        CharProcs=Dictionary(square=square), Resources=Dictionary(),
    )  # fmt: skip


def with_mask(data, **keys):
    def make(pdf):
        image = picture(data, 16, 16)(pdf)
        image.SMask = picture(bytes(range(256)), 16, 16, Name.DeviceGray, **keys)(pdf)
        return image

    return make


LAB = Array([Name.Lab, Dictionary(WhitePoint=Array([0.96, 1, 0.82]))])
CALCULATED = stream(
    b"{ 1 exch sub exch 1 exch sub exch 0.5 }", FunctionType=4, Domain=Array([0, 1, 0, 1]),
    Range=Array([0, 1, 0, 1, 0, 1]),
)  # fmt: skip
SPACES = {
    "Profile": lambda pdf: Array([Name.ICCBased, Stream(pdf, b"x" * 128, Dictionary(N=3))]),
    "Cal": Array([Name.CalRGB, Dictionary(WhitePoint=Array([0.96, 1, 0.82]))]),
    "Lab": LAB,
    "Spot": Array([Name.Separation, Name.Spot, Name.DeviceRGB, fade()]),
    "Two": lambda pdf: Array(
        [Name.DeviceN, Array([Name.A, Name.B]), Name.DeviceRGB, CALCULATED(pdf)]
    ),
    "Under": Array([Name.Pattern, Name.DeviceRGB]),
    "Palette": Array(
        [Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(bytes((255, 0, 0, 0, 0, 255)))]
    ),
}
PICTURES = {
    "Plain": picture(RAMP, 16, 16),
    "One": picture(bytes((51, 102, 204)), 1, 1),
    "Deep": picture(b"".join(bytes((part, 0)) for part in RAMP), 16, 16, bits=16),
    "Flat": picture(b"\xf0\x00\xf0", 2, 1, bits=4),
    "Jpeg": picture(encoded("JPEG"), 64, 64, Filter=Name.DCTDecode),
    "Turned": picture(RAMP, 16, 16, Decode=Array([1, 0, 1, 0, 1, 0])),
    "Palette": picture(b"\x5a\xa5", 8, 2, SPACES["Palette"], 1),
    "Soft": with_mask(RAMP),
    "Matte": with_mask(RAMP, Matte=Array([0, 0, 0])),
    "Holes": picture(RAMP, 16, 16, Mask=Array([0, 100, 0, 255, 0, 255])),
    "Lab": picture(RAMP, 16, 16, LAB),
    "Own": stream(encoded("JPEG2000"), Type=Name.XObject, Subtype=Name.Image, Width=64, Height=64,
                  Filter=Name.JPXDecode),
    "Ink": picture(encoded("JPEG", "CMYK"), 64, 64, Name.DeviceCMYK, Filter=Name.DCTDecode,
                   Decode=Array([1, 0] * 4)),
}  # fmt: skip
FILLED = b" 0 0 60 60 re f"
ROWS = {
    "operators": b"0.2 0.4 0.8 rg" + FILLED,
    "strokes": b"1 0 0 RG 9 w 5 5 50 50 re S",
    "device": b"/DeviceRGB cs 0.2 0.4 0.8 sc" + FILLED,
    "profile": b"/Profile cs 0.2 0.4 0.8 scn" + FILLED,
    "calibrated": b"/Cal cs 0.2 0.4 0.8 sc" + FILLED,
    "Lab": b"/Lab cs 60 40 -30 sc" + FILLED,
    "spot": b"/Spot cs 0.7 scn" + FILLED,
    "two spots": b"/Two cs 0.7 0.2 scn" + FILLED,
    "palette": b"/Palette cs 1 sc" + FILLED,
    "gradient": b"0 0 60 60 re W n /Gradient sh",
    "mesh": b"/Mesh sh",
    "patch": b"/Patch sh",
    "pattern": b"/Pattern cs /Tiles scn" + FILLED,
    "uncoloured pattern": b"/Under cs 1 0.5 0 /Bare scn" + FILLED,
    "gradient pattern": b"/Pattern cs /Fading scn" + FILLED,
    "form": b"/Form Do",
    "soft mask": b"/Masked gs 0 0 1 rg" + FILLED,
    "glyphs": b"BT /Glyphs 60 Tf (a) Tj ET",
    "in the contents": b"60 0 0 60 0 0 cm BI /W 2 /H 1 /BPC 8 /CS /RGB ID \xff\0\0\0\xff\0 EI",
} | {f"picture {name}": b"60 0 0 60 0 0 cm /%s Do" % name.encode() for name in PICTURES}


def coloured(contents):
    """A letter with contents at 35 to 56 millimetres from the left, 200 from the top."""
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    return with_contents(
        b"q 1 0 0 1 100 215 cm " + contents + b" Q",
        ColorSpace=SPACES,
        Shading={"Gradient": gradient, "Mesh": mesh, "Patch": patch},
        Pattern={
            "Tiles": tiles(1, b"1 0 0 rg 0 0 5 10 re f 0 0 1 rg 5 0 5 10 re f"),
            "Bare": tiles(2, b"0 0 5 10 re f"),
            "Fading": lambda pdf: Dictionary(
                PatternType=2, Shading=gradient(pdf), Matrix=Array([1, 0, 0, 1, 100, 215])
            ),
        },
        ExtGState={"Masked": masked},
        Font={"Glyphs": glyph},
        XObject=PICTURES | {"Form": form(b"0 0.5 0 rg 0 0 60 60 re f", Group=group)},
    )


RGB_LIKE = ("/DeviceRGB", "/CalRGB", "/Lab")


def left_in(pdf):
    """Every colour of the wrong kind that the file still has."""
    for object in pdf.objects:
        if isinstance(object, pikepdf.Stream | pikepdf.Dictionary):
            held = [object.get(key) for key in ("/ColorSpace", "/CS", "/Alternate")]
            for space in held:
                yield from _rgb(space)
            if isinstance(object, pikepdf.Stream) and "/Resources" in object:
                yield from _operators(object)
            for drawn in object.get("/CharProcs", {}).values():
                yield from _operators(drawn)
        elif isinstance(object, pikepdf.Array):
            yield from _rgb(object)
    for page in pdf.pages:
        yield from _operators(page.Contents)


def _operators(contents):
    for operands, operator in pikepdf.parse_content_stream(contents):
        if str(operator) in ("rg", "RG", "BI") or any(str(part) in RGB_LIKE for part in operands):
            yield str(operator)


def _rgb(space):
    if isinstance(space, pikepdf.Dictionary):
        for value in space.values():
            yield from _rgb(value)
    elif isinstance(space, pikepdf.Array):
        if len(space) > 1 and space[0] == Name.ICCBased and space[1].N == 3:
            yield "profile"
        for part in space:
            yield from _rgb(part)
    elif str(space) in RGB_LIKE:
        yield str(space)


@pytest.mark.parametrize("row", ROWS)
def test_no_rgb_is_left_and_it_looks_alike(row):
    data = coloured(ROWS[row])
    result = checked(data)

    assert result.message is None
    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        assert list(left_in(pdf)) == []
    for left, top in ((38, 203), (45, 210), (53, 218), (45, 218)):
        before, after = at(data, left, top), at(result.file, left, top)
        # pdfium shows pure inks less bright than pure light.
        assert max(abs(one - other) for one, other in zip(before, after, strict=True)) < 150
        assert (before == (255, 255, 255)) == (after == (255, 255, 255))


def test_neutral_tones_are_black_ink_alone():
    result = checked(coloured(b"0.25 0.25 0.25 rg 0 0 9 9 re f 0 0 0 RG 0 0 9 9 re S"))

    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        contents = pdf.pages[0].Contents.read_bytes()
    assert b"0 0 0 0.75 k" in contents and b"0 0 0 1 K" in contents


def test_text_and_pictures_of_one_colour_stay_alike():
    both = b"q 30 0 0 60 0 0 cm /One Do Q 0.2 0.4 0.8 rg 30 0 30 60 re f"
    result = checked(coloured(both))

    assert at(result.file, 38, 210) == at(result.file, 53, 210)


def test_grey_and_cmyk_stay_as_they_are():
    grey = coloured(b"0.5 g 0 0 60 60 re f 0.1 0.2 0.3 0.4 k 0 0 9 9 re f /Ink Do")
    result = checked(grey)

    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        contents = pdf.pages[0].Contents.read_bytes()
        (image,) = (held for held in pdf.pages[0].Resources.XObject.values() if "/Width" in held)
        assert image.read_raw_bytes() == encoded("JPEG", "CMYK")
    assert b"0.5 g" in contents and b"0.1 0.2 0.3 0.4 k" in contents


def test_a_mask_loses_the_colour_that_was_mixed_in():
    result = checked(coloured(ROWS["picture Matte"]))

    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        assert not any("/Matte" in held for held in pdf.objects if isinstance(held, Stream))


@pytest.mark.parametrize(
    "space", [Array([Name.Foo, 3]), Array([Name.Separation, Name.A, Name.DeviceRGB, 5])]
)
def test_a_colour_space_that_cannot_be_converted(space):
    data = with_contents(b"/Odd cs 1 scn 100 215 9 9 re f", ColorSpace={"Odd": space})

    assert checked(data).message == "unable-to-read-the-file"
