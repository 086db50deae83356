"""Whatever a provider sends, or someone in its name, it is never our fault."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postroom.links.letters import link
from postroom.links.secret_keys import SecretBox
from tests.api.callbacks.test_letter_receipts import receipt
from tests.api.callbacks.test_mmg_inbound import basic
from tests.tools import hostile, make

ID = "0a1b2c3d-1111-4222-8333-444455556666"
EXAMPLES = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SES = {
    "notificationType": "Bounce",
    "mail": {"messageId": "m", "timestamp": "2026-11-20T10:00:00Z", "destination": ["a@b.co"]},
    "bounce": {"bounceType": "Permanent", "timestamp": "2026-11-20T10:00:00Z"},
}
LETTER = link("", SecretBox([make.SECRET_KEYS]), ID)
# A body that works, by the address of the route.
JSON = {
    "/notifications/sms/mmg": {"CID": ID, "status": "3", "deliverytime": "2026-11-20 10:00:00"},
    "/notifications/email/ses": {"Type": "Notification", "Message": json.dumps(SES)},
    "/notifications/sms/receive/mmg": {
        "Number": "07700900001", "MSISDN": "447700900123", "Message": "Hi", "ID": "1",
        "DateRecieved": "2026-05-21+11%3A56%3A11",
    },
    LETTER: receipt(ID),
}  # fmt: skip
FORMS = {
    "/notifications/sms/firetext": {"reference": ID, "status": "0", "code": "000", "time": "x"},
    "/notifications/sms/receive/firetext": {
        "destination": "07700900001", "source": "447700900123", "message": "Hi", "time": "x",
    },
}  # fmt: skip
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def app(app_with):
    """The application in development, with a password for Firetext too."""
    passwords = '["testkey"]'
    return app_with(NOTIFY_ENVIRONMENT="development", FIRETEXT_INBOUND_SMS_AUTH=passwords)


@pytest.fixture
def post(app):
    """post(path, body) → the status"""

    def post(path, body, content_type="application/json"):
        user = "notify" if path.endswith("/receive/firetext") else "username"
        headers = {"Authorization": basic(f"{user}:testkey")} if "/receive/" in path else {}
        client = app.test_client()
        return client.post(path, data=body, headers=headers, content_type=content_type).status_code

    return post


def test_the_bodies_work(post):
    assert [post(path, json.dumps(body)) for path, body in JSON.items()] == [200, 200, 200, 204]
    assert [post(path, urlencode(form), FORM) for path, form in FORMS.items()] == [200, 200]


@pytest.mark.parametrize("path", JSON)
@pytest.mark.parametrize("text", hostile.NO_JSON.values(), ids=hostile.NO_JSON)
def test_what_is_no_json(post, path, text):
    assert post(path, text) == 400
    assert post(path, b'{"x": %s}' % text) == 400


@pytest.mark.parametrize("path", JSON)
@pytest.mark.parametrize("text", hostile.ODD_JSON.values(), ids=hostile.ODD_JSON)
def test_fields_that_are_odd(post, path, text):
    bodies = [json.dumps({**JSON[path], name: "ODD"}).encode() for name in JSON[path]]

    statuses = {post(path, text)} | {post(path, b.replace(b'"ODD"', text)) for b in bodies}

    assert statuses <= {200, 204, 400}


@pytest.mark.parametrize("path", JSON)
def test_any_body(post, path):
    @EXAMPLES
    @given(hostile.texts(JSON[path]))
    def check(body):
        assert post(path, body) in (200, 204, 400)

    check()


@pytest.mark.parametrize("part", ["mail", "bounce", "notificationType"])
def test_any_message_of_ses(post, part):
    @EXAMPLES
    @given(hostile.values)
    def check(value):
        message = json.dumps({**SES, part: value})
        body = json.dumps({"Type": "Notification", "Message": message})
        assert post("/notifications/email/ses", body) in (200, 400)

    check()


@pytest.mark.parametrize("part", [*receipt(ID)["data"]])
def test_any_data_of_a_letter(post, part):
    @EXAMPLES
    @given(hostile.values)
    def check(value):
        assert post(LETTER, json.dumps(receipt(ID, **{part: value}))) in (204, 400)

    check()


@pytest.mark.parametrize("path", FORMS)
def test_any_form(post, path):
    text = st.text(st.characters(codec="utf-8"), max_size=300) | st.binary(max_size=40)

    @EXAMPLES
    @given(st.dictionaries(st.sampled_from([*FORMS[path]]), text), st.booleans())
    def check(fields, complete):
        form = {**FORMS[path], **fields} if complete else fields
        assert post(path, urlencode(form), FORM) in (200, 400)

    check()


@pytest.mark.parametrize("path", [*JSON, *FORMS])
def test_any_bytes_as_any_type(post, path):
    types = st.sampled_from([FORM, "application/json", "multipart/form-data; boundary=x", "x", ""])

    @EXAMPLES
    @given(st.binary(max_size=200) | st.just(b"--x\r\nContent-Disposition: form-data"), types)
    def check(body, content_type):
        assert post(path, body, content_type) in (200, 204, 400)

    check()


def test_any_unsubscribe_link(app):
    @EXAMPLES
    @given(st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=60))
    def check(token):
        for id in (ID, "x"):
            assert app.test_client().post(f"/unsubscribe/{id}/{token}").status_code in (404, 405)

    check()


def test_any_token_of_a_letter(app):
    @EXAMPLES
    @given(st.text(st.characters(codec="utf-8"), max_size=60))
    def check(token):
        path = f"/notifications/letter/status?{urlencode({'token': token})}"
        assert app.test_client().post(path, json={}).status_code == 403

    check()
