from datetime import UTC, datetime

import pytest

from api.callbacks import statuses


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("2", "permanent-failure"),
        ("3", "delivered"),
        ("4", "temporary-failure"),
        ("5", "permanent-failure"),
        ("1", None),
        ("", None),
    ],
)
def test_mmg(status, ours):
    assert statuses.mmg(status) == ours


def test_every_substatus_belongs_to_a_status():
    assert {status for status, _ in statuses.MMG_SUBSTATUSES} == set(statuses.MMG_STATUSES)


@pytest.mark.parametrize("code", ["101", "201", "301", "401"])
def test_firetext_declined_for_good(code):
    assert statuses.firetext("1", code) == "permanent-failure"


@pytest.mark.parametrize("code", ["000", "102", "103", "104", "302", "900"])
def test_firetext_declined_for_now(code):
    assert statuses.firetext("1", code) == "temporary-failure"


@pytest.mark.parametrize(
    ("status", "code", "ours"),
    [
        ("0", "102", "delivered"),
        ("2", "102", "pending"),
        ("1", None, "permanent-failure"),
        ("1", "", "permanent-failure"),
        ("1", "555", "permanent-failure"),
        ("3", "102", None),
    ],
)
def test_firetext_otherwise(status, code, ours):
    assert statuses.firetext(status, code) == ours


@pytest.mark.parametrize(
    ("said", "feedback_id", "complaint_type"),
    [
        ({"feedbackId": "f-1", "complaintFeedbackType": "abuse"}, "f-1", "abuse"),
        ({}, None, None),
        ({"feedbackId": "", "complaintFeedbackType": 3}, None, None),
        ({"feedbackId": "a\0", "complaintFeedbackType": "x" * 256}, None, None),
    ],
)
def test_ses_complaint(said, feedback_id, complaint_type):
    detail = {**said, "timestamp": "2026-07-01T12:00:00Z"}
    receipt = statuses.ses(
        {"notificationType": "Complaint", "mail": {"messageId": "1"}, "complaint": detail}
    )

    assert receipt.status is None
    assert receipt.complaint == (feedback_id, complaint_type, datetime(2026, 7, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-07-01 12:00:00", (2026, 7, 1, 11)),
        ("2026-01-01T12:00:00", (2026, 1, 1, 12)),
        ("2026-07-01T12:00:00Z", (2026, 7, 1, 12)),
        ("2026-07-01T12:00:00+02:00", (2026, 7, 1, 10)),
    ],
)
def test_time_without_offset_is_of_london(text, utc):
    assert statuses.time(text) == datetime(*utc, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026-13-01", 7, ["2026-07-01"]])
def test_time_that_is_none(text):
    assert statuses.time(text) is None
