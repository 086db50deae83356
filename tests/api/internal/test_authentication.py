import time

import pytest

from tests.api.internal.conftest import admin_token

SAMPLE = "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"


def bearer(**how):
    return f"Bearer {admin_token(**how)}"


@pytest.mark.parametrize(
    ("header", "status", "text"),
    [
        (lambda: None, 401, "Unauthorized: authentication token must be provided"),
        (lambda: "Basic x", 401, "Unauthorized: authentication bearer scheme must be used"),
        (
            lambda: "Bearer junk",
            403,
            f"Invalid token: make sure your API token matches the example at {SAMPLE}",
        ),
        (lambda: bearer(iss=None), 403, "Invalid token: iss field not provided"),
        (
            lambda: bearer(iss="notify-functional-tests"),
            401,
            "Unauthorized: not allowed to perform this action",
        ),
        (
            lambda: bearer(algorithm="HS512"),
            403,
            "Invalid token: algorithm used is not HS256",
        ),
        (
            lambda: bearer(iat=int(time.time()) - 32),
            403,
            "Error: Your system clock must be accurate to within 30 seconds",
        ),
        (
            lambda: bearer(iat=int(time.time()) + 35),
            403,
            "Error: Your system clock must be accurate to within 30 seconds",
        ),
        (lambda: bearer(iat=None), 403, "Invalid token: API key not found"),
        (lambda: bearer(secret="x" * 32), 403, "Invalid token: API key not found"),
    ],
)
def test_who_is_kept_out(admin, header, status, text):
    value = header()

    answer = admin("GET /service", headers={"Authorization": value} if value else {})

    assert (answer.status, answer.body) == (
        status,
        {"result": "error", "message": {"token": [text]}},
    )


def test_the_scheme_may_be_in_lower_case(admin):
    answer = admin(
        f"GET /service?user_id={'0' * 32}", headers={"Authorization": f"bearer {admin_token()}"}
    )

    assert (answer.status, answer.data) == (200, [])


def test_a_key_of_a_service_opens_nothing(admin, service, ask):
    answer = ask("GET /service")

    assert answer.status == 401
    assert answer.body["message"] == {"token": ["Unauthorized: not allowed to perform this action"]}


def test_an_unknown_path_or_id_is_not_authenticated(admin):
    for path in ("/service/not-a-uuid", "/user/abc", "/service/"):
        answer = admin(f"GET {path}", headers={})
        assert answer.status == 404
        assert answer.message.startswith("The requested URL was not found")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[" * 100_000, b'{"name": NaN}', b"\xff", b'{"a": 1' + b"0" * 5000 + b"}"]
)
def test_a_body_that_is_no_json(admin, data):
    answer = admin("POST /user", data=data)

    assert answer.status == 400
    assert answer.message == (
        "The browser (or proxy) sent a request that this server could not understand."
    )


@pytest.mark.parametrize("data", [b"[]", b"null", b'"x"', b"5"])
def test_a_body_that_is_no_object(admin, data):
    answer = admin("POST /user", data=data)

    assert (answer.status, answer.message) == (400, {"_schema": ["Invalid input type."]})


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_text_that_no_database_takes(admin, person, name):
    user = person()

    answer = admin(f"POST /user/{user['id']}", {"name": name})

    assert answer.status in (400, 404)
