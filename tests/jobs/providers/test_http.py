"""Providers of the operator's own, and whatever may come back from them."""

import asyncio
import base64
import hashlib
import hmac
import json
import textwrap
from datetime import date
from uuid import UUID

import pytest
from aiohttp import web

from jobs.providers import Letter, Refused, Unanswered, Unavailable, create
from postroom.content.postal_addresses import PostalAddress
from postroom.settings.providers import ProviderSettings
from tests.jobs.providers.conftest import ID

DESCRIPTION = """
type = "sms"
display_name = "Acme"
needs = ["url", "key"]
[request]
url = "{url}/send/{to}"
json = { text = "{text}", nested = { list = ["{id}"], number = 1, flag = true } }
[answer]
words = ["$.code"]
reference = "$.id"
[answer.means]
200 = "accepted"
"200 again" = "busy"
"200 perhaps" = "unclear"
"400 17" = "refused"
"""


@pytest.fixture
def attempt(tmp_path, serve, sms):
    """attempt(handler, description) sends a message by what the description says."""

    def run(handler, description=DESCRIPTION, message=None, times=1, timeout=2, **values):
        (tmp_path / "acme.toml").write_text(textwrap.dedent(description))

        async def send():
            async with serve(handler) as url:
                given = {"url": url, "key": "the-secret", **values}
                settings = ProviderSettings(
                    http_providers={"acme": given},
                    http_provider_folder=str(tmp_path),
                    timeout_seconds=timeout,
                )
                provider = create("acme", settings, base_url="https://notify.example")
                try:
                    for _ in range(times):
                        answer = await provider.send(message or sms())
                    return answer
                finally:
                    await provider.close()

        return asyncio.run(send())

    return run


@pytest.fixture
def asked():
    """What a server was asked that answers well."""
    return []


@pytest.fixture
def well(asked):
    async def handler(request):
        asked.append((request, await request.read()))
        return web.json_response({"id": "7", "code": "ok"})

    return handler


def answering(status, text="", **options):
    async def handler(request):
        return web.Response(status=status, text=text, **options)

    return handler


def test_a_request_is_as_the_description_has_it(attempt, asked, well):
    assert attempt(well) == "acme:7"

    ((request, body),) = asked
    assert (request.method, request.path) == ("POST", "/send/447700900855")
    assert json.loads(body) == {
        "text": "Tide Office: your code is 98765",
        "nested": {"list": [str(ID)], "number": 1, "flag": True},
    }


@pytest.mark.parametrize(
    "text", ['"}, "x": {"', "{key} {url} {id}", "a\nb\\", "\ud800 half", "Ŵ 😀 & = %"]
)
def test_what_a_message_says_stays_in_its_field(attempt, asked, well, sms, text):
    attempt(well, message=sms(text=text))

    body = json.loads(asked[0][1])
    assert body["text"] == text.replace("\ud800", "?")
    assert body.keys() == {"text", "nested"}


def test_in_an_address_it_stays_one_part(attempt, asked, well, sms):
    attempt(well, message=sms(to="../x?y#z"))

    assert asked[0][0].raw_path == "/send/..%2Fx%3Fy%23z"


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (200, '{"id": "7"}', None),
        (200, '{"id": 7, "code": "other"}', None),
        (200, '{"id": "7", "code": "again"}', Unavailable),
        (200, '{"id": "7", "code": "perhaps"}', Unanswered),
        (400, '{"code": 17}', Refused),
        (400, '{"code": 18}', Unavailable),
        (400, "17", Unavailable),
        (201, '{"id": "7"}', Unanswered),
        (302, "", Unavailable),
        (401, "", Unavailable),
        (429, "", Unavailable),
        (500, "", Unanswered),
        (502, "", Unanswered),
        (503, "", Unavailable),
        (504, "", Unanswered),
    ],
)
def test_what_answers_mean(attempt, status, text, expected):
    if expected is None:
        assert attempt(answering(status, text)) == "acme:7"
        return
    with pytest.raises((Refused, Unavailable)) as raised:
        attempt(answering(status, text))
    assert type(raised.value) is expected


@pytest.mark.parametrize(
    "text",
    [
        "", "OK 447700900855", "[" * 60000, "[]", "null", '{"id": null}', '{"id": ["7"]}',
        '{"id": ""}', '{"id": "a b"}', '{"id": "\\u0000"}', '{"id": "%s"}' % ("x" * 201),
        '{"id": {"id": 7}}', '{"a":' * 500 + "1" + "}" * 500, "x" * 70000,
    ],
)  # fmt: skip
def test_an_answer_without_a_reference_is_nobodys(attempt, told, text):
    with pytest.raises(Unanswered) as raised:
        attempt(answering(200, text))

    assert str(raised.value) == "acme: HTTP 200 without a reference"
    assert "4477" not in told(raised)


def test_an_error_tells_words_and_never_sentences(attempt, told):
    quoting = '{"code": "447700900855 said the-secret"}'

    with pytest.raises(Unavailable) as raised:
        attempt(answering(400, quoting))

    assert str(raised.value) == "acme: HTTP 400"
    assert "the-secret" not in told(raised)


@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_a_server_that_hangs_up_may_have_it_and_is_not_asked_again(attempt, asked, method):
    async def handler(request):
        asked.append(request)
        request.transport.close()
        return web.Response()

    with pytest.raises(Unanswered):
        attempt(handler, DESCRIPTION.replace("[request]", f'[request]\nmethod = "{method}"'))
    assert len(asked) == 1


def test_a_server_that_says_nothing_may_have_it(attempt):
    async def handler(request):
        await asyncio.sleep(60)

    with pytest.raises(Unanswered):
        attempt(handler, timeout=0.2)


def test_nobody_there_has_not(attempt, well, closed_port):
    with pytest.raises(Unavailable) as raised:
        attempt(well, url=f"http://127.0.0.1:{asyncio.run(closed_port())}")

    assert not isinstance(raised.value, Unanswered)


def with_auth(text):
    return DESCRIPTION + textwrap.dedent(text)


def test_http_basic(attempt, asked, well):
    attempt(well, with_auth('[auth]\nkind="basic"\nuser="me"\npassword="{key}"'))

    shown = base64.b64encode(b"me:the-secret").decode()
    assert asked[0][0].headers["Authorization"] == f"Basic {shown}"


def test_bearer(attempt, asked, well):
    attempt(well, with_auth('[auth]\nkind="bearer"\ntoken="{key}"'))

    assert asked[0][0].headers["Authorization"] == "Bearer the-secret"


def test_hmac_of_time_and_body(attempt, asked, well):
    auth = """
        [auth]
        kind = "hmac"
        header = "X-Signature"
        key = "{key}"
        algorithm = "sha256"
        encoding = "hex"
        prefix = "v1="
        signed = "{timestamp}.{body}"
        [request.headers]
        X-Time = "{timestamp}"
    """
    attempt(well, with_auth(auth))

    request, body = asked[0]
    signed = f"{request.headers['X-Time']}.".encode() + body
    digest = hmac.new(b"the-secret", signed, hashlib.sha256).hexdigest()
    assert request.headers["X-Signature"] == f"v1={digest}"


OAUTH = """
    [auth]
    kind = "oauth"
    token_url = "{url}/token"
    client_id = "a client"
    client_secret = "{key}"
    scope = "send"
"""


def oauth(asked, token, refuse_first=False):
    async def handler(request):
        asked.append((request, await request.read()))
        if request.path == "/token":
            return token(len(asked))
        if refuse_first and request.headers["Authorization"] == "Bearer t1":
            return web.Response(status=401)
        return web.json_response({"id": "7"})

    return handler


def tokens(number, **more):
    return web.json_response({"access_token": f"t{number}", "token_type": "Bearer", **more})


def test_oauth_gets_a_token_once(attempt, asked):
    attempt(oauth(asked, lambda n: tokens(n, expires_in=3600)), with_auth(OAUTH), times=2)

    assert [request.path for request, _ in asked] == ["/token", *["/send/447700900855"] * 2]
    assert asked[0][1] == b"grant_type=client_credentials&scope=send"
    shown = base64.b64encode(b"a+client:the-secret").decode()
    assert asked[0][0].headers["Authorization"] == f"Basic {shown}"
    assert asked[2][0].headers["Authorization"] == "Bearer t1"


def test_oauth_gets_another_token_where_one_ends(attempt, asked):
    attempt(oauth(asked, lambda n: tokens(n, expires_in=1)), with_auth(OAUTH), times=2)

    assert asked[-1][0].headers["Authorization"] == "Bearer t3"


def test_oauth_gets_another_token_where_one_is_refused(attempt, asked):
    handler = oauth(asked, tokens, refuse_first=True)

    with pytest.raises(Unavailable, match="401"):
        attempt(handler, with_auth(OAUTH))
    assert len(asked) == 2


@pytest.mark.parametrize(
    "token",
    [
        lambda n: web.Response(status=400, text='{"access_token": "t1"}'),
        lambda n: web.Response(text="[]"),
        lambda n: web.Response(text='{"access_token": "a\\r\\nX: b"}'),
        lambda n: web.Response(status=504),
    ],
)
def test_without_a_token_nothing_has_left(attempt, asked, token):
    with pytest.raises(Unavailable) as raised:
        attempt(oauth(asked, token), with_auth(OAUTH))

    assert not isinstance(raised.value, Unanswered)
    assert [request.path for request, _ in asked] == ["/token"]


LETTER = """
type = "letter"
display_name = "A printer"
needs = ["url"]
[defaults]
key = ""
[request]
url = "{url}/letters"
method = "PUT"
%s
[answer.means]
200 = "accepted"
409 = "accepted"
"""


@pytest.fixture
def letter():
    return Letter(
        id=ID,
        reference="ABC",
        print_day=date(2026, 11, 30),
        postage="second",
        sheets=2,
        service_id=UUID(int=1),
        organisation_id=None,
        address=PostalAddress("Ann\n1 High Street\nSW1A 1AA"),
        file_name="NOTIFY.ABC.pdf",
        pdf=b"%PDF-1.7 \xff",
    )


def test_a_letter_goes_as_base64(attempt, asked, well, letter):
    body = """json = { pdf = "{pdf}", sheets = "{sheets}",
        address = ["{address_line_1}", "{address_line_2}", "{address_line_3}", "{address_line_4}"] }
    """.replace("\n", " ")

    assert attempt(well, LETTER % body, letter) is None

    assert asked[0][0].method == "PUT"
    assert json.loads(asked[0][1]) == {
        "pdf": base64.b64encode(letter.pdf).decode(),
        "sheets": "2",
        "address": ["Ann", "1 High Street", "SW1A 1AA"],
    }


def test_a_letter_goes_as_a_file(attempt, letter):
    found = {}

    async def handler(request):
        for name, part in (await request.post()).items():
            found[name] = (
                part
                if isinstance(part, str)
                else (part.filename, part.content_type, part.file.read())
            )
        return web.Response(status=409)

    body = 'multipart = { file = "{pdf}", name = "{file_name}", key = "{key}", line = '
    attempt(handler, LETTER % (body + '"{address_line_7}" }'), letter, key="")

    assert found["file"] == ("NOTIFY.ABC.pdf", "application/pdf", letter.pdf)
    assert found["name"] == "NOTIFY.ABC.pdf"
    assert found.keys() == {"file", "name"}


def test_everything_may_be_in_the_address(attempt, asked, well):
    description = DESCRIPTION.replace("json = { text", 'method = "GET"\nquery = { text').replace(
        ', nested = { list = ["{id}"], number = 1, flag = true }', ', from = "{sender}"'
    )

    attempt(well, description)

    request, body = asked[0]
    assert (request.method, body) == ("GET", b"")
    assert dict(request.query) == {"text": "Tide Office: your code is 98765", "from": "TIDE"}
