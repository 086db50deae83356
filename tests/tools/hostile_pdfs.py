"""PDFs made to break, exhaust or deceive their reader, by what is wrong with them."""

import io
import random
import zlib
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from tests.tools.pdf_letters import (
    HEIGHT,
    changed,
    form,
    letter,
    picture,
    saved,
    stream,
    with_contents,
)

ZEROS = 200_000_000
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>"


@cache
def bomb(size=ZEROS, times=1):
    """So many zeros, deflated, again and again."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def flated(times=1, size=ZEROS, **keys):
    filters = Array([Name.FlateDecode] * times)

    def make(pdf):
        held = Stream(pdf, b"", Dictionary(**keys))
        held.write(bomb(size, times), filter=filters)
        return held

    return make


def raw(*objects, trailer=b"<< /Root 1 0 R /Size 9 >>", end=b"startxref\n0\n%%EOF"):
    """Objects 1, 2, … as they are, with a table that leads nowhere."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, held) for n, held in enumerate(objects, 1))
    return (
        b"%PDF-1.7\n" + body + b"xref\n0 1\n0000000000 65535 f \ntrailer " + trailer + b"\n" + end
    )


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def contents(data):
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def jpeg(width, height, **keys):
    return picture(photograph(width, height), 8, 8, Filter=Name.DCTDecode, **keys)


def photograph(width, height):
    """The header of a picture of any size, and hardly any data."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    data = bytearray(file.getvalue())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(data)


def drawn(held, **resources):
    return with_contents(b"q 9 0 0 9 99 299 cm /X Do Q", XObject={"X": held}, **resources)


def circle(*path):
    """A form that draws itself, by way of others."""

    def change(pdf, page):
        forms = [pdf.make_indirect(form(b"/X Do")(pdf)) for _ in path]
        for at, held in enumerate(forms):
            following = forms[(at + 1) % len(forms)]
            held.Resources = Dictionary(XObject=Dictionary(X=following))
        page.Resources.XObject = Dictionary(X=forms[0])
        page.Contents = Array([page.Contents, pdf.make_stream(b"/X Do")])

    return changed(letter(), change)


def chain(length, times):
    """Forms that draw the next one several times each."""

    def change(pdf, page):
        held = pdf.make_indirect(form(b"0 0 1 1 re f " * 10)(pdf))
        for _ in range(length):
            outer = form(b"/X Do " * times, BBox=Array([0, 0, 9, 9]))(pdf)
            outer.Resources = Dictionary(XObject=Dictionary(X=held))
            held = pdf.make_indirect(outer)
        page.Resources.XObject = Dictionary(X=held)
        placed = b"1 0 0 1 99 299 cm /X Do"
        page.Contents = Array([page.Contents, pdf.make_stream(placed)])

    return changed(letter(), change)


def own_pattern(pdf, page):
    tile = pdf.make_stream(b"/Pattern cs /P scn 0 0 9 9 re f")
    for key, value in Dictionary(
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=Array([0, 0, 9, 9]),
        XStep=9,
        YStep=9,
    ).items():
        tile[key] = value
    tile.Resources = Dictionary(Pattern=Dictionary(P=tile))
    page.Resources.Pattern = Dictionary(P=tile)
    page.Contents = Array([page.Contents, pdf.make_stream(b"/Pattern cs /P scn 60 60 9 9 re f")])


def own_mask(pdf, page):
    group = form(b"/G gs 0 0 9 9 re f", Group=Dictionary(S=Name.Transparency))(pdf)
    state = pdf.make_indirect(Dictionary(SMask=Dictionary(S=Name.Alpha, G=group)))
    group.Resources = Dictionary(ExtGState=Dictionary(G=state))
    page.Resources.ExtGState = Dictionary(G=state)
    page.Contents = Array([page.Contents, pdf.make_stream(b"/G gs 60 60 9 9 re f")])


def own_glyph(pdf, page):
    glyph = pdf.make_stream(b"9 0 d0 BT /T 1 Tf (a) Tj ET")
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 9, 9]),
            Widths=Array([9]),
            FontMatrix=Array([1, 0, 0, 1, 0, 0]),
            FirstChar=97,
            LastChar=97,
            Encoding=Dictionary(Differences=Array([97, Name.a])),
            CharProcs=Dictionary(a=glyph),
        )
    )
    font.Resources = Dictionary(Font=Dictionary(T=font))
    page.Resources.Font.T = font
    page.Contents = Array([page.Contents, pdf.make_stream(b"BT /T 1 Tf 99 99 Td (a) Tj ET")])


def own_function(pdf, page):
    function = pdf.make_indirect(Dictionary(FunctionType=3, Domain=Array([0, 1])))
    function.Functions, function.Bounds = Array([function]), Array([])
    function.Encode = Array([0, 1])
    page.Resources.Shading = Dictionary(
        S=Dictionary(
            ShadingType=2,
            ColorSpace=Name.DeviceRGB,
            Coords=Array([0, 0, 9, 9]),
            Function=function,
        )
    )
    page.Contents = Array([page.Contents, pdf.make_stream(b"/S sh")])


def own_space(pdf, page):
    space = pdf.make_indirect(Array([Name.Indexed, Name.DeviceRGB, 1, "abcdef"]))
    space[1] = space
    page.Resources.ColorSpace = Dictionary(C=space)
    page.Contents = Array([page.Contents, pdf.make_stream(b"/C cs 0 sc 60 60 9 9 re f")])


def own_pages(pdf, page):
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def deep_pages(depth):
    def change(pdf, page):
        node = pdf.Root.Pages
        for _ in range(depth):
            node = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=Array([node])))
        pdf.Root.Pages = node

    return changed(letter(), change)


def twice(pdf, page):
    pdf.Root.Pages.Kids.append(pdf.Root.Pages.Kids[0])


def many_objects():
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        pdf.pages[0].obj.Private = Array([pdf.make_indirect(Array([n])) for n in range(60_000)])
        return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def broken_flate(where):
    def change(pdf, page):
        data = bytearray(zlib.compress(b"0 0 0 rg 60 60 9 9 re f\n" * 500))
        data = data[: len(data) // 2] if where == "cut" else data
        if where == "garbled":
            data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
        held = pdf.make_stream(b"")
        held.write(bytes(data), filter=Name.FlateDecode)
        page.Contents = Array([page.Contents, held])

    return changed(letter(), change)


def twelve_filters(pdf, page):
    page.Contents = pdf.make_stream(b"71" * 999)
    page.Contents.Filter = Array([Name.ASCIIHexDecode] * 12)


def random_bytes(seed):
    """A good letter in which some bytes have changed."""
    data, chance = bytearray(letter(2)), random.Random(seed)
    for _ in range(30):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def nested(opening, closing, depth):
    return with_contents(opening * depth + closing * depth + b" n")


def fonts(**keys):
    held = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, **keys)
    return with_contents(b"BT /X 9 Tf 99 299 Td (a) Tj ET", Font={"X": held})


def embedded(data):
    def make(pdf):
        file = pdf.make_stream(data)
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.X, Flags=32, FontFile2=file)
        return Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name.X,
            FirstChar=97,
            LastChar=97,
            Widths=Array([9]),
            FontDescriptor=descriptor,
        )

    return with_contents(b"BT /X 9 Tf 99 299 Td (a) Tj ET", Font={"X": make})


def fading(kind, **keys):
    function = stream(
        keys.pop("program", b"{ dup dup }"),
        FunctionType=4,
        Domain=Array([0, 1]),
        Range=Array([0, 1] * 3),
    )

    def make(pdf):
        return Dictionary(
            ShadingType=kind,
            ColorSpace=Name.DeviceRGB,
            Coords=Array([99, 99, 199, 199]),
            Function=function(pdf),
            **keys,
        )

    return with_contents(b"99 99 99 99 re W n /X sh", Shading={"X": make})


def tile(step):
    made = stream(
        b"0 0 1 1 re f",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=Array([0, 0, 1, 1]),
        XStep=step,
        YStep=step,
        Resources=Dictionary(),
    )
    return with_contents(b"/Pattern cs /X scn 99 99 300 300 re f", Pattern={"X": made})


def media(*edges):
    def change(pdf, page):
        page.MediaBox = Array(edges)

    return changed(letter(), change)


def scripted(pdf, page):
    action = Dictionary(S=Name.JavaScript, JS="while (true) {}")
    launch = Dictionary(S=Name.Launch, F="/bin/sh", Next=action)
    pdf.Root.OpenAction, page.AA = launch, Dictionary(O=action)
    pdf.attachments["a.exe"] = bytes(99)


def with_annotations(count):
    def change(pdf, page):
        held = pdf.make_indirect(form(b"0 0 1 1 re f", BBox=Array([0, 0, 1, 1]))(pdf))
        page.Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Stamp,
                    F=4,
                    AP=Dictionary(N=held),
                    Rect=Array([99, 99 + at % 99, 101, 101 + at % 99]),
                )
                for at in range(count)
            ]
        )

    return changed(letter(), change)


def own_parent(pdf, page):
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, F=4, Rect=Array([99, 99, 199, 119]))
    )
    field.Parent = field
    page.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=page.Annots, NeedAppearances=True)


def xml_form(pdf, page):
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<!ENTITY a 'b'>"))
    pdf.Root.NeedsRendering = True


def far_stream(pdf, page):
    page.Contents.F = "/etc/passwd"
    page.Contents.FFilter = Name.FlateDecode


HUGE = b"%d 0 0 1 0 0 cm 0 0 1 1 re f" % 10**30
FILES = {
    "nothing": lambda: b"",
    "one byte": lambda: b"%",
    "a header": lambda: b"%PDF-1.7",
    "a page of HTML": lambda: b"<html><body>%PDF-1.4</body></html>",
    "a picture": lambda: photograph(8, 8),
    "12 MB": lambda: letter() + bytes(12_000_000),
    "bytes before it": lambda: b"junk\n" * 20 + letter(),
    "zeros after it": lambda: letter() + bytes(5000),
    "no end": lambda: letter()[:-30],
    "the first half": lambda: letter(3)[: len(letter(3)) // 2],
    "a wrong startxref": lambda: letter().replace(b"startxref\n", b"startxref\n9"),
    "a table in circles": lambda: letter().replace(b"trailer\n<<", b"trailer\n<< /Prev 9"),
    "only objects": lambda: raw(CATALOGUE, TREE, PAGE % b"", contents(b"q Q")),
    "no catalogue": lambda: raw(b"null", TREE, PAGE % b"", contents(b"q Q")),
    "no pages": lambda: raw(b"<< /Type /Catalog >>"),
    "pages that are a number": lambda: raw(CATALOGUE, b"5"),
    "a page that is missing": lambda: raw(CATALOGUE, b"<< /Type /Pages /Kids [9 0 R] >>"),
    "contents that are missing": lambda: raw(CATALOGUE, TREE, PAGE % b""),
    "a million pages by count": lambda: raw(
        CATALOGUE, TREE.replace(b"/Count 1", b"/Count 1000000"), PAGE % b"", contents(b"")
    ),
    "pages in circles": lambda: changed(letter(), own_pages),
    "a page twice": lambda: changed(letter(), twice),
    "pages 40 deep": lambda: deep_pages(40),
    "pages 60 deep": lambda: deep_pages(60),
    "pages 5000 deep": lambda: deep_pages(5000),
    "contents that swell": lambda: changed(
        letter(), lambda pdf, page: page.__setitem__("/Contents", flated()(pdf))
    ),
    "contents that swell twice": lambda: changed(
        letter(), lambda pdf, page: page.__setitem__("/Contents", flated(2)(pdf))
    ),
    "twelve filters": lambda: changed(letter(), twelve_filters),
    "a filter that nobody knows": lambda: changed(
        letter(), lambda pdf, page: page.Contents.__setitem__("/Filter", Name.Foo)
    ),
    "contents cut": lambda: broken_flate("cut"),
    "contents garbled": lambda: broken_flate("garbled"),
    "a string without end": lambda: with_contents(b"BT (abc"),
    "an array without end": lambda: with_contents(b"[1 2 3"),
    "a picture without end": lambda: with_contents(b"BI /W 9 /H 9 /BPC 8 /CS /G ID abc"),
    "operators that nobody knows": lambda: with_contents(b"1 2 foo (x) bar Q Q Q q q"),
    "arrays 400 deep": lambda: nested(b"[", b"]", 400),
    "arrays 100000 deep": lambda: nested(b"[", b"]", 100_000),
    "dictionaries 100000 deep": lambda: nested(b"<<", b">>", 100_000),
    "parentheses 100000 deep": lambda: nested(b"(", b")", 100_000),
    "kept 100000 times": lambda: nested(b"q ", b"Q ", 100_000),
    "two million lines": lambda: with_contents(b"99 99 m 9 9 l S " * 1_000_000),
    "huge numbers": lambda: with_contents(HUGE + b" 9e99 9e99 m 1e400 nan l S"),
    "a form in a form": lambda: circle(1),
    "forms in circles": lambda: circle(1, 2, 3),
    "forms 25 deep": lambda: chain(25, 1),
    "forms 40 deep": lambda: chain(40, 1),
    "forms 900 deep": lambda: chain(900, 1),
    "a billion drawings": lambda: chain(9, 10),
    "a pattern in itself": lambda: changed(letter(), own_pattern),
    "a mask in itself": lambda: changed(letter(), own_mask),
    "a glyph in itself": lambda: changed(letter(), own_glyph),
    "a function in itself": lambda: changed(letter(), own_function),
    "a colour space in itself": lambda: changed(letter(), own_space),
    "tiles without number": lambda: tile(0.001),
    "tiles without a step": lambda: tile(0),
    "60000 objects": many_objects,
    "a picture that swells": lambda: drawn(
        flated(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=20000,
            Height=20000,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        )
    ),
    "a picture that swells in secret": lambda: drawn(
        flated(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=9,
            Height=9,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        )
    ),
    "a picture of 4 billion pixels": lambda: drawn(picture(b"x", 65535, 65535)),
    "a picture of no pixels": lambda: drawn(picture(b"x", 0, -5)),
    "a picture that ends early": lambda: drawn(picture(b"abc", 100, 100)),
    "a photograph of 65500 by 65500": lambda: drawn(jpeg(65500, 65500)),
    "a photograph that ends early": lambda: drawn(jpeg(4000, 4000)),
    "pixels again and again": lambda: with_contents(
        b"q 9 0 0 9 99 299 cm /X Do Q " * 2000, XObject={"X": picture(bytes(3_000_000), 1000, 1000)}
    ),
    "a mask that swells": lambda: drawn(
        lambda pdf: picture(
            bytes(3),
            1,
            1,
            SMask=flated(
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=30000,
                Height=30000,
                ColorSpace=Name.DeviceGray,
                BitsPerComponent=8,
            )(pdf),
        )(pdf)
    ),
    "an odd depth": lambda: drawn(picture(bytes(99), 2, 2, bits=7)),
    "an unknown colour space": lambda: drawn(picture(bytes(99), 2, 2, Name.Foo)),
    "a bad JBIG2": lambda: drawn(
        picture(b"\0" * 99 + b"x", 9, 9, Name.DeviceGray, 1, Filter=Name.JBIG2Decode)
    ),
    "a bad JPEG 2000": lambda: drawn(
        picture(b"\0\0\0\x0cjP  \r\n\x87\n", 9, 9, Filter=Name.JPXDecode)
    ),
    "a font that is none": lambda: embedded(b"true" + bytes(500)),
    "a font of zeros": lambda: embedded(bytes(1_000_000)),
    "widths without number": lambda: fonts(FirstChar=0, Widths=Array([0] * 100_000)),
    "an encoding that is a number": lambda: fonts(Encoding=5),
    "a program without end": lambda: fading(2, program=b"{ " * 5000),
    "a long program": lambda: fading(2, program=b"{ " + b"dup mul " * 20_000 + b"dup dup }"),
    "a program that overflows": lambda: fading(2, program=b"{ " + b"dup " * 500 + b"}"),
    "a program that copies": lambda: fading(2, program=b"{ 1000000000 copy }"),
    "a program that shifts": lambda: fading(2, program=b"{ 1 1000000000 bitshift dup dup }"),
    "an unknown gradient": lambda: fading(9),
    "a page of 10 kilometres": lambda: media(0, 0, 10**9, 10**9),
    "a page of words": lambda: media(Name.a, "b", 3, Array([])),
    "scripts and attachments": lambda: changed(letter(), scripted),
    "3000 annotations": lambda: with_annotations(3000),
    "a field that is its own parent": lambda: changed(letter(), own_parent),
    "a form in XML": lambda: changed(letter(), xml_form),
    "contents in another file": lambda: changed(letter(), far_stream),
    "5000 lines in the window": lambda: letter(
        draw=lambda canvas, page: [
            canvas.drawString(80, HEIGHT - 130 - n % 50, "word") for n in range(5000)
        ]
    ),
    "an unknown encryption": lambda: letter().replace(
        b"trailer\n<<", b"trailer\n<< /Encrypt << /Filter /Foo /V 9 >>"
    ),
} | {f"changed bytes {seed}": (lambda seed=seed: random_bytes(seed)) for seed in range(12)}
