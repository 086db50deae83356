"""An upload's notifications, on pages and for reports; letters taken back; lists of uploads."""

import pytest

from tests.tools import make


@pytest.fixture
def job(committed, service):
    return make.upload(
        committed,
        service,
        make.row(1, client_reference="one"),
        make.row(2, status="validation-failed", billable_units=0),
        make.row(3),
    )


@pytest.fixture
def path(service, job):
    return f"/service/{service.id}/job/{job}"


def numbers(answer):
    return [row["job_row_number"] for row in answer.body["notifications"]]


def test_in_the_order_of_the_rows(admin, service, job, path):
    answer = admin(f"GET {path}/notifications")

    assert numbers(answer) == [0, 1, 2]
    assert {k: v for k, v in answer.body.items() if k != "notifications"} == {
        "page_size": 50,
        "total": 3,
        "links": {},
    }
    first = answer.body["notifications"][0]
    assert first["job"] == {"id": str(job), "original_file_name": "people.csv"}
    assert (first["to"], first["normalised_to"]) == ("447700900001", "447700900001")
    assert (first["status"], first["key_type"], first["api_key"]) == ("created", "normal", None)
    assert (first["client_reference"], first["rate_multiplier"]) == ("one", 1.0)
    assert first["personalisation"] == {"phonenumber": "447700900001", "name": "Bo"}
    assert first["template"]["content"] == "Hello ((name))"
    assert first["template"]["id"] == str(service.templates["sms"])
    assert "email_files" not in first["template"]


def test_some_of_them(admin, path):
    def found(query):
        return numbers(admin(f"GET {path}/notifications?{query}"))

    assert found("status=failed") == [1]
    assert found("status=created&status=validation-failed") == [0, 1, 2]
    assert found("status=created,sending") == [0, 2]
    assert found("status=accepted&template_type=sms") == [0, 2]
    assert found("template_type=email") == []
    answer = admin(f"GET {path}/notifications?template_type=sms&template_type=fax")
    assert answer.status == 400
    assert answer.message == {
        "template_type": {"1": {"template_type": ["Must be one of: sms, email, letter."]}}
    }


def test_page_by_page(admin, path):
    second = admin(f"GET {path}/notifications?page=2&page_size=2")

    assert numbers(second) == [2]
    assert second.body["links"] == {"prev": f"{path}/notifications?page=1&page_size=2"}
    assert admin(f"GET {path}/notifications?page=3&page_size=2").status == 404
    for query, fault in (("page=0", "Not a positive integer"), ("page=x", "Not a valid integer.")):
        answer = admin(f"GET {path}/notifications?{query}")
        assert (answer.status, answer.message) == (400, {"page": [fault]})
    assert admin(f"GET {path}/notifications?page=9999999999999999999999").status == 404


def test_for_a_report(admin, path):
    answer = admin(f"GET {path}/notifications?format_for_csv=True")

    first, second, _ = answer.body["notifications"]
    assert {k: v for k, v in first.items() if k not in ("id", "created_at")} == {
        "row_number": 1,
        "recipient": "447700900001",
        "client_reference": "one",
        "template_name": "sms template",
        "template_type": "sms",
        "job_name": "people.csv",
        "status": "Sending",
        "created_by_name": None,
        "created_by_email_address": None,
        "api_key_name": None,
    }
    assert (second["row_number"], second["status"]) == (2, "validation-failed")
    assert len(first["created_at"]) == len("2026-11-23 17:12:50")


def test_figures_outlive_what_they_are_about(admin, committed, service, job, path):
    committed.execute(
        "update postroom.notifications set kept_until = '2020-01-01' where job_id = %s", (job,)
    )

    assert admin(f"GET {path}/notifications").body["total"] == 0
    assert admin(f"GET {path}").data["statistics"] == [
        {"status": "created", "count": 2},
        {"status": "validation-failed", "count": 1},
    ]
    assert admin(f"GET {path}/notification_count").body == {"count": 3}


def test_unknown_uploads_have_nothing(admin, service, nowhere):
    path = f"/service/{service.id}/job/{nowhere}"

    assert admin(f"GET {path}/notifications").body["notifications"] == []
    assert admin(f"GET {path}/notification_count").status == 404
    assert admin(f"GET {path}").status == 404
    assert admin(f"GET /service/{service.id}/job/x").message == "No result found"


@pytest.fixture
def letters(committed, service):
    """An upload of two letters, all of whose notifications exist."""
    make.letter(committed, service)
    rows = [
        make.row(
            n, phone_prefix=None, rate_multiplier=None, billable_units=1, postage="second",
            letter_reference=f"{n:016}",
        )
        for n in (1, 2)
    ]  # fmt: skip
    id = make.upload(committed, service, *rows, channel="letter")
    committed.execute(
        "update postroom.jobs set status = 'finished all notifications created' where id = %s",
        (id,),
    )
    return id


def letters_counted(committed, service):
    return committed.execute(
        "select sum(count)::int as n from postroom.daily_counts"
        " where service_id = %s and kind = 'letter'",
        (service.id,),
    ).fetchone()["n"]


def test_letters_that_are_taken_back_are_not_printed_or_counted(admin, committed, service, letters):
    before = letters_counted(committed, service)
    path = f"/service/{service.id}/job/{letters}"

    answer = admin(f"POST {path}/cancel-letter-job")

    assert (answer.status, answer.body) == (200, 2)
    assert admin(f"GET {path}").data["job_status"] == "cancelled"
    for row in make.job_notifications(committed, letters):
        assert (row["status"], row["billable_units"]) == ("cancelled", 0)
        assert (
            committed.execute(
                "select from postroom.delivery_queue where notification_id = %s", (row["id"],)
            ).fetchone()
            is None
        )
    assert letters_counted(committed, service) == before - 2
    again = admin(f"POST {path}/cancel-letter-job")
    assert (again.status, again.body["message"][:27]) == (400, "We are still processing the")


def test_only_letters_can_be_taken_back_once_sent(admin, path):
    answer = admin(f"POST {path}/cancel-letter-job")

    assert answer.status == 400
    assert answer.body == {
        "message": "Only letter jobs can be cancelled through this endpoint. "
        "This is not a letter job."
    }


def test_letters_still_being_stored_cannot_be_taken_back(admin, committed, service, letters):
    committed.execute("update postroom.jobs set status = 'finished' where id = %s", (letters,))

    answer = admin(f"POST /service/{service.id}/job/{letters}/cancel-letter-job")

    assert answer.status == 400
    assert answer.body == {
        "message": "We are still processing these letters, please try again in 5 minutes."
    }


def test_a_letter_at_the_printers_keeps_all_of_them(admin, committed, service, letters):
    first, second = make.job_notifications(committed, letters)
    committed.execute(
        "update postroom.notifications set status = 'sending' where id = %s", (first["id"],)
    )

    answer = admin(f"POST /service/{service.id}/job/{letters}/cancel-letter-job")

    assert answer.status == 400
    assert answer.body == {
        "message": "It’s too late to cancel sending, these letters have already been sent."
    }
    assert make.facts(committed, second["id"])["status"] == "created"


@pytest.mark.parametrize(
    ("created_at", "now", "gone"),
    [
        ("2026-11-23T17:29:59Z", "2026-11-23T17:29:59.9Z", False),
        ("2026-11-23T17:29:59Z", "2026-11-23T17:30:00Z", True),
        ("2026-11-23T17:30:00Z", "2026-11-24T17:29:59Z", False),
        ("2026-11-23T17:30:00Z", "2026-11-24T17:30:00Z", True),
        ("2026-06-23T16:29:59Z", "2026-06-23T16:30:00Z", True),
        ("2026-06-23T16:30:00Z", "2026-06-24T16:29:59Z", False),
        # A clock goes forward at night.
        ("2026-03-28T17:30:00Z", "2026-03-29T16:29:59Z", False),
        ("2026-03-28T17:30:00Z", "2026-03-29T16:30:00Z", True),
    ],
)
def test_letters_go_to_print_at_half_past_five(db, created_at, now, gone):
    make.at(db, now)

    assert make.call(db, "api.has_gone_to_print", created_at=created_at) is gone


def test_uploads_are_files_being_sent_or_sent(admin, committed, service, job):
    make.job(committed, service, scheduled_for="2100-01-01T00:00:00Z")
    make.upload(committed, service, original_file_name="Test message")
    old = make.upload(committed, service)
    committed.execute(
        "update postroom.jobs set processing_started_at = '2026-01-01' where id = %s", (old,)
    )

    answer = admin(f"GET /service/{service.id}/upload")

    assert answer.body["total"] == 1
    (upload,) = answer.body["data"]
    assert upload["id"] == str(job)
    assert (upload["upload_type"], upload["template_type"]) == ("job", "sms")
    assert (upload["notification_count"], upload["recipient"]) == (3, None)
    assert len(upload["statistics"]) == 2
    assert len(upload["created_at"]) == len("2026-11-23 17:12:50")
    assert admin(f"GET /service/{service.id}/upload?page=2").status == 404


def test_uploaded_letters_by_the_day_on_which_they_are_printed(db, app, service, committed):
    template = make.call(committed, "api.get_precompiled_template", service_id=service.id)

    def letter(moment):
        make.at(committed, moment)
        return make.letter(committed, service, template_id=template["id"], api_key_id=None)

    today = letter("2026-06-23T16:29:59Z")
    tomorrow = letter("2026-06-23T16:30:00Z")
    make.letter(committed, service, template_id=template["id"])

    found = make.call(committed, "api.list_uploads", service_id=service.id)["uploads"]

    shown = [(row["created_at"], row["notification_count"]) for row in found]
    assert shown == [("2026-06-24 16:30:00", 1), ("2026-06-23 16:30:00", 1)]
    assert (found[0]["id"], found[0]["upload_type"]) == (None, "letter_day")
    for day, id in (("2026-06-23", today), ("2026-06-24", tomorrow)):
        page = make.call(
            committed, "api.find_uploaded_letters", service_id=service.id, printed_on=day
        )
        assert (page["total"], page["ids"]) == (1, [id])


def test_uploaded_letters_of_no_day(admin, service):
    path = f"/service/{service.id}/upload/uploaded-letters"

    assert admin(f"GET {path}/2026-11-23").body == {
        "notifications": [],
        "page_size": 50,
        "total": 0,
        "links": {},
    }
    answer = admin(f"GET {path}/2026-13-01")
    assert (answer.status, answer.message[:27]) == (400, "The browser (or proxy) sent")
