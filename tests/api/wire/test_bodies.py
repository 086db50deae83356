"""Bodies that are too large, too deep, or no JSON, wherever they are sent."""

import io
import json

import pytest
from werkzeug.exceptions import RequestTimeout, TooManyRequests

from api.wire import bodies
from postroom.settings.config import MAX_CONTENT_LENGTH
from tests.api.conftest import token
from tests.api.internal.conftest import admin_token
from tests.tools import hostile

LARGE = "The data value transmitted exceeds the capacity limit."
LIMIT = 10_000


@pytest.fixture
def small(app_with):
    """The application with a low limit, as clients reach it."""
    variables = {"MAX_CONTENT_LENGTH": str(LIMIT), "NOTIFY_ENVIRONMENT": "development"}
    return app_with(**variables).test_client()


@pytest.fixture
def post(small, service):
    """post(path, body, chunked=…) → the answer"""

    def post(path, body, chunked=False):
        internal = not path.startswith("/v2/")
        headers = {"Authorization": f"Bearer {admin_token() if internal else token(service)}"}
        if not chunked:
            return small.post(path, data=body, headers=headers)
        ended = {"wsgi.input_terminated": True}
        return small.post(
            path, input_stream=io.BytesIO(body), headers=headers, environ_overrides=ended
        )

    return post


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    "path",
    ["/v2/notifications/sms", "/v2/notifications/email", "/v2/notifications/letter"],
)
def test_a_body_that_is_too_large(post, path, chunked):
    answer = post(path, b" " * (LIMIT + 1), chunked)

    assert (answer.status_code, answer.mimetype) == (413, "application/json")
    assert answer.json == {
        "status_code": 413,
        "errors": [{"error": "BadRequestError", "message": LARGE}],
    }


@pytest.mark.parametrize("chunked", [False, True])
def test_a_preview_of_too_large_a_body(post, service, chunked):
    answer = post(f"/v2/template/{service.templates['sms']}/preview", b" " * 20_000, chunked)

    assert answer.status_code == 413


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    "path",
    ["/user", "/notifications/sms/mmg", "/notifications/sms/firetext", "/notifications/email/ses"],
)
def test_outside_v2_the_envelope_is_the_other_one(post, path, chunked):
    answer = post(path, b" " * (LIMIT + 1), chunked)

    assert (answer.status_code, answer.json) == (413, {"result": "error", "message": LARGE})


def test_a_body_that_just_fits(post):
    body = json.dumps({"reference": ""}).encode()

    assert post("/v2/notifications/sms", body.ljust(LIMIT)).status_code == 400
    assert post("/v2/notifications/sms", body.ljust(LIMIT - 1), chunked=True).status_code == 400


def test_callbacks_may_be_smaller_only(app):
    body = b" " * (bodies.LARGEST_OF_STRANGERS + 1)

    assert app.test_client().post("/notifications/sms/mmg", data=body).status_code == 413
    assert app.test_client().post("/notifications/sms/mmg", data=body[1:]).status_code == 400


def test_the_limit_leaves_room_for_ten_files_and_for_long_letters(ask):
    in_base64 = (2 * 2**20 + 1024 + 2) // 3 * 4
    assert 10 * in_base64 + 2_000_000 < MAX_CONTENT_LENGTH

    letter = {"reference": "r", "content": "A" * (24 * 2**20 // 3 * 4 - 1000), "colour": 1}
    assert ask("POST /v2/notifications/letter", letter).status == 400


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (TooManyRequests(bodies.TOO_MANY, retry_after=1), "TooManyRequestsError"),
        (RequestTimeout(bodies.TOO_SLOW), "BadRequestError"),
    ],
)
def test_what_the_server_refuses_is_told_in_the_envelope_of_its_path(app, fault, name):
    refused = {bodies.FAULT: fault}
    public = app.test_client().post("/v2/notifications/sms", environ_overrides=refused)
    internal = app.test_client().post("/notifications/email/ses", environ_overrides=refused)

    errors = [{"error": name, "message": fault.description}]
    assert public.json == {"status_code": fault.code, "errors": errors}
    assert internal.json == {"result": "error", "message": fault.description}
    for answer in (public, internal):
        assert answer.status_code == fault.code
        assert answer.headers.get("Retry-After") == ("1" if fault.code == 429 else None)


@pytest.mark.parametrize("text", hostile.NO_JSON.values(), ids=hostile.NO_JSON)
def test_what_is_no_json(text):
    for body in (text, b'{"a": [%s]}' % text):
        with pytest.raises(ValueError):
            bodies.parse(body)


@pytest.mark.parametrize("text", hostile.ODD_JSON.values(), ids=hostile.ODD_JSON)
def test_what_is_odd_json(text):
    assert bodies.parse(b'{"a": [%s]}' % text) == {"a": [json.loads(text)]}


def test_depth_counts_lists_and_objects_alike():
    deepest = bodies.DEEPEST
    bodies.parse(hostile.nested(deepest))
    bodies.parse(hostile.nested(deepest // 2, b'[{"a":', b"}]"))

    for text in (hostile.nested(deepest + 1), hostile.nested(deepest // 2 + 1, b'[{"a":', b"}]")):
        with pytest.raises(ValueError, match="too deep"):
            bodies.parse(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be"])
def test_encodings_of_json(encoding):
    assert bodies.parse('{"a": "Zoë"}'.encode(encoding)) == {"a": "Zoë"}
