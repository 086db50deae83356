"""Which of two faults a client hears of (docs/contract/sending.md, order of checks)."""

import uuid

import pytest

from tests.tools import make

RATE = "Exceeded rate limit for key type LIVE of 3 requests per 60 seconds"
NOWHERE = str(uuid.uuid4())
FILE = {"file": 5}


@pytest.fixture
def change(committed, service):
    """change("restricted = true") to the service"""

    def change(what):
        committed.execute(f"update postroom.services set {what} where id = %s", (service.id,))

    return change


@pytest.fixture
def sms(ask, service):
    """sms(template_id=…) → the error of a send with what is changed"""

    def sms(**fields):
        good = {
            "phone_number": "07900900123",
            "template_id": str(service.templates["sms"]),
            "personalisation": {"name": "Ann"},
        }
        return ask("POST /v2/notifications/sms", {**good, **fields}).error

    return sms


@pytest.fixture
def email(ask, service):
    def email(**fields):
        good = {
            "email_address": "bo@example.com",
            "template_id": str(service.templates["email"]),
            "personalisation": {"name": "Ann"},
        }
        return ask("POST /v2/notifications/email", {**good, **fields}).error

    return email


def test_the_minute_before_the_day(change, sms):
    change("rate_limit = 3, sms_message_limit = 0")
    errors = [sms(), sms()]

    assert errors == ["Exceeded send limits (sms: 0) for today", RATE]


def test_schema_before_permission(change, sms):
    change("permissions = '{email}'")

    assert sms(phone_number="x") == "phone_number Must not contain letters or symbols"


def test_permission_before_template(change, sms):
    change("permissions = '{email}'")

    assert sms(template_id=NOWHERE) == "Service is not allowed to send text messages"


def test_type_of_template_before_archived(committed, service, sms):
    email = service.templates["email"]
    committed.execute("update postroom.templates set archived = true where id = %s", (email,))

    error = sms(template_id=str(email))
    assert error == "email template is not suitable for sms notification"


def test_archived_before_missing_values(committed, service, sms):
    id = service.templates["sms"]
    committed.execute("update postroom.templates set archived = true where id = %s", (id,))

    assert sms(personalisation={}) == "Template has been deleted"


def test_missing_values_before_senders(sms, email):
    missing = "Missing personalisation: name"

    assert sms(personalisation={}, sms_sender_id=NOWHERE) == missing
    assert email(personalisation={}, email_reply_to_id=NOWHERE) == missing


def test_empty_before_senders(committed, service, sms):
    template = str(make.template(committed, service, "sms", "((name))"))
    blank = {"name": " "}

    error = sms(template_id=template, personalisation=blank, sms_sender_id=NOWHERE)
    assert error == "Your message is empty."


def test_senders_before_trial_mode(change, sms, email):
    change("restricted = true")

    assert sms(sms_sender_id=NOWHERE).startswith("sms_sender_id")
    assert email(email_reply_to_id=NOWHERE).startswith("email_reply_to_id")


def test_trial_mode_before_abroad(change, sms):
    change("restricted = true, permissions = '{sms}'")

    assert "trial mode" in sms(phone_number="+33612345678")


def test_files_in_text_messages_before_senders(sms):
    error = sms(personalisation={"name": FILE}, sms_sender_id=NOWHERE)
    assert error == "Can only send a file by email"


def test_trial_mode_before_files(change, email):
    change("restricted = true")

    assert "trial mode" in email(personalisation={"name": FILE})


def test_files_before_length(email):
    long = {"name": "x" * 2_000_001, "other": {"file": ""}}

    assert email(personalisation=long).startswith("Send files by email has not been set up")


def test_who_may_send_letters_before_their_address(ask, change, committed, service):
    make.letter(committed, service)
    change("permissions = '{letter}'")
    values = {"name": "Ann"}
    letter = {"template_id": str(service.templates["letter"]), "personalisation": values}

    team = ask("POST /v2/notifications/letter", letter, key="team")
    live = ask("POST /v2/notifications/letter", letter)

    assert (team.status, team.error) == (403, "Cannot send letters with a team api key")
    assert (live.status, live.error) == (400, "Address must be at least 3 lines")
