"""What is the same for all of /v2 (docs/contract/requests.md): headers, methods, bodies."""

import json
import uuid

import pytest

from api.wire.headers import FIXED
from tests.api.conftest import token
from tests.tools import make

SEND = "POST /v2/notifications/sms"
METHOD_NOT_ALLOWED = {
    "message": "The method is not allowed for the requested URL.",
    "result": "error",
}


@pytest.fixture
def body(service):
    return {
        "phone_number": "07900900123",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Ann"},
    }


@pytest.fixture
def call(app, service):
    """call(method, path, …) → the answer, with a good token unless headers say otherwise"""

    def call(method, path, headers=None, **options):
        if headers is None:
            headers = {"Authorization": f"Bearer {token(service)}"}
        return app.test_client().open(path, method=method, headers=headers, **options)

    return call


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /v2/templates", 200),
        ("POST /v2/notifications/sms", 400),
        ("GET /v2/nothing", 404),
        ("DELETE /v2/templates", 405),
        ("GET /v2/template/0a1b2c3d-1111-4222-8333-444455556666", 404),
        ("OPTIONS /v2/templates", 200),
    ],
)
def test_every_answer_has_the_fixed_headers(call, line, status):
    answer = call(*line.split())

    assert answer.status_code == status
    assert {name: answer.headers[name] for name in FIXED} == FIXED
    assert {"X-B3-TraceId", "X-B3-SpanId"} <= set(answer.headers.keys())


def test_an_accepted_message_is_answered_with_them_too(call, body):
    answer = call("POST", "/v2/notifications/sms", data=json.dumps(body))

    assert (answer.status_code, answer.content_type) == (201, "application/json")
    assert {name: answer.headers[name] for name in FIXED} == FIXED


@pytest.mark.parametrize("headers", [{}, None], ids=["no token", "token"])
@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("DELETE /v2/notifications", "GET, HEAD, OPTIONS"),
        ("PUT /v2/notifications/letter", "GET, HEAD, OPTIONS, POST"),
        ("POST /v2/templates", "GET, HEAD, OPTIONS"),
        ("PUT /v2/notifications/fax", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_another_method(call, line, allowed, headers):
    answer = call(*line.split(), headers=headers)

    assert (answer.status_code, answer.content_type) == (405, "text/html; charset=utf-8")
    assert json.loads(answer.data) == METHOD_NOT_ALLOWED
    assert answer.headers["Allow"] == allowed


def test_who_asks_for_json_is_told_that_it_is_json(call):
    answer = call("PUT", "/v2/templates", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.content_type) == (405, "application/json")
    assert answer.json == METHOD_NOT_ALLOWED


def test_an_unknown_type_of_message(call):
    assert call("POST", "/v2/notifications/fax", headers={}).status_code == 401
    answer = call("POST", "/v2/notifications/fax")
    assert (answer.status_code, answer.json["result"]) == (404, "error")


def test_head_is_get_without_a_body(call):
    assert call("HEAD", "/v2/templates", headers={}).status_code == 401
    answer = call("HEAD", "/v2/templates")
    assert (answer.status_code, answer.data) == (200, b"")


def test_options_need_a_token(call):
    assert call("OPTIONS", "/v2/templates", headers={}).json["errors"][0]["error"] == "AuthError"
    assert "GET" in call("OPTIONS", "/v2/templates").headers["Allow"]


def test_no_401_asks_for_credentials(call):
    assert "WWW-Authenticate" not in call("GET", "/v2/templates", headers={}).headers


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "x"],
)
def test_the_content_type_of_a_request_does_not_matter(call, body, content_type):
    answer = call("POST", "/v2/notifications/sms", data=json.dumps(body), content_type=content_type)

    assert answer.status_code == 201


def test_of_duplicate_keys_the_last_counts(ask, body):
    text = json.dumps(body)
    sent = ask(
        SEND, data='{"reference": "a", "phone_number": 5, ' + text[1:-1] + ', "reference": "b"}'
    )

    assert (sent.status, sent.body["reference"]) == (201, "b")


@pytest.mark.parametrize("reference", ["", "x" * 1000])
def test_a_reference_may_be_empty_or_long_and_come_again(ask, body, reference):
    sent = [ask(SEND, {**body, "reference": reference}).body for _ in range(2)]

    assert [each["reference"] for each in sent] == [reference] * 2
    assert sent[0]["id"] != sent[1]["id"]


def test_times_have_one_form(ask, service, committed):
    id = make.send(committed, service)
    committed.execute(
        "update postroom.notifications set status = 'delivered', sent_at = '2026-11-20 10:00+00',"
        " updated_at = '2026-11-20 10:00:00.5+00' where id = %s",
        (id,),
    )
    read = ask(f"GET /v2/notifications/{id}").body

    assert read["sent_at"] == "2026-11-20T10:00:00.000000Z"
    assert read["completed_at"] == "2026-11-20T10:00:00.500000Z"


def test_an_id_of_another_kind_passes_validation_and_is_not_found(ask, body):
    """What clients see of `urn:uuid:…`: 404 (docs/contract/requests.md, wording of faults)."""
    id = f"urn:uuid:{uuid.uuid4()}"

    assert ask(f"GET /v2/notifications/{id}").status == 404
    assert ask(f"GET /v2/template/{id}").status == 404
