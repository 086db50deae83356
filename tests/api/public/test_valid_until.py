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
