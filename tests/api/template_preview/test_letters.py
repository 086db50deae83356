"""What the admin app asks of letters from templates: the file, its pages, how many there are."""

import io
import json
import uuid

import pytest
from PIL import Image
from pypdf import PdfReader

from postroom.letters.letter import attachment_key, logo_key
from tests.api.template_preview.conftest import KEY
from tests.tools.letters import pdf

SERVICE = str(uuid.uuid4())
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 70 18">
<rect width="70" height="18" fill="#ff0000"/></svg>"""


def body(values=None, filename=None, contact_block="Sender\nRoad 1", **template):
    plain = {"subject": "Hello ((name))", "content": "Dear ((name))", "service": SERVICE}
    return {
        "letter_contact_block": contact_block,
        "template": plain | template,
        "values": values,
        "filename": filename,
        "date": "2026-03-01T10:00:00",
    }


@pytest.fixture
def ask(app):
    def post(path, letter):
        data = letter if isinstance(letter, bytes) else json.dumps(letter)
        return app.test_client().post(
            f"/template-preview{path}", data=data, headers={"Authorization": f"Token {KEY}"}
        )

    return post


def text(answer):
    assert (answer.status_code, answer.content_type) == (200, "application/pdf"), answer.data
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]


def image(answer):
    assert (answer.status_code, answer.content_type) == (200, "image/png"), answer.data
    return Image.open(io.BytesIO(answer.data))


def test_a_letter_as_a_file(ask):
    (page,) = text(ask("/preview.pdf", body({"name": "Ann", "address_line_1": "Ann"})))

    assert "Hello Ann" in page and "Dear Ann" in page
    assert "Road 1" in page and "1 March 2026" in page
    assert "NOTIFY" not in page


@pytest.mark.parametrize("values", [None, {}])
def test_placeholders_are_shown_without_values(ask, values):
    (page,) = text(ask("/preview.pdf", body(values)))

    assert "Hello ((name))" in page and "address line 1" in page


def test_a_page_as_a_picture(ask):
    picture = image(ask("/preview.png?page=1", body()))

    assert (picture.format, picture.mode) == ("PNG", "RGB")
    assert abs(picture.width - 1240) < 3 and abs(picture.height - 1754) < 3


def test_the_same_page_is_drawn_once(ask, app, monkeypatch):
    letter = body({"name": uuid.uuid4().hex})
    first = ask("/preview.png", letter)
    monkeypatch.setitem(app.extensions, "letters", None)

    assert ask("/preview.png", letter).data == first.data


def test_pages_of_both_languages_and_of_an_attachment(ask, app):
    id = uuid.uuid4()
    app.extensions["objects"].put(attachment_key(SERVICE, id), pdf(pages=2))
    letter = body(
        letter_languages="welsh_then_english",
        letter_welsh_subject="Bore da",
        letter_welsh_content="Annwyl ((name))",
        letter_attachment={"id": str(id), "page_count": 2, "name": "more.pdf"},
    )

    counted = ask("/get-page-count", letter)
    assert (counted.status_code, counted.json) == (
        200, {"count": 4, "welsh_page_count": 1, "attachment_page_count": 2},
    )  # fmt: skip
    welsh, english, *rest = text(ask("/preview.pdf", letter))
    assert "Bore da" in welsh and "1 Mawrth 2026" in welsh
    assert "1 March 2026" in english and len(rest) == 2
    assert image(ask("/preview.png?page=4", letter))
    assert ask("/preview.png?page=5", letter).status_code == 400


def test_an_english_letter_has_no_welsh_pages(ask):
    answer = ask("/get-page-count", body(letter_languages="english", letter_welsh_content="Annwyl"))

    assert answer.json == {"count": 1, "welsh_page_count": 0, "attachment_page_count": 0}


def test_a_logo(ask, app):
    name = uuid.uuid4().hex
    app.extensions["objects"].put(logo_key(name), LOGO)

    picture = image(ask("/preview.png", body(filename=name)))

    dots = 150 / 25.4
    assert picture.getpixel((round(50 * dots), round(19 * dots))) == (255, 0, 0)


def test_a_logo_that_there_is_not(ask):
    assert ask("/preview.png", body(filename=uuid.uuid4().hex)).status_code == 500
    assert ask("/preview.png", body(filename="../temp-1")).status_code == 400


@pytest.mark.parametrize("path", ["/preview.pdf", "/preview.png", "/get-page-count"])
@pytest.mark.parametrize(
    "letter",
    [
        b"", b"{", b"[]", b'"x"', b"{}",
        body() | {"more": 1},
        body() | {"template": None},
        body() | {"template": {"subject": "x"}},
        body() | {"values": []},
        body() | {"date": "yesterday"},
        body() | {"letter_contact_block": 1},
        body(content="\ud800"),
        body(letter_languages="french"),
        body(letter_attachment={"id": "x", "page_count": 1}),
    ],
)  # fmt: skip
def test_bodies_that_are_no_letters(ask, path, letter):
    answer = ask(path, letter)

    assert answer.status_code == 400
    assert answer.json["result"] == "error" and isinstance(answer.json["message"], str)


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=2", "page=1.5"])
def test_pages_that_there_are_not(ask, query):
    assert ask(f"/preview.png?{query}", body()).status_code == 400


def test_a_file_has_all_pages(ask):
    assert ask("/preview.pdf?page=1", body()).status_code == 400


def test_a_page_of_an_attachment(ask, app):
    id = uuid.uuid4()
    app.extensions["objects"].put(attachment_key(SERVICE, id), pdf(pages=2))
    asked = {"letter_attachment_id": str(id), "service_id": SERVICE}

    assert image(ask("/letter_attachment_preview.png?page=2", asked))
    assert ask("/letter_attachment_preview.png?page=3", asked).status_code == 400
    assert ask("/letter_attachment_preview.png", asked).status_code == 400
    unknown = asked | {"letter_attachment_id": str(uuid.uuid4())}
    assert ask("/letter_attachment_preview.png?page=1", unknown).status_code == 404
    assert ask("/letter_attachment_preview.png?page=1", {**asked, "more": "1"}).status_code == 400
