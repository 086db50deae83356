"""The first fault in the list's order is the one a client sees.

See docs/contract/authentication.md, tokens of services.
"""

import time
import uuid

import jwt
import pytest

from api.public import authentication
from tests.api.conftest import token
from tests.tools import make

UNREADABLE = (
    "Invalid token: make sure your API token matches the example at "
    "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"
)
CLOCK = "Error: Your system clock must be accurate to within 30 seconds"
NOW = time.time


@pytest.fixture
def get(ask):
    def get(header):
        return ask("GET /v2/notifications", headers={"Authorization": header} if header else {})

    return get


def refused(answer, status, message):
    return answer.status == status and answer.body == {
        "status_code": status,
        "errors": [{"error": "AuthError", "message": message}],
    }


@pytest.mark.parametrize("header", [None, ""])
def test_no_header(get, header):
    assert refused(get(header), 401, "Unauthorized: authentication token must be provided")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Token x"])
def test_another_scheme(get, header):
    assert refused(get(header), 401, "Unauthorized: authentication bearer scheme must be used")


@pytest.mark.parametrize("header", ["Bearer ", "Bearer junk", "Bearer a.b.c", "Bearer \x00"])
def test_no_token(get, header):
    assert refused(get(header), 403, UNREADABLE)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_in_any_case(get, service, scheme):
    assert get(f"{scheme} {token(service)}").status == 200


def test_no_issuer(get, service):
    answer = get(f"Bearer {token(service, iss=None)}")
    assert refused(answer, 403, "Invalid token: iss field not provided")


@pytest.mark.parametrize("issuer", ["", "not-a-uuid", "12345"])
def test_an_issuer_that_is_no_id(get, service, issuer):
    answer = get(f"Bearer {token(service, iss=issuer)}")
    assert refused(answer, 403, "Invalid token: service id is not the right data type")


def test_an_unknown_service(get, service):
    answer = get(f"Bearer {token(service, iss=str(uuid.uuid4()))}")
    assert refused(answer, 403, "Invalid token: service not found")


def test_a_service_without_keys(get, service, committed):
    committed.execute("delete from postroom.api_keys where service_id = %s", (service.id,))
    answer = get(f"Bearer {token(service)}")
    assert refused(answer, 403, "Invalid token: service has no API keys")


def test_an_archived_service(get, service, committed):
    committed.execute("update postroom.services set active = false where id = %s", (service.id,))
    answer = get(f"Bearer {token(service)}")
    assert refused(answer, 403, "Invalid token: service is archived")


@pytest.mark.parametrize("secret", [None, "f" * 64])
@pytest.mark.parametrize("algorithm", ["HS512", "HS384"])
def test_another_algorithm_whatever_the_secret(get, service, algorithm, secret):
    answer = get(f"Bearer {token(service, algorithm=algorithm, secret=secret)}")
    assert refused(answer, 403, "Invalid token: algorithm used is not HS256")


def test_no_algorithm(get, service):
    answer = get(f"Bearer {jwt.encode({'iss': str(service.id)}, None, algorithm='none')}")
    assert refused(answer, 403, "Invalid token: algorithm used is not HS256")


@pytest.mark.parametrize("age", [0, 1000])
def test_a_wrong_secret_even_with_a_stale_token(get, service, age):
    answer = get(f"Bearer {token(service, secret='x' * 36, iat=int(NOW()) - age)}")
    assert refused(answer, 403, "Invalid token: API key not found")


def test_no_time_of_issue(get, service):
    answer = get(f"Bearer {token(service, iat=None)}")
    assert refused(answer, 403, "Invalid token: API key not found")


@pytest.mark.parametrize("offset", [-33, 33, -100000])
def test_a_clock_that_is_off(get, service, offset):
    assert refused(get(f"Bearer {token(service, iat=int(NOW()) + offset)}"), 403, CLOCK)


@pytest.mark.parametrize("offset", [-28, 28])
def test_a_clock_that_is_nearly_right(get, service, offset):
    assert get(f"Bearer {token(service, iat=int(NOW()) + offset)}").status == 200


@pytest.mark.parametrize("kind", [float, lambda at: str(int(at))])
def test_a_time_as_a_fraction_or_as_text(get, service, kind):
    assert get(f"Bearer {token(service, iat=kind(NOW()))}").status == 200


def test_a_time_that_is_none(get, service):
    assert refused(get(f"Bearer {token(service, iat='noon')}"), 403, CLOCK)


def test_not_valid_yet(get, service):
    assert refused(get(f"Bearer {token(service, nbf=int(NOW()) + 100)}"), 403, CLOCK)


@pytest.mark.parametrize("claims", [{"exp": 1}, {"aud": "someone"}])
def test_other_faulty_claims(get, service, claims):
    assert refused(get(f"Bearer {token(service, **claims)}"), 403, UNREADABLE)


def test_an_expiry_to_come(get, service):
    assert get(f"Bearer {token(service, exp=int(NOW()) + 100)}").status == 200


def revoke(db, service, key, when="now()"):
    db.execute(
        f"update postroom.api_keys set expires_at = {when} where id = %s",
        (service.keys[key][0],),
    )


def test_a_revoked_key_stops_working_at_once(get, service, committed):
    assert get(f"Bearer {token(service)}").status == 200
    revoke(committed, service, "normal")

    answer = get(f"Bearer {token(service)}")

    assert refused(answer, 403, "Invalid token: API key revoked")


def test_the_clock_comes_before_revocation(get, service, committed):
    revoke(committed, service, "normal")
    assert refused(get(f"Bearer {token(service, iat=int(NOW()) - 60)}"), 403, CLOCK)


def test_a_key_revoked_over_a_week_ago_is_forgotten(get, service, committed):
    revoke(committed, service, "normal", "now() - interval '8 days'")
    assert refused(get(f"Bearer {token(service)}"), 403, "Invalid token: API key not found")


def test_a_service_whose_keys_are_all_forgotten_has_none(get, service, committed):
    for key in service.keys:
        revoke(committed, service, key, "now() - interval '8 days'")
    assert refused(get(f"Bearer {token(service)}"), 403, "Invalid token: service has no API keys")

    # Whether it is archived comes after.
    committed.execute("update postroom.services set active = false where id = %s", (service.id,))
    assert refused(get(f"Bearer {token(service)}"), 403, "Invalid token: service has no API keys")


@pytest.mark.parametrize("key", ["normal", "team", "test"])
def test_any_of_several_keys(get, service, key):
    assert get(f"Bearer {token(service, key)}").status == 200


def test_a_new_key_works_at_once(get, service, committed):
    assert get(f"Bearer {token(service)}").status == 200
    service.keys["new"] = make.api_key(committed, service, "normal")

    assert get(f"Bearer {token(service, 'new')}").status == 200


@pytest.mark.parametrize("form", [str.upper, "{{{}}}".format, lambda id: id.replace("-", "")])
def test_the_issuer_in_any_form(get, service, form):
    assert get(f"Bearer {token(service, iss=form(str(service.id)))}").status == 200


@pytest.mark.parametrize(
    ("changes", "recognised"),
    [
        ({}, True),
        ({"key": "test"}, False),
        ({"secret": "wrong"}, False),
        ({"algorithm": "HS512"}, False),
        ({"iat": int(NOW()) - 3600}, False),
        ({"iat": int(NOW()) + 3600}, False),
        ({"iat": str(int(NOW()))}, False),
        ({"iat": True}, False),
        ({"exp": 1}, False),
        ({"iss": str(uuid.uuid4())}, False),
    ],
)
def test_usual_tokens_are_recognised_and_unusual_ones_looked_into(
    app, get, service, changes, recognised
):
    get(f"Bearer {token(service)}")  # from here on the service and its last key are known

    with app.app_context():
        caller = authentication.recognise(token(service, **changes))

    assert (caller is not None) == recognised
    if caller:
        assert caller.key.id == service.keys["normal"][0]


@pytest.mark.parametrize("spoilt", ["", ".", "a.b.c", "é", "e30.e30.", "[].[].x", "x" * 9000])
def test_what_is_no_token_is_not_recognised(spoilt):
    assert authentication.recognise(spoilt) is None
