import time
import uuid
from urllib.parse import urlsplit

import pytest

from postroom.links import unsubscribe
from postroom.links.secret_keys import SecretBox, generate
from tests.tools import make
from tests.tools.pages import Page

INVALID = {"unsubscribe request": "This is not a valid unsubscribe link."}
UNKNOWN = {"unsubscribe request": "This unsubscribe link is invalid or expired."}
SUCCESS = {"result": "success", "message": "Unsubscribe successful"}


@pytest.fixture
def box(app):
    return app.extensions["secret_box"]


@pytest.fixture
def id(committed, service):
    return make.send(committed, service, "email")


def requests(db, service):
    return db.execute(
        "select * from postroom.unsubscribe_requests where service_id = %s", (service.id,)
    ).fetchall()


@pytest.mark.parametrize(
    "body", [{}, {"data": {"List-Unsubscribe": "One-Click"}}, {"json": [1]}, {"data": b"\xff\0"}]
)
def test_a_click_is_noted_whatever_is_sent_along(app, box, committed, service, id, body):
    path = unsubscribe.path(box, id, service.id, "Bo@example.com")

    answers = [app.test_client().post(path, **body) for _ in range(2)]

    assert [(a.status_code, a.json) for a in answers] == [(200, SUCCESS)] * 2
    (request,) = requests(committed, service)
    assert request["email_address"] == "Bo@example.com"


def test_the_link_that_reading_shows_leads_there(app, ask, committed, service):
    template = make.template(
        committed, service, "email", "Hello ((name))", has_unsubscribe_link=True
    )
    id = make.send(committed, service, "email", template_id=template)
    link = ask(f"GET /v2/notifications/{id}").body["one_click_unsubscribe_url"]

    assert app.test_client().post(urlsplit(link).path).json == SUCCESS
    assert requests(committed, service)[0]["email_address"] == "bo@example.com"


def test_a_token_of_anothers_or_for_another_purpose_is_invalid(app, box, committed, service, id):
    others = SecretBox([generate()]).encrypt("bo@example.com")
    for token in (
        "bad-token", "é", "%FF", "%00", "=", others, box.encrypt("bo@example.com")[:-8],
        box.encrypt(str(uuid.uuid4())),
    ):  # fmt: skip
        answer = app.test_client().post(f"/unsubscribe/{id}/{token}")
        assert (answer.status_code, answer.json) == (
            404,
            {"result": "error", "message": INVALID},
        ), token
    assert requests(committed, service) == []


def click(app, id, token):
    answer = app.test_client().post(f"/unsubscribe/{id}/{token}")
    return answer.status_code, answer.json["message"]


def token_of(box, id, service_id, address="bo@example.com"):
    return unsubscribe.path(box, id, service_id, address).rpartition("/")[2]


def test_a_token_is_of_one_message(app, box, committed, service, id):
    other = make.send(committed, service, "email")

    assert click(app, other, token_of(box, id, service.id)) == (404, INVALID)
    assert requests(committed, service) == []


def test_a_token_is_of_one_service(app, box, committed, service, id):
    anothers = make.service(committed)

    assert click(app, id, token_of(box, id, anothers.id)) == (404, UNKNOWN)
    assert requests(committed, service) == []
    assert click(app, id, token_of(box, id, service.id)) == (200, "Unsubscribe successful")
    # Also once somebody has unsubscribed.
    assert click(app, id, token_of(box, id, anothers.id)) == (404, UNKNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "letter {id} {service} bo@example.com",
        "unsubscribe {id} bo@example.com",
        "unsubscribe x {service} bo@example.com",
        "unsubscribe {id} x bo@example.com",
        " {id} {service} bo@example.com",
        "bo @example.com",
    ],
)
def test_a_token_for_anything_else_is_invalid(app, box, committed, service, id, text):
    token = box.encrypt(text.format(id=id, service=service.id))

    assert click(app, id, token) == (404, INVALID)
    assert requests(committed, service) == []


def test_an_older_token_fits_the_messages_of_its_address(app, box, committed, service, id):
    assert click(app, id, box.encrypt("ann@example.com")) == (404, UNKNOWN)
    assert requests(committed, service) == []

    assert click(app, id, box.encrypt("BO@example.com"))[0] == 200
    assert click(app, id, box.encrypt("ann@example.com")) == (404, UNKNOWN)
    assert [r["email_address"] for r in requests(committed, service)] == ["BO@example.com"]


def test_an_older_token_works_once_the_content_is_gone(app, box, committed, service, id):
    committed.execute("delete from postroom.notification_contents where id = %s", [id])

    assert click(app, id, box.encrypt("bo@example.com"))[0] == 200


def test_the_longest_link_fits_into_a_header(box, service, id):
    address = f"{'a' * 64}@{'.'.join(['b' * 63] * 4)}"[:320]

    assert len("https://" + "h" * 60 + unsubscribe.path(box, id, service.id, address)) < 970


def test_a_link_is_valid_for_a_year(app, box, id, monkeypatch):
    now = time.time()
    token = box.encrypt("bo@example.com")
    click = f"/unsubscribe/{id}/{token}"

    monkeypatch.setattr(time, "time", lambda: now + 365 * 86400 + 2)
    assert app.test_client().post(click).json["message"] == INVALID
    monkeypatch.setattr(time, "time", lambda: now + 365 * 86400 - 2)
    assert app.test_client().post(click).json == SUCCESS


def test_the_token_is_checked_before_the_notification(app, box):
    unknown = uuid.uuid4()
    client = app.test_client()

    assert client.post(f"/unsubscribe/{unknown}/bad").json["message"] == INVALID
    answer = client.post(f"/unsubscribe/{unknown}/{box.encrypt('bo@example.com')}")
    assert (answer.status_code, answer.json) == (404, {"result": "error", "message": UNKNOWN})


@pytest.mark.parametrize("path", ["/unsubscribe/x/y", "/unsubscribe/x", "/unsubscribe/1234/y"])
def test_an_id_that_is_none_is_an_unknown_path(app, path):
    answer = app.test_client().post(path)

    assert answer.status_code == 404
    assert answer.json["message"].startswith("The requested URL was not found")


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_looking_shows_a_page_whose_button_unsubscribes(app, box, committed, service, id):
    path = unsubscribe.path(box, id, service.id, "bo@example.com")
    strange = unsubscribe.path(box, id, service.id, "<b>o@example.com")
    assert "<b>o@example.com" in Page(app.test_client().get(strange).text).text

    for headers in ({}, BROWSER):
        answer = app.test_client().get(path, headers=headers)
        page = Page(answer.text)
        assert (answer.status_code, page.faults) == (200, [])
        assert "bo@example.com" in page.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert [form.get("method") for form in page.all("form")] == ["post"]
    assert len(page.all("button")) == 1
    assert requests(committed, service) == []

    pressed = app.test_client().post(path, headers=BROWSER, data={})
    assert pressed.status_code == 200 and "You have unsubscribed" in Page(pressed.text).text
    assert len(requests(committed, service)) == 1


def test_a_browser_with_a_link_that_is_none_gets_a_page(app, committed, service, id):
    for method in ("GET", "POST"):
        answer = app.test_client().open(f"/unsubscribe/{id}/x", method=method, headers=BROWSER)
        page = Page(answer.text)
        assert (answer.status_code, page.faults) == (404, [])
        assert "This is not a valid unsubscribe link." in page.text


def test_others_get_no_page_for_a_link_that_is_none(app, id):
    answer = app.test_client().get(f"/unsubscribe/{id}/bad-token")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "OPTIONS, POST"
