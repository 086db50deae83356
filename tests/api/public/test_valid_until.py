"""Until when a message may be handed over (docs/contract/sending.md, validity)."""

from datetime import UTC, datetime, timedelta

import pytest

FORMAT = (
    "valid_until datetime format is invalid. It must be a valid ISO8601 date time format, "
    "https://en.wikipedia.org/wiki/ISO_8601"
)
PAST = "valid_until datetime can not be in the past"


@pytest.mark.parametrize("path", ["sms", "email", "letter"])
@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (5, "valid_until 5 is not of type string, null"),
        ("", FORMAT),
        ("tomorrow", FORMAT),
        ("2020-01-01T00:00:00", PAST),
    ],
)
def test_faults(ask, path, value, fault):
    answer = ask(f"POST /v2/notifications/{path}", {"valid_until": value})
    assert answer.status == 400
    assert [text for text in answer.errors if text.startswith("valid_until")] == [fault]


def test_a_pdfs_fault(ask):
    body = {"reference": "r", "content": "", "valid_until": "x"}
    assert ask("POST /v2/notifications/letter", body).errors == [FORMAT]


def test_its_fault_is_the_last_but_for_missing_fields(ask):
    body = {"phone_number": "x", "valid_until": "x", "sms_sender_id": "x"}
    answer = ask("POST /v2/notifications/sms", body)
    assert answer.errors[-3:] == [
        "sms_sender_id is not a valid UUID", FORMAT, "template_id is a required property",
    ]  # fmt: skip


def test_an_offset_is_converted(ask):
    here = datetime.now(UTC) + timedelta(hours=13)
    answer = ask("POST /v2/notifications/sms", {"valid_until": f"{here:%Y-%m-%dT%H:%M:%S}+14:00"})
    assert PAST in answer.errors


def test_it_goes_with_the_message_into_the_queue(ask, service, committed):
    moment = datetime(2030, 1, 1, 12, tzinfo=UTC)
    sms = {
        "phone_number": "07900900123",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Ann"},
        "valid_until": "2030-01-01T13:00:00+01:00",
    }
    email = {
        "email_address": "ann@example.com",
        "template_id": str(service.templates["email"]),
        "personalisation": {"name": "Ann"},
        "valid_until": "2030-01-01T12:00",
    }
    pdf = {"reference": "r", "content": "", "valid_until": "2030-01-01T12:00Z"}
    rows = [["phone number", "name"], ["07900900123", "Ann"]]
    bulk = {
        "name": "n", "template_id": sms["template_id"], "rows": rows,
        "valid_until": "2030-01-01T12:00:00.000Z",
    }  # fmt: skip
    ask("POST /v2/notifications/sms", sms)
    ask("POST /v2/notifications/email", email)
    ask("POST /v2/notifications/letter", pdf)
    ask("POST /v2/notifications/batch", {"notifications": [{"type": "sms", **sms}]})
    ask("POST /v2/notifications/bulk", bulk)

    queued = committed.execute(
        "select valid_until from postroom.delivery_queue where service_id = %s", (service.id,)
    ).fetchall()
    assert [row["valid_until"] for row in queued] == [moment] * 5
