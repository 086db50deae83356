"""Whatever the header or the body of a request holds, the answer is one of the contract's.

(`ask` compares each answer with the API's description, so these tests only look at its status.)
"""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools import hostile, make

EXAMPLES = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
INVALID_JSON = "Invalid JSON supplied in POST data"
HEADER = {"typ": "JWT", "alg": "HS256"}
CLAIMS = ("iss", "iat", "exp", "nbf", "aud", "sub", "jti")


@pytest.fixture
def owner(committed, service):
    """The service, which may send anything, as fast as it likes."""
    committed.execute(
        "update postroom.services set rate_limit = 1000000, permissions = permissions || %s"
        " where id = %s",
        (["letter"], service.id),
    )
    for kind in ("sms", "email", "letter"):
        extra = {} if kind == "sms" else {"subject": "For ((name))"}
        service.templates[kind] = make.template(committed, service, kind, "Hello ((name))", **extra)
    return service


def body(owner, kind, name):
    """A good body of a send but for the JSON text of one value."""
    recipient = {
        "sms": {"phone_number": "07700900123"},
        "email": {"email_address": "bo@example.com"},
        "letter": {},
    }[kind]
    address = {f"address_line_{n}": "SW1A 1AA" for n in (1, 2, 3)} if kind == "letter" else {}
    document = {
        **recipient,
        "template_id": str(owner.templates[kind]),
        "personalisation": {**address, "name": "NAME"},
    }
    return json.dumps(document).encode().replace(b'"NAME"', name)


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
@pytest.mark.parametrize("text", hostile.NO_JSON.values(), ids=hostile.NO_JSON)
def test_a_body_that_is_no_json(ask, owner, kind, text):
    answer = ask(f"POST /v2/notifications/{kind}", data=body(owner, kind, text))

    assert (answer.status, answer.error) == (400, INVALID_JSON)


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
@pytest.mark.parametrize("text", hostile.ODD_JSON.values(), ids=hostile.ODD_JSON)
def test_a_value_that_is_odd(ask, owner, kind, text):
    answer = ask(f"POST /v2/notifications/{kind}", data=body(owner, kind, text))

    # The long ones are more than a text message may have.
    assert answer.status == 201 or answer.error.startswith("Your message is too long.")
    if answer.status == 201:
        assert ask(f"GET /v2/notifications/{answer.body['id']}").status == 200


@pytest.mark.parametrize("text", hostile.NO_JSON.values(), ids=hostile.NO_JSON)
def test_a_preview_of_what_is_no_json(ask, owner, text):
    path = f"/v2/template/{owner.templates['email']}/preview"
    answer = ask(f"POST {path}", data=b'{"personalisation": {"name": %s}}' % text)

    assert (answer.status, answer.error) == (400, INVALID_JSON)


@pytest.mark.parametrize("text", hostile.ODD_JSON.values(), ids=hostile.ODD_JSON)
def test_a_preview_of_what_is_odd(ask, owner, text):
    path = f"/v2/template/{owner.templates['email']}/preview"

    assert ask(f"POST {path}", data=b'{"personalisation": {"name": %s}}' % text).status == 200


@pytest.mark.parametrize("name", ["reference", "phone_number", "template_id", "scheduled_for"])
@pytest.mark.parametrize("text", hostile.ODD_JSON.values(), ids=hostile.ODD_JSON)
def test_a_field_that_is_odd(ask, owner, name, text):
    document = json.loads(body(owner, "sms", b'"x"'))
    del document["personalisation"]
    document[name] = "ODD"
    data = json.dumps(document).encode().replace(b'"ODD"', text)
    answer = ask("POST /v2/notifications/sms", data=data)

    assert answer.status == 400


FIELDS = {
    "notifications/sms": ["phone_number", "template_id", "personalisation", "reference"],
    "notifications/email": ["email_address", "template_id", "sanitise_content_for", "reference"],
    "notifications/letter": ["template_id", "personalisation", "content", "postage", "reference"],
}


@pytest.mark.parametrize("path", FIELDS)
def test_any_body(ask, owner, path):
    @EXAMPLES
    @given(hostile.texts(FIELDS[path]))
    def check(data):
        assert ask(f"POST /v2/{path}", data=data).status in (201, 400)

    check()


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
def test_any_value(ask, owner, kind):
    @EXAMPLES
    @given(hostile.values.map(lambda value: json.dumps(value).encode()))
    def check(text):
        assert ask(f"POST /v2/notifications/{kind}", data=body(owner, kind, text)).status in (
            201,
            400,
        )

    check()


def test_any_preview(ask, owner):
    path = f"/v2/template/{owner.templates['email']}/preview"

    @EXAMPLES
    @given(hostile.texts(["personalisation", "name"]))
    def check(data):
        assert ask(f"POST {path}", data=data).status in (200, 400)

    check()


def test_any_header(ask):
    # What WSGI can carry: latin-1 without line ends.
    text = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=80)

    @EXAMPLES
    @given(text | text.map("Bearer {}".format) | text.map("bearer a.{}.c".format))
    def check(header):
        assert ask("GET /v2/templates", headers={"Authorization": header}).status in (401, 403)

    check()


parts = st.binary(max_size=40) | hostile.values | st.sampled_from([*hostile.NO_JSON.values()])


def test_any_parts_of_a_token(ask, owner):
    secret = owner.keys["normal"][1]
    assert ask("GET /v2/templates").status == 200  # the service is known by now

    @EXAMPLES
    @given(parts | st.just(HEADER), parts | st.just({"iss": str(owner.id), "iat": 1}))
    def check(header, claims):
        bearer = f"Bearer {hostile.signed(header, claims, secret)}"
        assert ask("GET /v2/templates", headers={"Authorization": bearer}).status == 403

    check()


def test_any_claims(ask, owner):
    secret = owner.keys["normal"][1]
    assert ask("GET /v2/templates").status == 200  # the service is known by now

    @EXAMPLES
    @given(st.dictionaries(st.sampled_from(CLAIMS), hostile.values), st.booleans())
    def check(claims, complete):
        good = {"iss": str(owner.id), "iat": int(time.time())}
        claims = {**good, **claims} if complete else claims
        bearer = f"Bearer {hostile.signed(HEADER, claims, secret)}"
        assert ask("GET /v2/templates", headers={"Authorization": bearer}).status in (200, 403)

    check()


ODD = hostile.NO_JSON | hostile.ODD_JSON


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_a_claim_that_is_odd(ask, owner, claim, text):
    assert ask("GET /v2/templates").status == 200  # the service is known by now
    good = {"iss": b'"%s"' % str(owner.id).encode(), "iat": b"%d" % time.time()}
    pairs = {**good, claim: text}.items()
    claims = b"{%s}" % b",".join(b'"%s":%s' % (name.encode(), value) for name, value in pairs)
    bearer = f"Bearer {hostile.signed(HEADER, claims, owner.keys['normal'][1])}"

    assert ask("GET /v2/templates", headers={"Authorization": bearer}).status in (200, 403)


@pytest.mark.parametrize(
    "path",
    ["notifications/%00", "template/%ff", "template/%F0%9F%98%80", "template/" + "a" * 60_000],
)
def test_an_id_that_is_odd(ask, path):
    assert ask(f"GET /v2/{path}").status == 400


@pytest.mark.parametrize(
    "query", ["status=%ff", "reference=%00", "a=" * 900, "older_than=" + "9" * 9000, "&&=&"]
)
def test_a_query_that_is_odd(ask, query):
    assert ask(f"GET /v2/notifications?{query}").status in (200, 400)
