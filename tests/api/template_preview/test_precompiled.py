"""What the admin app asks of PDFs: pictures, red zones, whether they can be printed."""

import base64
import io
import json

import pytest
from PIL import Image

from postroom.letters.places import MM, printable
from tests.api.template_preview.conftest import KEY
from tests.tools.letters import pdf

RED = (255, 204, 204)
DOTS = 150 / 25.4  # in a millimetre
FIRST = printable(1, is_attachment=False)
LATER = printable(2, is_attachment=False)


@pytest.fixture
def ask(app):
    def post(path, data=b"", authorization=f"Token {KEY}"):
        headers = {"Authorization": authorization} if authorization else {}
        return app.test_client().post(f"/template-preview{path}", data=data, headers=headers)

    return post


def image(answer):
    assert (answer.status_code, answer.content_type) == (200, "image/png"), answer.data
    return Image.open(io.BytesIO(answer.data))


def color(picture, left, top):
    """That of a point, in millimetres."""
    return picture.getpixel((round(left * DOTS), round(top * DOTS)))


@pytest.mark.parametrize("authorization", [None, "Token wrong", f"Bearer {KEY}", KEY, "Token "])
@pytest.mark.parametrize("path", ["/precompiled-preview.png", "/preview.pdf", "/get-page-count"])
def test_only_those_who_know_the_key(ask, path, authorization):
    answer = ask(path, b"{}", authorization)

    assert answer.status_code == 401
    assert answer.json == {"result": "error", "message": "Unauthorized"}


def test_a_page_of_a_file(ask):
    picture = image(ask("/precompiled-preview.png", base64.b64encode(pdf())))

    assert (picture.format, picture.mode) == ("PNG", "RGB")
    assert abs(picture.width - 1240) < 3 and abs(picture.height - 1754) < 3


def test_the_tag_is_hidden_where_it_is_asked_for(ask, black):
    file = base64.b64encode(black)
    shown, hidden = (
        image(ask(f"/precompiled-preview.png{query}", file)) for query in ("", "?hide_notify=true")
    )

    assert shown.getpixel((129, 49)) == (0, 0, 0)
    assert hidden.getpixel((129, 49)) == (255, 255, 255)
    assert hidden.getpixel((130, 50)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("query", "file"),
    [
        ("?page=2", base64.b64encode(pdf())),
        ("?page=0", base64.b64encode(pdf())),
        ("?page=-1", base64.b64encode(pdf())),
        ("?page=x", base64.b64encode(pdf())),
        ("?page=²", base64.b64encode(pdf())),
        ("?page=" + "9" * 40, base64.b64encode(pdf())),
        ("", b""),
        ("", b"no base64"),
        ("", "é".encode()),
        ("", base64.b64encode(b"no PDF")),
    ],
)
def test_what_cannot_be_drawn(ask, query, file):
    answer = ask(f"/precompiled-preview.png{query}", file)

    assert answer.status_code == 400
    assert answer.json["result"] == "error" and isinstance(answer.json["message"], str)


@pytest.mark.parametrize(
    ("query", "areas"),
    [
        ("page_number=1", FIRST),
        ("page_number=2", LATER),
        ("page_number=1&is_attachment=True", LATER),
        ("page_number=1&is_attachment=False", FIRST),
        ("is_first_page=true", FIRST),
        ("is_first_page=false&page_number=1", LATER),
    ],
)
def test_red_zones(ask, query, areas):
    picture = image(ask(f"/precompiled/overlay.png?{query}", pdf()))

    assert color(picture, 5, 150) == color(picture, 105, 2) == RED
    assert color(picture, 100, 200) == (255, 255, 255)
    first = len(areas) > 1
    assert color(picture, 20, 50) == (RED if first else (255, 255, 255))
    for area in areas:
        assert color(picture, area.left / MM + 0.5, area.top / MM + 0.5) == (255, 255, 255)
        assert color(picture, area.right / MM - 0.5, area.bottom / MM - 0.5) == (255, 255, 255)


@pytest.mark.parametrize(
    ("query", "file"),
    [
        ("", pdf()),
        ("?page_number=1", b""),
        ("?page_number=1", b"no PDF"),
        ("?page_number=1", pdf(pages=2)),
        ("?page_number=0", pdf()),
        ("?page_number=x", pdf()),
    ],
)
def test_a_page_without_zones(ask, query, file):
    assert ask(f"/precompiled/overlay.png{query}", file).status_code == 400


def test_red_zones_of_all_pages(ask):
    answer = ask("/precompiled/overlay.pdf", pdf(pages=2))
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")

    first, second = (
        image(ask(f"/precompiled-preview.png?page={page}", base64.b64encode(answer.data)))
        for page in (1, 2)
    )
    assert color(first, 20, 50) == RED and color(second, 20, 50) == (255, 255, 255)
    assert color(first, 5, 150) == color(second, 5, 150) == RED


def test_no_part_of_a_pdf_has_zones(ask):
    assert ask("/precompiled/overlay.pdf?page=1", pdf()).status_code == 400
    assert ask("/precompiled/overlay.pdf", b"").status_code == 400
    assert ask("/precompiled/overlay.pdf", b"no PDF").status_code == 400


def test_a_letter_that_can_be_printed(ask, letter):
    answer = ask("/precompiled/sanitise?upload_id=1", letter())

    assert answer.status_code == 200
    body = answer.json
    assert body.keys() == {"message", "page_count", "invalid_pages", "recipient_address", "file"}
    assert (body["message"], body["page_count"], body["invalid_pages"]) == (None, 1, None)
    assert body["recipient_address"] == "Ann Person\n1 Street\nSW1A 1AA"
    assert base64.b64decode(body["file"]).startswith(b"%PDF-1.7")


def test_an_attachment_needs_no_address(ask, letter):
    answer = ask("/precompiled/sanitise?is_attachment=true", letter(address=()))

    assert (answer.status_code, answer.json["recipient_address"]) == (200, None)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "cant-send-international-letters"),
        ("?allow_international_letters=True", "cant-send-international-letters"),
        ("?allow_international_letters=true", None),
    ],
)
def test_letters_abroad(ask, letter, query, code):
    address = ("Ann Person", "1 Rue", "France")
    answer = ask(f"/precompiled/sanitise{query}", letter(address=address))

    assert (answer.status_code, answer.json["message"]) == (400 if code else 200, code)
    assert answer.json["invalid_pages"] == ([1] if code else None)


def test_a_file_that_is_none(ask):
    answer = ask("/precompiled/sanitise", b"no PDF")

    assert (answer.status_code, answer.json) == (
        400,
        {
            "message": "unable-to-read-the-file",
            "page_count": None,
            "invalid_pages": None,
            "recipient_address": None,
            "file": None,
        },
    )
    empty = ask("/precompiled/sanitise")
    assert empty.status_code == 400
    assert json.loads(empty.data) == {"result": "error", "message": "no-encoded-string"}
