import base64
import json
from datetime import UTC, datetime

import pytest

from tests.tools import make

PATH = "/notifications/sms/receive/firetext"
OLD, NEW = "the old password " * 2, "the new password " * 2
UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."


def basic(text):
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.fixture
def app(app_with):
    return app_with(FIRETEXT_INBOUND_SMS_AUTH=json.dumps([OLD, NEW]))


@pytest.fixture
def number(committed, service):
    return make.inbound_number(committed, service)


def post(app, form, credentials=f"notify:{NEW}"):
    headers = {"Authorization": basic(credentials)} if credentials else {}
    return app.test_client().post(PATH, data=form, headers=headers)


def message(number, **fields):
    return {
        "destination": number,
        "source": "07700900123",
        "message": "1+1 is %32 \\n €",
        "time": "2026-05-21 11:56:11",
        **fields,
    }


@pytest.mark.parametrize("credentials", [f"notify:{OLD}", f"notify:{NEW}"])
def test_a_message_is_stored_as_it_is(app, committed, service, number, credentials):
    answer = post(app, message(f"44{number[1:]}"), credentials)

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    (row,) = make.received(committed, service)
    assert row["content"] == "1+1 is %32 \\n €"
    assert (row["notify_number"], row["user_number"]) == (number, "447700900123")
    assert (row["provider"], row["provider_reference"]) == ("firetext", None)
    assert row["received_at"] == datetime(2026, 5, 21, 11, 56, 11, tzinfo=UTC)


def test_a_message_for_nobody_is_dropped(app):
    answer = post(app, message("07700900999"))

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize("name", ["destination", "source", "message"])
def test_a_field_that_is_missing_is_an_error(app, committed, service, number, name):
    form = message(number)
    del form[name]

    answer = post(app, form)

    assert (answer.status_code, answer.json) == (400, {"result": "error", "message": UNREADABLE})
    assert make.received(committed, service) == []


def test_a_json_body_has_no_fields(app):
    answer = app.test_client().post(
        PATH, json=message("0"), headers={"Authorization": basic(f"notify:{NEW}")}
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "fields",
    [{"message": "\0"}, {"message": ""}, {"source": "\0"}, {"time": "\0"}, {"time": "0001-01-01"}],
)
def test_odd_texts_are_stored_all_the_same(app, committed, service, number, fields):
    assert post(app, message(number, **fields)).status_code == 200

    assert len(make.received(committed, service)) == 1


def test_a_sender_that_is_too_long_is_an_error(app, number):
    assert post(app, message(number, source="x" * 256)).status_code == 400


def test_without_credentials_it_is_refused(app, number):
    answer = post(app, message(number), None)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json == {
        "result": "error",
        "message": "Unauthorized: authentication token must be provided",
    }


@pytest.mark.parametrize("credentials", ["notify:wrong", f"other:{NEW}", f"{NEW}:notify", ":"])
def test_wrong_credentials_are_refused(app, committed, service, number, credentials):
    answer = post(app, message(number), credentials)

    assert (answer.status_code, answer.json) == (
        403,
        {"result": "error", "message": "Forbidden: invalid authentication token provided"},
    )
    assert make.received(committed, service) == []
