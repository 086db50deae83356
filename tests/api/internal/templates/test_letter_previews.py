"""A letter as the admin app shows it and lets people download it."""

import base64
import io
import json
import uuid

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.tools import make
from tests.tools.letters import pdf


@pytest.fixture
def preview(admin, service):
    def ask(id, kind, query="", owner=service):
        return admin(f"GET /service/{owner.id}/template/preview/{id}/{kind}{query}")

    return ask


def content(answer):
    return io.BytesIO(base64.b64decode(answer.body["content"]))


def stored(app, committed, service, data, key=None, **fault):
    """A finished letter whose file lies in the store."""
    key = key or f"letters-pdf/{uuid.uuid4()}.PDF"
    app.extensions["objects"].put(key, data)
    id = make.letter(committed, service, status="pending-virus-check", pdf_key=key)
    committed.execute("update postroom.notifications set status = 'created' where id = %s", [id])
    if fault:
        committed.execute(
            "update postroom.notification_contents set pdf_fault = %s where id = %s",
            [json.dumps(fault), id],
        )
    return id


def test_before_its_file_is_made_it_is_drawn_from_its_template(preview, committed, service):
    id = make.letter(committed, service)

    answer = preview(id, "pdf")

    assert (answer.status, answer.body["metadata"]) == (200, {"page_count": "1"})
    (page,) = PdfReader(content(answer)).pages
    assert "Dear Bo" in page.extract_text() and "1 ROAD" in page.extract_text()


def test_the_stored_file_is_what_is_shown(preview, app, committed, service):
    data = pdf(pages=2)
    id = stored(app, committed, service, data)

    answer = preview(id, "pdf")
    assert content(answer).getvalue() == data
    assert answer.body["metadata"] == {"page_count": "2"}

    picture = preview(id, "png", "?page=2")
    assert picture.body["metadata"] == {"page_count": "2"}
    image = Image.open(content(picture))
    assert (image.format, image.mode) == ("PNG", "RGB")
    assert abs(image.width - 1240) < 3 and abs(image.height - 1754) < 3
    assert preview(id, "png").status == 200


def test_what_is_wrong_with_a_letter_is_told(preview, app, committed, service):
    fault = {"message": "letter-too-long", "invalid_pages": [11], "page_count": 11}
    id = stored(app, committed, service, pdf(pages=11), **fault)

    assert preview(id, "png").body["metadata"] == {
        "page_count": "11", "message": "letter-too-long", "invalid_pages": "[11]",
    }  # fmt: skip


@pytest.mark.parametrize("page", ["3", "0", "-1", "x", "%00", "9" * 400, "²"])
def test_a_page_that_there_is_not(preview, app, committed, service, page):
    id = stored(app, committed, service, pdf(pages=2))

    assert preview(id, "png", f"?page={page}").status == 400


def test_a_file_that_is_no_pdf(preview, app, committed, service):
    id = stored(app, committed, service, b"%PDF-1.7 and no more")

    assert preview(id, "pdf").message == (
        f"Error extracting requested page from PDF file for notification_id {id} type pdf"
    )


def test_what_is_no_letter_of_the_service_is_not_there(preview, app, committed, service):
    letter = make.letter(committed, service)
    gone = stored(app, committed, service, b"x", key="letters-pdf/gone.PDF")
    app.extensions["objects"].delete("letters-pdf/gone.PDF")
    infected = stored(app, committed, service, pdf())
    committed.execute(
        "update postroom.notifications set status = 'virus-scan-failed' where id = %s", [infected]
    )

    for id in (make.send(committed, service), uuid.uuid4(), gone, infected):
        assert preview(id, "png").status == 404
    assert preview(letter, "pdf", owner=make.service(committed)).status == 404
    assert preview(letter, "doc").message == {"content": ["file_type must be pdf or png"]}
