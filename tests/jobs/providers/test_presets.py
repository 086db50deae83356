"""Each preset against a stand-in that behaves as the service's documentation says."""

import asyncio
import json

import pytest

from jobs.providers import Refused, Unanswered, Unavailable, create
from postroom.settings.providers import ProviderSettings
from tests.tools.email_services import Mailgun, Postmark, SendGrid
from tests.tools.http_services import standing_in
from tests.tools.sms_services import Infobip, Twilio, Vonage

SERVICES = (Twilio, Vonage, Infobip, Mailgun, Postmark, SendGrid)
ID = "0198c7a0-1234-7bbb-8ccc-123456789abc"
BASE_URL = "https://notify.example"
SECRETS = ("-secret", "-api-key", "-token", "98765", "ann@", "tide.office")


@pytest.fixture
def message(sms, email):
    """One of the type that the service carries, with these fields changed."""
    return lambda service, **fields: (sms if service.type == "sms" else email)(**fields)


def send(service, *messages, settings=ProviderSettings, **changed):
    """What the provider makes of each."""

    async def run(url):
        values = {**service.values(url), **changed}
        provider = create(
            service.name, settings(http_providers={service.name: values}), base_url=BASE_URL
        )
        try:
            return [await provider.send(one) for one in messages]
        finally:
            await provider.close()

    with standing_in(service) as url:
        return asyncio.run(run(url))


@pytest.mark.parametrize("kind", SERVICES)
def test_a_message_is_taken_under_the_services_own_reference(kind, message):
    service = kind()

    (reference,) = send(service, message(service))

    (taken,) = service.taken
    assert reference == f"{service.name}:{taken['reference']}"
    assert ID in json.dumps(taken)


@pytest.mark.parametrize("kind", SERVICES)
def test_who_may_not_be_written_to_is_refused(kind, message, told):
    service = kind()
    to = "447700900009" if service.type == "sms" else "nobody@example.com"

    with pytest.raises(Refused) as raised:
        send(service, message(service, to=to))

    assert str(raised.value).startswith(f"{service.name}: HTTP ")
    assert not [secret for secret in (to, *SECRETS) if secret in told(raised)]


@pytest.mark.parametrize("kind", SERVICES)
def test_wrong_credentials_are_tried_again(kind, message):
    service = kind()
    name = next(n for n in ("auth_token", "api_secret", "server_token", "api_key")
                if n in service.values("x"))  # fmt: skip

    with pytest.raises(Unavailable) as raised:
        send(service, message(service), **{name: "another"})

    assert not isinstance(raised.value, Unanswered)
    assert service.taken == []


@pytest.mark.parametrize("kind", SERVICES)
@pytest.mark.parametrize(
    ("status", "expected"),
    [(429, Unavailable), (503, Unavailable), (302, Unavailable), (500, Unanswered)],
)
def test_a_busy_service_has_certainly_not_taken_it(kind, message, status, expected):
    service = kind()
    service.statuses = [status]

    with pytest.raises(Unavailable) as raised:
        send(service, message(service))

    assert type(raised.value) is expected
    assert len(service.asked) == 1  # a redirect is not followed


def test_twilio_has_numbers_with_a_plus_and_is_told_where_receipts_go(sms):
    service = Twilio()

    send(service, sms(sender="447700900111"), sms(sender="TIDE"), sms(sender="60006"))

    assert [taken["From"] for taken in service.taken] == ["+447700900111", "TIDE", "60006"]
    assert service.taken[0]["To"] == "+447700900855"
    assert service.taken[0]["Body"] == "Tide Office: your code is 98765"
    callback = f"https://notify.example/notifications/sms/twilio?id={ID}"
    assert service.taken[0]["StatusCallback"] == callback
    assert "MessagingServiceSid" not in service.taken[0]


def test_twilio_has_a_messaging_service_where_one_is_named(sms):
    service = Twilio()

    send(service, sms(), messaging_service_sid="MG1")

    assert service.taken[0]["MessagingServiceSid"] == "MG1"


@pytest.mark.parametrize(("text", "kind"), [("your code", "text"), ("eich côd ŵ", "unicode")])
def test_vonage_is_told_which_characters_a_text_has(sms, text, kind):
    service = Vonage()

    send(service, sms(text=text))

    assert (service.taken[0]["type"], service.taken[0]["text"]) == (kind, text)


def test_infobip_without_credit_is_tried_again(sms):
    with pytest.raises(Unavailable, match="REJECTED_NOT_ENOUGH_CREDITS"):
        send(Infobip(), sms(to="447700900008"))


def test_mailgun_gets_what_an_email_has_and_no_more(email):
    service = Mailgun()
    unsubscribe = "https://notify.example/unsubscribe/1"

    send(
        service,
        email(from_name='Tide "O" \\ Ŵ', reply_to="help@tide.example", unsubscribe_url=unsubscribe),
        email(subject="Two\r\nBcc: x@example.com"),
    )

    first, second = service.taken
    assert first["from"] == '"Tide \\"O\\" \\\\ Ŵ" <tide.office@notify.example>'
    assert (first["text"], first["html"]) == (email().plain_text, email().html)
    assert first["h:Reply-To"] == "help@tide.example"
    assert first["h:List-Unsubscribe"] == f"<{unsubscribe}>"
    assert first["h:List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["subject"] == "Two Bcc: x@example.com"
    assert not [name for name in second if name.startswith("h:")]


@pytest.mark.parametrize("url", ["", "https://notify.example/unsubscribe/1"])
def test_postmark_has_headers_only_where_there_are_any(email, url):
    service = Postmark()

    send(service, email(unsubscribe_url=url or None))

    headers = [
        {"Name": "List-Unsubscribe", "Value": f"<{url}>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]
    assert service.taken[0].get("Headers", []) == (headers if url else [])
    assert "ReplyTo" not in service.taken[0]


def test_sendgrid_has_a_reply_address_only_where_there_is_one(email):
    service = SendGrid()

    send(service, email(), email(reply_to="help@tide.example"))

    without, with_one = service.taken
    assert "reply_to" not in without and "headers" not in without
    assert with_one["reply_to"] == {"email": "help@tide.example"}
    assert with_one["from"] == {"email": "tide.office@notify.example", "name": "Tide Office"}


@pytest.mark.parametrize("kind", [Mailgun, Postmark, SendGrid])
def test_an_address_that_could_break_out_of_a_header_goes_nowhere(kind, email):
    service = kind()

    with pytest.raises(Refused):
        send(service, email(to="a@example.com,b@example.com"))

    assert service.asked == []
