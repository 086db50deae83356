import base64
import json
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from tests.tools import make

PATH = "/notifications/sms/receive/mmg"
UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."
MISSING = "Unauthorized: authentication token must be provided"
WRONG = "Forbidden: invalid authentication token provided"


def basic(text):
    return f"Basic {base64.b64encode(text.encode()).decode()}"


def post(app, body, header="right", **options):
    headers = {"Authorization": basic("username:testkey") if header == "right" else header}
    if header is None:
        headers = {}
    if not isinstance(body, str | bytes):
        body = json.dumps(body)
    options = {"content_type": "application/json", **options}
    return app.test_client().post(PATH, data=body, headers=headers, **options)


def message(number, **fields):
    return {
        "Number": number,
        "MSISDN": "447700900123",
        "Message": "Some+message+%E2%82%AC%21+two%5Cnlines",
        "ID": "1234",
        "DateRecieved": "2026-05-21+11%3A56%3A11",
        **fields,
    }


@pytest.fixture
def number(committed, service):
    return make.inbound_number(committed, service)


def test_a_message_is_stored(app, committed, service, number):
    with capture_logs() as logs:
        answer = post(app, message(f"44{number[1:]}"))

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    (row,) = make.received(committed, service)
    assert row["content"] == "Some message €! two\nlines"
    assert (row["notify_number"], row["user_number"]) == (number, "447700900123")
    assert (row["provider"], row["provider_reference"]) == ("mmg", "1234")
    assert row["received_at"] == datetime(2026, 5, 21, 11, 56, 11, tzinfo=UTC)
    assert "447700900123" not in str(logs) and "message €" not in str(logs)


def test_a_message_that_comes_again_is_stored_once(app, committed, service, number):
    assert [post(app, message(number)).json for _ in range(2)] == [{"status": "ok"}] * 2

    assert len(make.received(committed, service)) == 1


@pytest.mark.parametrize("moment", [None, "", "soon", 7, "2026-05-21+11%3A56%3A11+0000"])
def test_without_a_usable_time_it_is_now(app, committed, service, number, moment):
    body = message(number, DateRecieved=moment)
    if moment is None:
        del body["DateRecieved"]

    assert post(app, body).status_code == 200

    (row,) = make.received(committed, service)
    assert row["received_at"] == row["created_at"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("ALPHA", "ALPHA"), ("07700 900123", "447700900123"), (447700900123, "447700900123")],
)
def test_the_sender_is_normalised_or_kept_raw(app, committed, service, number, given, kept):
    post(app, message(number, MSISDN=given))

    assert make.received(committed, service)[0]["user_number"] == kept


@pytest.mark.parametrize(
    "fields",
    [
        {"Message": "\0 \ud800 \\ud800 %00 \\0"},
        {"MSISDN": "\0"},
        {"ID": "\ud800"},
        {"Message": "x" * 100_000},
        {"Message": ""},
        {"ID": ""},
        {"MSISDN": ""},
    ],
)
def test_odd_texts_are_stored_all_the_same(app, committed, service, number, fields):
    assert post(app, message(number, **fields)).json == {"status": "ok"}

    assert len(make.received(committed, service)) == 1


@pytest.mark.parametrize("to", ["07700900999", "", "\0", "x" * 5000, 7])
def test_a_message_for_nobody_is_dropped(app, to):
    answer = post(app, message(to))

    assert (answer.status_code, answer.data) == (200, b"RECEIVED")
    assert answer.mimetype == "text/plain"


@pytest.mark.parametrize("name", ["Number", "MSISDN", "Message", "ID"])
@pytest.mark.parametrize("value", [None, [], {"a": 1}, 1.5])
def test_a_field_that_is_missing_is_an_error(app, committed, service, number, name, value):
    answer = post(app, message(number, **{name: value}))

    assert (answer.status_code, answer.json) == (400, {"result": "error", "message": UNREADABLE})
    assert make.received(committed, service) == []


@pytest.mark.parametrize("name", ["MSISDN", "ID"])
def test_what_is_looked_up_by_has_a_limit(app, number, name):
    assert post(app, message(number, **{name: "é" * 255})).status_code == 200
    assert post(app, message(number, **{name: "é" * 256})).status_code == 400


@pytest.mark.parametrize("body", ["", "{", b"\xff", "[" * 100_000, "1" * 9000])
@pytest.mark.parametrize("header", ["right", None])
def test_what_is_no_json_is_refused_before_authentication(app, body, header):
    answer = post(app, body, header)

    assert (answer.status_code, answer.json) == (400, {"result": "error", "message": UNREADABLE})


def test_it_must_be_called_json(app, number):
    assert post(app, message(number), content_type="text/plain").status_code == 400


@pytest.mark.parametrize("body", ["[]", "null", "3", '"x"'])
def test_json_that_is_no_object_is_refused_after_authentication(app, body):
    assert post(app, body).status_code == 400
    assert post(app, body, None).status_code == 401


@pytest.mark.parametrize("header", [None, "", "Basic !", "Basic /w=="])
def test_without_credentials_it_is_refused(app, number, header):
    answer = post(app, message(number), header)

    assert (answer.status_code, answer.json) == (401, {"result": "error", "message": MISSING})
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header",
    [
        basic("username:wrong"), basic("testkey:username"), basic("username"),
        basic("notify:testkey"), "Bearer testkey", "Basic", "x",
    ],
)  # fmt: skip
def test_wrong_credentials_are_refused(app, committed, service, number, header):
    answer = post(app, message(number), header)

    assert (answer.status_code, answer.json) == (403, {"result": "error", "message": WRONG})
    assert make.received(committed, service) == []


def test_without_configured_credentials_nobody_is_let_in(app_with):
    app = app_with(RECEIPT_AUTHENTICATION="off")

    assert post(app, message("07700900999"), basic(":")).status_code == 403
    assert post(app, message("07700900999")).status_code == 403
