"""Annotations, form fields, layers and active parts (docs/contract, letters 8)."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.lib.units import mm

from tests.tools.pdf_letters import HEIGHT, at, changed, checked, form, letter, with_contents, words

PRINT, HIDDEN = 4, 2
RED = form(b"1 0 0 rg 0 0 100 100 re f", BBox=Array([0, 0, 100, 100]))
FONTS = Dictionary(Font=Dictionary(Helv=Dictionary(
    Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
)))  # fmt: skip


def box(left, top, width=20, height=10):
    high = HEIGHT - top * mm
    return Array([left * mm, high - height * mm, (left + width) * mm, high])


def annotated(left=100, top=150, appearance=RED, **keys):
    def change(pdf, page):
        annotation = Dictionary(Type=Name.Annot, Rect=box(left, top), **keys)
        if appearance:
            annotation.AP = Dictionary(N=pdf.make_indirect(appearance(pdf)))
        page.Annots = Array([pdf.make_indirect(annotation)])

    return changed(letter(), change)


def is_shown(data):
    result = checked(data)
    assert result.message is None
    return at(result.file, 110, 155) != (255, 255, 255)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ({"Subtype": Name.Stamp, "F": PRINT}, True),
        ({"Subtype": Name.Stamp}, False),
        ({"Subtype": Name.Stamp, "F": PRINT | HIDDEN}, False),
        ({"Subtype": Name.Stamp, "F": PRINT, "appearance": None}, False),
        ({"Subtype": Name.Link, "F": PRINT, "Border": Array([0, 0, 9])}, False),
        ({"Subtype": Name.Popup, "F": PRINT}, False),
    ],
)
def test_annotations_that_print_become_contents(keys, shown):
    assert is_shown(annotated(**keys)) is shown


def test_an_annotation_in_the_margin_counts_if_it_prints():
    stamp = {"left": 2, "Subtype": Name.Stamp}

    assert checked(annotated(**stamp, F=PRINT)).message == "content-outside-printable-area"
    assert checked(annotated(**stamp)).message is None


def field(value, appearance=None, needs=False, **keys):
    def change(pdf, page):
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, F=PRINT, Rect=box(100, 150, 60, 10),
            FT=Name.Tx, T="name", DA="/Helv 12 Tf 0 0 1 rg",
        )  # fmt: skip
        if value is not None:
            annotation.V = value
        for key, held in keys.items():
            annotation[f"/{key}"] = held
        if appearance:
            annotation.AP = Dictionary(N=pdf.make_indirect(appearance(pdf)))
        page.Annots = Array([pdf.make_indirect(annotation)])
        pdf.Root.AcroForm = Dictionary(Fields=page.Annots, DR=FONTS, NeedAppearances=needs)

    return changed(letter(), change)


def test_a_filled_field_is_flattened():
    assert is_shown(field("x", RED))


def test_a_value_without_an_appearance_gets_one():
    result = checked(field("Été 5"))

    assert "Été 5" in words(result.file)


def test_an_appearance_that_is_not_the_present_one_is_made_anew():
    assert "now" in words(checked(field("now", RED, needs=True)).file)


def test_several_lines_are_wrapped():
    shown = words(checked(field("one\nand two " * 3, Ff=1 << 12)).file)

    assert len([line for line in shown if "two" in line or "one" in line]) > 2


@pytest.mark.parametrize(
    "data",
    [field("日本"), field("rich", Ff=1 << 25), field(Name.On, FT=Name.Btn, AS=Name.On)],
    ids=["no Latin", "rich text", "a box without a picture"],
)
def test_a_value_that_cannot_be_shown_faithfully(data):
    assert checked(data).message == "unable-to-read-the-file"


def test_an_empty_field_is_nothing():
    assert not is_shown(field(None))


def layered(contents, off=True, policy=None, **default):
    def change(pdf, page):
        layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("a", "b")]
        settings = Dictionary(OFF=Array(layers[:1])) if off else Dictionary()
        for key, value in default.items():
            settings[f"/{key}"] = value
        pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=settings)
        known = Dictionary(L=layers[0], M=layers[1])
        if policy:
            known.P = Dictionary(Type=Name.OCMD, OCGs=Array(layers), **policy)
        page.Resources.Properties = known
        if "/XObject" in page.Resources:
            page.Resources.XObject.X.OC = layers[0]

    return changed(with_contents(contents, XObject={"X": RED}), change)


def marked(name, painting=b"1 0 0 rg %f %f 60 30 re f" % (100 * mm, HEIGHT - 160 * mm)):
    return b"/OC /%s BDC %s EMC" % (name, painting)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (layered(marked(b"L")), False),
        (layered(marked(b"M")), True),
        (layered(marked(b"L"), off=False), True),
        (layered(marked(b"L"), off=False, BaseState=Name.OFF), False),
        (layered(marked(b"P"), policy={"P": Name.AnyOn}), True),
        (layered(marked(b"P"), policy={"P": Name.AllOn}), False),
        (layered(b"q 1 0 0 1 %f %f cm /X Do Q" % (100 * mm, HEIGHT - 170 * mm)), False),
    ],
)
def test_layers_that_are_off_are_cut_out(data, shown):
    assert is_shown(data) is shown


def test_hidden_text_is_not_in_the_file_and_what_follows_stays_in_its_place():
    contents = b"BT /F1 10 Tf 60 400 Td /OC /L BDC (secret ) Tj EMC (seen) Tj ET"
    data = layered(contents)
    plain = letter()

    result = checked(data)

    assert "seen" in words(result.file) and "secret" not in "".join(words(result.file))
    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        assert b"-" in pdf.pages[0].Contents.read_bytes()
    assert at(result.file, 24, HEIGHT / mm - 142) == at(plain, 24, 250) == (255, 255, 255)


def test_layers_by_expression_are_not_understood():
    policy = {"VE": Array([Name.Not, Name.L])}

    assert checked(layered(marked(b"P"), policy=policy)).message == "unable-to-read-the-file"


def active(pdf, page):
    action = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = action
    pdf.Root.AA = Dictionary(WC=action)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", action])))
    pdf.Root.Metadata = pdf.make_stream(b"<x/>")
    pdf.Root.Outlines = Dictionary(Type=Name.Outlines)
    pdf.Root.Collection = Dictionary()
    page.AA = Dictionary(O=action)
    page.PieceInfo = Dictionary(X=Dictionary(Private="y"))
    page.Metadata = pdf.make_stream(b"<x/>")
    page.Annots = Array([
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box(20, 100), A=Dictionary(
            S=Name.URI, URI="http://example.com")),
        Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=box(20, 100), FS="x"),
        Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=box(20, 100)),
    ])  # fmt: skip
    pdf.attachments["virus.exe"] = b"MZ"


def test_active_parts_are_dropped_and_no_reason_to_refuse():
    result = checked(changed(letter(), active))

    assert result.message is None
    with pikepdf.open(io.BytesIO(result.file)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert set(pdf.pages[0].obj.keys()) == {
            "/Type", "/Parent", "/MediaBox", "/Contents", "/Resources",
        }  # fmt: skip
    assert not any(word in result.file for word in (b"JavaScript", b"virus", b"URI", b"/AA"))


def test_dynamic_forms_are_refused_and_others_drawn_by_their_fields():
    def with_xfa(dynamic):
        def change(pdf, page):
            pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")
            if dynamic:
                pdf.Root.NeedsRendering = True

        return changed(field("x", RED), change)

    assert checked(with_xfa(True)).message == "unable-to-read-the-file"
    assert is_shown(with_xfa(False))
