import time
import uuid
from urllib.parse import urlsplit

import pytest

from postroom import sandbox_token, unsubscribe
from postroom.secret_keys import SecretBox, generate
from tests import make

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
    path = urlsplit(unsubscribe.link("http://localhost", box, id, "Bo@example.com")).path

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
        box.encrypt(str(uuid.uuid4())), sandbox_token.make(box),
    ):  # fmt: skip
        answer = app.test_client().post(f"/unsubscribe/{id}/{token}")
        assert (answer.status_code, answer.json) == (
            404,
            {"result": "error", "message": INVALID},
        ), token
    assert requests(committed, service) == []


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


def test_only_posts_unsubscribe(app, box, committed, service, id):
    answer = app.test_client().get(f"/unsubscribe/{id}/{box.encrypt('bo@example.com')}")

    assert answer.status_code == 405
    assert requests(committed, service) == []
