import json
import uuid

import pytest

from tests.tools import make


@pytest.fixture
def complain(committed):
    """complain(service, "2026-11-23T12:00Z") stores one about an email; its id."""
    committed.execute("truncate postroom.complaints")

    def store(service, created_at, feedback_id="f-1"):
        return committed.execute(
            "insert into postroom.complaints (notification_id, service_id, feedback_id,"
            " complaint_type, complained_at, created_at)"
            " values (%s, %s, %s, 'abuse', '2026-11-23T12:00Z', %s) returning id",
            (uuid.uuid4(), service.id, feedback_id, created_at),
        ).fetchone()["id"]

    return store


def test_none(admin, complain):
    assert admin("GET /complaint").body == {"complaints": [], "links": {}}
    assert admin("GET /complaint?page=2").status == 404


def test_one(admin, complain, service, committed):
    id = complain(service, "2026-11-23T12:05:00.25Z", None)

    name = committed.execute(
        "select name from postroom.services where id = %s", (service.id,)
    ).fetchone()["name"]
    (row,) = admin("GET /complaint").body["complaints"]
    assert row.pop("notification_id")
    assert row == {
        "id": str(id),
        "service_id": str(service.id),
        "service_name": name,
        "ses_feedback_id": None,
        "complaint_type": "abuse",
        "complaint_date": "2026-11-23T12:00:00.000000Z",
        "created_at": "2026-11-23T12:05:00.250000Z",
    }


def test_fifty_a_page_newest_first_with_links(admin, complain, service):
    ids = [str(complain(service, f"2026-11-{n // 24 + 1:02}T{n % 24:02}:00Z")) for n in range(101)]

    pages = [admin(f"GET /complaint?page={n}&x=1").body for n in (1, 2, 3)]

    shown = [row["id"] for page in pages for row in page["complaints"]]
    assert shown == ids[::-1]
    link = "/complaint?page={}&x=1".format
    assert [page["links"] for page in pages] == [
        {"next": link(2), "last": link(3)},
        {"prev": link(1), "next": link(3), "last": link(3)},
        {"prev": link(2)},
    ]


@pytest.mark.parametrize("page", ["0", "-1", "4", "99999999999999999999"])
def test_no_such_page(admin, complain, service, page):
    complain(service, "2026-11-23T12:00Z")

    assert admin(f"GET /complaint?page={page}").status == 404


@pytest.mark.parametrize("path", ["/complaint", "/service/{}/inbound-sms/most-recent"])
@pytest.mark.parametrize("page", ["x", "1.5", ""])
def test_a_page_is_a_number(admin, service, path, page):
    answer = admin(f"GET {path.format(service.id)}?page={page}")

    assert (answer.status, answer.message) == (400, {"page": ["Not a valid integer."]})


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-06-29", "2026-07-01", 4),
        ("2026-06-30", "2026-06-30", 2),
        ("2026-07-01", "2026-07-01", 1),
        ("2026-07-02", "2026-07-05", 0),
    ],
)
def test_counts_local_days_both_included(admin, complain, service, start, end, count):
    for moment in ("29T22:59Z", "29T23:00Z", "30T22:59Z", "30T23:00Z"):
        complain(service, f"2026-06-{moment}")

    asked = f"start_date={start}&end_date={end}"
    assert admin(f"GET /complaint/count-by-date-range?{asked}").body == count


def test_counts_today_when_not_asked_otherwise(admin, complain, service, committed):
    complain(service, "now")
    complain(service, "2026-01-01T12:00Z")

    assert admin("GET /complaint/count-by-date-range").body == 1


def test_a_date_must_be_one(admin):
    answer = admin("GET /complaint/count-by-date-range?start_date=x&end_date=2026-02-30")

    assert answer.status == 400
    assert answer.errors == ["start_date x is not a date", "end_date day is out of range for month"]


def test_what_ses_says_is_stored(app, admin, complain, service, committed):
    id = make.send(committed, service, "email")
    committed.execute(
        "update postroom.notifications set provider_reference = %s where id = %s", (str(id), id)
    )
    said = {
        "notificationType": "Complaint",
        "mail": {"messageId": str(id)},
        "complaint": {
            "feedbackId": "f-9",
            "complaintFeedbackType": "abuse",
            "complainedRecipients": [{"emailAddress": "bo@example.com"}],
            "timestamp": "2026-11-23T12:00:00.000Z",
        },
    }
    envelope = {"Type": "Notification", "Message": json.dumps(said)}

    for _ in range(2):
        answer = app.test_client().post("/notifications/email/ses", json=envelope)
        assert answer.status_code == 200

    (row,) = admin("GET /complaint").body["complaints"]
    assert (row["notification_id"], row["ses_feedback_id"]) == (str(id), "f-9")
    assert row["complaint_date"] == "2026-11-23T12:00:00.000000Z"
