import asyncio
import base64
import email as parser
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from email import policy

import pytest
from aiohttp import web
from botocore.credentials import Credentials, RefreshableCredentials
from botocore.exceptions import CredentialRetrievalError

from jobs.providers import Refused, Unavailable
from jobs.providers.ses import SES

KEY, SECRET, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session-token"


def signature(request, body):
    """What the signature must be, from the public description of Signature Version 4."""
    _, credential, signed, _ = request.headers["Authorization"].replace(",", "").split(" ")
    scope = credential.split("/", 1)[1]
    names = signed.removeprefix("SignedHeaders=").split(";")
    assert {"host", "x-amz-date"} <= set(names)
    canonical = [request.method, request.path, "", *(f"{n}:{request.headers[n]}" for n in names)]
    canonical += ["", ";".join(names), hashlib.sha256(body).hexdigest()]
    hashed = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", request.headers["X-Amz-Date"], scope, hashed])
    key = f"AWS4{SECRET}".encode()
    for step in scope.split("/"):
        key = hmac.digest(key, step.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def send(serve, message, answer=None, credentials=None, **options):
    """What SES answered with, the request it got and its body."""
    requests = []

    async def handler(request):
        body = await request.read()
        assert request.headers["Authorization"].endswith(f"Signature={signature(request, body)}")
        requests.append((request, json.loads(body)))
        return answer or web.Response(text='{"MessageId": "0102-abc-000000"}')

    async def run():
        async with serve(handler) as url:
            given = credentials or Credentials(KEY, SECRET)
            ses = SES(given, "eu-west-2", url=url, timeout=1, connections=5, **options)
            try:
                return await ses.send(message)
            finally:
                await ses.close()

    return asyncio.run(run()), *requests[0]


def test_request_is_as_ses_wants_it(serve, email):
    reference, request, body = send(serve, email(to="a@例え.テスト"))

    assert reference == "0102-abc-000000"
    assert (request.method, request.path) == ("POST", "/v2/email/outbound-emails")
    assert request.content_type == "application/json"
    assert f"Credential={KEY}/" in request.headers["Authorization"]
    assert "/eu-west-2/ses/aws4_request" in request.headers["Authorization"]
    raw = base64.b64decode(body["Content"]["Raw"].pop("Data"))
    assert body == {
        "FromEmailAddress": "tide.office@notify.example",
        "Destination": {"ToAddresses": ["a@xn--r8jz45g.xn--zckzah"]},
        "Content": {"Raw": {}},
    }
    mail = parser.message_from_bytes(raw, policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("a@xn--r8jz45g.xn--zckzah", "Your code")
    assert mail.get_body(("plain",)).get_content() == "Your code is 98765\r\n"


def test_configuration_set_is_named_if_there_is_one(serve, email):
    _, _, body = send(serve, email(), configuration_set="receipts")

    assert body["ConfigurationSetName"] == "receipts"


def test_session_token_is_signed_as_well(serve, email):
    _, request, _ = send(serve, email(), credentials=Credentials(KEY, SECRET, TOKEN))

    assert request.headers["X-Amz-Security-Token"] == TOKEN
    assert "x-amz-security-token" in request.headers["Authorization"]


def passing_credentials(expires):
    def refresh():
        later = datetime.now(UTC) + timedelta(hours=1)
        return {
            "access_key": KEY,
            "secret_key": SECRET,
            "token": TOKEN,
            "expiry_time": later.isoformat(),
        }

    return RefreshableCredentials("old", "old", "old", expires, refresh, "test")


def test_credentials_are_renewed_when_they_end(serve, email):
    expired = passing_credentials(datetime.now(UTC) - timedelta(minutes=1))

    _, request, _ = send(serve, email(), credentials=expired)

    assert request.headers["X-Amz-Security-Token"] == TOKEN


@pytest.mark.parametrize(
    ("status", "kind", "body", "error", "text"),
    [
        (400, "BadRequestException", {}, Refused, "ses: BadRequestException (HTTP 400)"),
        (400, "BadRequestException:http://a/", {}, Refused, "ses: BadRequestException (HTTP 400)"),
        (
            400,
            "",
            {"__type": "a.b#InvalidParameterValue"},
            Refused,
            "ses: InvalidParameterValue (HTTP 400)",
        ),
        (
            429,
            "TooManyRequestsException",
            {},
            Unavailable,
            "ses: TooManyRequestsException (HTTP 429)",
        ),
        (
            400,
            "MessageRejected",
            {"message": "ann@example.com"},
            Unavailable,
            "ses: MessageRejected (HTTP 400)",
        ),
        (403, "", {"message": "token is invalid"}, Unavailable, "ses: error (HTTP 403)"),
        (400, "ann@example.com is wrong", {}, Unavailable, "ses: error (HTTP 400)"),
        (200, "", {}, Unavailable, "ses: the answer has no MessageId"),
        (200, "", [], Unavailable, "ses: the answer has no MessageId"),
        (200, "", {"MessageId": 7}, Unavailable, "ses: the answer has no MessageId"),
    ],
)
def test_what_answers_mean(serve, email, told, status, kind, body, error, text):
    answer = web.json_response(body, status=status, headers={"x-amzn-ErrorType": kind})

    with pytest.raises(error) as raised:
        send(serve, email(), answer)

    assert str(raised.value) == text
    assert "ann@" not in told(raised) and SECRET not in told(raised)


def test_address_that_is_none_is_refused_unsent(serve, email):
    with pytest.raises(Refused):
        send(serve, email(to="é@example.com"))


def test_credentials_that_can_not_be_renewed(serve, email):
    def fail():
        raise CredentialRetrievalError(provider="test", error_msg=SECRET)

    ended = datetime.now(UTC) - timedelta(minutes=1)
    credentials = RefreshableCredentials("a", "b", "c", ended, fail, "test")

    with pytest.raises(Unavailable) as raised:
        send(serve, email(), credentials=credentials)

    assert str(raised.value) == "ses: CredentialRetrievalError"
