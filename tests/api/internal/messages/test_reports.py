import pytest


@pytest.fixture
def ask(admin, service):
    """ask(notification_status="failed") → the answer; fields replace those of a good body."""

    def ask(**fields):
        body = {
            "user_id": str(service.user),
            "report_type": "notifications_report",
            "notification_type": "sms",
            "notification_status": "all",
            **fields,
        }
        return admin(f"POST /service/{service.id}/report-request?report_type=x", body)

    return ask


def test_a_report_is_asked_for_once(ask, admin, service):
    first, again, other = ask(), ask(), ask(notification_status="failed")

    assert (first.status, again.status, other.status) == (201, 200, 201)
    assert again.data == first.data and other.data["id"] != first.data["id"]
    shown = admin(f"GET /service/{service.id}/report-request/{first.data['id']}")
    assert shown.data == first.data
    id, created_at = shown.data.pop("id"), shown.data.pop("created_at")
    assert len(id) == 36 and created_at.endswith("Z")
    assert shown.data == {
        "user_id": str(service.user), "service_id": str(service.id),
        "report_type": "notifications", "status": "pending", "updated_at": None,
        "parameter": {"notification_type": "sms", "notification_status": "all"},
    }  # fmt: skip


def test_a_deleted_or_unknown_one_is_not_there(ask, admin, committed, service, owned, nowhere):
    id = ask().data["id"]

    assert admin(f"GET {owned.path}/report-request/{id}").status == 404
    committed.execute("update postroom.reports set status = 'deleted' where id = %s", (id,))
    for missing in (id, nowhere):
        answer = admin(f"GET /service/{service.id}/report-request/{missing}")
        assert (answer.status, answer.message) == (404, "No result found")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"user_id": "x"}, "user_id badly formed hexadecimal UUID string"),
        ({"report_type": "x"}, "report_type x is not one of [notifications_report]"),
        ({"notification_type": "fax"}, "notification_type fax is not one of [email, sms, letter]"),
        (
            {"notification_status": "sent"},
            "notification_status sent is not one of [all, sending, delivered, failed]",
        ),
        ({"x": 1}, "Additional properties are not allowed (x was unexpected)"),
    ],
)
def test_what_cannot_be_asked_for(ask, fields, error):
    answer = ask(**fields)

    assert (answer.status, answer.errors) == (400, [error])


def test_all_that_the_contract_requires_is_missed_first(admin, service, ask):
    answer = admin(f"POST /service/{service.id}/report-request", {})
    assert answer.errors == [
        f"{name} is a required property" for name in ("user_id", "report_type")
    ]

    body = {"user_id": str(service.user), "report_type": "notifications_report"}
    answer = admin(f"POST /service/{service.id}/report-request", body)
    assert answer.errors == [
        f"{name} is a required property" for name in ("notification_type", "notification_status")
    ]


def test_nobody_and_nowhere(ask, admin, service, nowhere):
    assert ask(user_id=nowhere).status == 404
    body = {
        "user_id": str(service.user), "report_type": "notifications_report",
        "notification_type": "sms", "notification_status": "all",
    }  # fmt: skip
    assert admin(f"POST /service/{nowhere}/report-request", body).status == 404
