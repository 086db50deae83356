import re
from datetime import UTC, datetime

import pytest

from api.internal.messages.unsubscribe_reports import midnight_after
from tests.tools import make

WIRE_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"


@pytest.fixture
def unsubscribe(committed, service):
    """unsubscribe("ann@example.com", at="2026-11-20T12:00:00Z") → the notification's id."""

    def click(address, id=None, at=None):
        id = id or make.send(committed, service, "email")
        make.call(
            committed, "api.unsubscribe",
            notification_id=id, email_address=address, service_id=service.id,
        )  # fmt: skip
        if at:
            committed.execute(
                "update postroom.unsubscribe_requests set created_at = %s"
                " where notification_id = %s and email_address = %s",
                (at, id, address),
            )
        return id

    return click


def report(admin, service, earliest="2026-11-20T00:00:00.000000Z", **fields):
    body = {
        "count": 2,
        "earliest_timestamp": earliest,
        "latest_timestamp": "2026-11-20T23:59:59.999999Z",
        **fields,
    }
    return admin(f"POST /service/{service.id}/create-unsubscribe-request-report", body)


def test_without_any_request_there_is_nothing(admin, service):
    assert admin(f"GET /service/{service.id}/unsubscribe-request-reports-summary").body == []
    assert admin(f"GET /service/{service.id}/unsubscribe-request-statistics").body == {}


def test_from_the_first_click_to_the_end(admin, committed, service, unsubscribe):
    path = f"/service/{service.id}"
    first = unsubscribe("ann@example.com", at="2026-11-20T10:00:00Z")
    unsubscribe("bo@example.com", at="2026-11-20T11:00:00Z")
    unsubscribe("late@example.com", at="2026-11-21T09:30:00Z")
    committed.execute(
        "update postroom.notifications set sent_at = '2026-07-01T09:00:00Z' where id = %s",
        (first,),
    )

    (unreported,) = admin(f"GET {path}/unsubscribe-request-reports-summary").body
    assert unreported == {
        "batch_id": None,
        "count": 3,
        "created_at": None,
        "earliest_timestamp": "2026-11-20T10:00:00.000000Z",
        "latest_timestamp": "2026-11-21T09:30:00.000000Z",
        "processed_by_service_at": None,
        "is_a_batched_report": False,
        "will_be_archived_at": "2027-02-18T00:00:00.000000Z",
        "service_id": str(service.id),
    }
    assert admin(f"GET {path}/unsubscribe-request-statistics").body == {
        "unsubscribe_requests_count": 3,
        "datetime_of_latest_unsubscribe_request": "Sat, 21 Nov 2026 09:30:00 GMT",
    }

    made = report(admin, service)
    assert made.status == 201
    id = made.body["report_id"]
    rest, batch = admin(f"GET {path}/unsubscribe-request-reports-summary").body
    assert (rest["count"], rest["batch_id"]) == (1, None)
    assert (batch["count"], batch["batch_id"], batch["is_a_batched_report"]) == (2, id, True)
    assert re.fullmatch(WIRE_TIME, batch["created_at"])

    shown = admin(f"GET {path}/unsubscribe-request-report/{id}").body
    assert shown["batch_id"] == id
    assert shown["earliest_timestamp"] == "Fri, 20 Nov 2026 00:00:00 GMT"
    assert shown["latest_timestamp"] == "Fri, 20 Nov 2026 23:59:59 GMT"
    addresses = {row["email_address"]: row for row in shown["unsubscribe_requests"]}
    assert set(addresses) == {"ann@example.com", "bo@example.com"}
    assert addresses["ann@example.com"] == {
        "email_address": "ann@example.com",
        "template_name": "email template",
        "original_file_name": "N/A",
        "template_sent_at": "2026-07-01 10:00:00",
        "unsubscribe_request_received_at": "2026-11-20 10:00:00",
    }
    assert addresses["bo@example.com"]["template_sent_at"] is None

    process = f"POST {path}/process-unsubscribe-request-report/{id}"
    assert admin(process, {"report_has_been_processed": True}).status == 204
    statistics = f"GET {path}/unsubscribe-request-statistics"
    assert admin(statistics).body["unsubscribe_requests_count"] == 1
    unsubscribe("again@example.com", id=first)
    unsubscribe("again@example.com", id=first)
    assert admin(statistics).body["unsubscribe_requests_count"] == 2
    assert admin(process, {"report_has_been_processed": False}).status == 204
    assert admin(statistics).body["unsubscribe_requests_count"] == 4


def test_when_all_is_dealt_with_the_latest_of_all_is_named(admin, service, unsubscribe):
    unsubscribe("ann@example.com", at="2026-11-20T10:00:00Z")
    id = report(admin, service).body["report_id"]
    admin(
        f"POST /service/{service.id}/process-unsubscribe-request-report/{id}",
        {"report_has_been_processed": True},
    )

    assert admin(f"GET /service/{service.id}/unsubscribe-request-statistics").body == {
        "unsubscribe_requests_count": 0,
        "datetime_of_latest_unsubscribe_request": "Fri, 20 Nov 2026 10:00:00 GMT",
    }


def test_forgotten_requests_are_in_no_list(admin, committed, service, unsubscribe):
    unsubscribe("ann@example.com", at="2026-11-20T10:00:00Z")
    id = report(admin, service).body["report_id"]
    committed.execute(
        "update postroom.unsubscribe_requests set email_address = null where service_id = %s",
        (service.id,),
    )

    assert admin(f"GET /service/{service.id}/unsubscribe-request-reports-summary").body == []
    shown = admin(f"GET /service/{service.id}/unsubscribe-request-report/{id}").body
    assert shown["unsubscribe_requests"] == []


@pytest.mark.parametrize("body", [{}, [], "x"])
def test_a_report_needs_its_data(admin, service, body):
    answer = admin(f"POST /service/{service.id}/create-unsubscribe-request-report", body)

    assert answer.status == 400
    if body == {}:
        assert answer.message == {
            "summary_data": "summary data needed to create an unsubscribe request report is missing"
        }


@pytest.mark.parametrize(
    "fields",
    [
        {"count": None}, {"count": "2"}, {"count": 10**30}, {"earliest_timestamp": "x"},
        {"latest_timestamp": 3}, {"latest_timestamp": "0001-01-01T00:00:00+14:00"},
    ],
)  # fmt: skip
def test_odd_data_is_no_fault_of_ours(admin, service, fields):
    assert report(admin, service, **fields).status in (201, 400, 404)
    assert admin(f"GET /service/{service.id}/unsubscribe-request-reports-summary").status == 200


def test_a_report_is_of_a_service(admin, committed, service, nowhere):
    other = make.service(committed)
    id = report(admin, other).body["report_id"]

    assert admin(
        f"POST /service/{nowhere}/create-unsubscribe-request-report",
        {"count": 1, "earliest_timestamp": "2026-11-20", "latest_timestamp": "2026-11-20"},
    ).status == 400  # fmt: skip
    for report_id in (id, nowhere):
        answer = admin(f"GET /service/{service.id}/unsubscribe-request-report/{report_id}")
        assert (answer.status, answer.message) == (400, f"No report available for {report_id}")
        answer = admin(
            f"POST /service/{service.id}/process-unsubscribe-request-report/{report_id}",
            {"report_has_been_processed": True},
        )
        assert answer.status == 400
        assert answer.message == {
            "batch_id": f"No UnsubscribeRequestReport found for id:{report_id}"
        }


def test_processing_needs_an_answer(admin, service, nowhere):
    path = f"POST /service/{service.id}/process-unsubscribe-request-report/{nowhere}"

    assert admin(path, {}).message == {"marked_as_completed": "missing data for required field"}
    assert admin(path, {"other": 1}).status == 400


def test_midnight_is_londons():
    summer = midnight_after(datetime(2026, 6, 1, 23, 30, tzinfo=UTC), 7)

    assert summer.astimezone(UTC) == datetime(2026, 6, 7, 23, tzinfo=UTC)


def test_a_report_holds_no_formulas(admin, service, unsubscribe):
    unsubscribe("=1+1@example.com", at="2026-11-20T10:00:00Z")
    id = report(admin, service).body["report_id"]

    found = admin(f"GET /service/{service.id}/unsubscribe-request-report/{id}").body

    assert [r["email_address"] for r in found["unsubscribe_requests"]] == ["'=1+1@example.com"]
