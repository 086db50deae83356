import json
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

PATH = "/notifications/email/ses"
SUCCESS = {"result": "success", "message": "SES-SNS callback succeeded"}
MAIL = {
    "messageId": "0102-abc-000000",
    "timestamp": "2026-07-01T12:00:00.000Z",
    "destination": ["ann@example.com"],
}


def envelope(**notification):
    return {"Type": "Notification", "Message": json.dumps({"mail": MAIL, **notification})}


@pytest.mark.parametrize(
    ("notification", "status"),
    [
        ({"notificationType": "Delivery", "delivery": {}}, "delivered"),
        (
            {"notificationType": "Bounce", "bounce": {"bounceType": "Permanent"}},
            "permanent-failure",
        ),
        (
            {"notificationType": "Bounce", "bounce": {"bounceType": "Transient"}},
            "temporary-failure",
        ),
        (
            {"notificationType": "Bounce", "bounce": {"bounceType": "Undetermined"}},
            "temporary-failure",
        ),
        ({"notificationType": "Bounce"}, "temporary-failure"),
    ],
)
def test_receipt_is_recorded_in_our_words(client, recorded, notification, status):
    with capture_logs() as logs:
        answer = client.post(PATH, json=envelope(**notification), content_type="text/plain")

    assert (answer.status_code, answer.json) == (200, SUCCESS)
    assert recorded == [
        {
            "provider": "ses",
            "reference": "0102-abc-000000",
            "status": status,
            "received_at": None,
            "sent_at": datetime(2026, 7, 1, 12, tzinfo=UTC),
        }
    ]
    assert "ann@example.com" not in str(logs)


@pytest.mark.parametrize("kind", ["Delivery", "Bounce"])
def test_time_of_the_event_is_recorded(client, recorded, kind):
    detail = {"timestamp": "2026-07-01T12:00:05.250Z"}

    client.post(PATH, json=envelope(notificationType=kind, **{kind.lower(): detail}))

    assert recorded[0]["received_at"] == datetime(2026, 7, 1, 12, 0, 5, 250000, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["Reject", None, ["Delivery"], {"a": 1}])
def test_other_notifications_change_nothing(client, recorded, kind):
    answer = client.post(PATH, json=envelope(notificationType=kind))

    assert (answer.status_code, answer.json) == (200, SUCCESS)
    assert recorded == []


def test_first_notification_of_a_topic_is_no_receipt(client, recorded):
    message = json.dumps({"notificationType": "AmazonSnsSubscriptionSucceeded", "message": "…"})

    answer = client.post(PATH, json={"Type": "Notification", "Message": message})

    assert (answer.status_code, recorded) == (200, [])


@pytest.mark.parametrize("message", [None, "", "hello", "[]", {"mail": MAIL}, 3, "{" * 100000])
def test_message_must_be_json_in_a_text(client, recorded, message):
    answer = client.post(PATH, json={"Type": "Notification", "Message": message})

    assert (answer.status_code, answer.json) == (
        400,
        {"result": "error", "message": "SES callback failed: Message is not a JSON object"},
    )
    assert recorded == []


@pytest.mark.parametrize(
    "mail", [None, [], {}, *({"messageId": bad} for bad in ("", "a b", "\x00", "é", "\ud800", 3))]
)
def test_reference_must_be_usable(client, recorded, mail):
    answer = client.post(PATH, json=envelope(notificationType="Delivery", mail=mail))

    assert (answer.status_code, answer.json) == (
        400,
        {"result": "error", "message": "SES callback failed: mail.messageId is missing"},
    )
    assert recorded == []


@pytest.mark.parametrize("body", ["", "[]", "x", "null"])
def test_envelope_must_be_an_object(client, recorded, body):
    assert client.post(PATH, data=body).status_code == 400
    assert recorded == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=a1", True),
        ("https://sns.eu-west-1.amazonaws.com.evil.example/?Token=a1", False),
        ("http://169.254.169.254/latest/meta-data", False),
        (None, False),
    ],
)
def test_subscription_waits_for_the_operator(client, recorded, url, shown):
    with capture_logs() as logs:
        answer = client.post(PATH, json={"Type": "SubscriptionConfirmation", "SubscribeURL": url})

    assert (answer.status_code, recorded) == (200, [])
    assert ("open_to_confirm" in logs[0]) is shown
