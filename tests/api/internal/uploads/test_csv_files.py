"""/service/<id>/job: accepting, showing, listing and taking back uploads."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from postroom.csv_upload import file_key
from tests.tools import make


@pytest.fixture
def put(app, service):
    """put(template_id=…) stores a file as the admin app does → its id."""

    def put(data=b"phone number,name\n07700900001,Bo\n", owner=service, **metadata):
        id = str(uuid.uuid4())
        metadata = {
            "template_id": str(owner.templates["sms"]),
            "original_file_name": "people.csv",
            "notification_count": "2",
            "valid": "True",
            **metadata,
        }
        kept = {name: value for name, value in metadata.items() if value is not None}
        app.extensions["objects"].put(file_key(owner.id, id), data, kept)
        return id

    return put


@pytest.fixture
def post(admin, service):
    """post(id, scheduled_for=…) asks for an upload to be sent."""

    def post(id, **fields):
        body = {"id": id, "created_by": str(service.user), **fields}
        return admin(f"POST /service/{service.id}/job", body)

    return post


def ahead(**time):
    return (datetime.now(UTC) + timedelta(**time)).strftime("%Y-%m-%dT%H:%M:%S")


def test_what_is_sent_is_in_the_files_metadata(admin, service, put, post):
    answer = post(put(original_file_name="Ann’s people.csv", notification_count="7"))

    assert answer.status == 201
    job = answer.data
    assert job["original_file_name"] == "Ann’s people.csv"
    assert (job["notification_count"], job["job_status"]) == (7, "pending")
    assert (job["template"], job["template_version"]) == (str(service.templates["sms"]), 1)
    assert (job["statistics"], job["scheduled_for"]) == ([], None)
    assert job["created_by"] == {"id": str(service.user), "name": "Ann"}
    assert admin(f"GET /service/{service.id}/job/{job['id']}").data == job


def test_the_same_id_once_more_changes_nothing(put, post, committed):
    id = put()
    first, again = post(id), post(id)

    assert (again.status, again.data) == (201, first.data)
    (row,) = committed.execute(
        "select count(*) as n from procrastinate.procrastinate_jobs where queueing_lock = %s",
        (f"upload:{id}",),
    ).fetchall()
    assert row["n"] == 1


def test_one_for_later_waits_for_its_time(put, post):
    when = ahead(hours=2)
    answer = post(put(sender_id=str(uuid.uuid4())), scheduled_for=when)

    assert answer.data["job_status"] == "scheduled"
    assert answer.data["scheduled_for"] == f"{when}.000000Z"
    assert post(put(), scheduled_for=None, contact_list_id=None).data["job_status"] == "pending"


@pytest.mark.parametrize(
    ("metadata", "fields", "message"),
    [
        ({"valid": "False"}, {}, "File is not valid, can't create job"),
        ({"valid": None}, {}, "File is not valid, can't create job"),
        (
            {"notification_count": None},
            {},
            {"notification_count": ["Missing data for required field."]},
        ),
        ({"notification_count": "many"}, {}, {"notification_count": ["Not a valid integer."]}),
        ({"notification_count": "-1"}, {}, {"notification_count": ["Not a valid integer."]}),
        (
            {"original_file_name": None},
            {},
            {"original_file_name": ["Missing data for required field."]},
        ),
        (
            {},
            {"scheduled_for": "2020-01-01T00:00:00"},
            {"scheduled_for": ["Date cannot be in the past"]},
        ),
        (
            {},
            {"scheduled_for": ahead(days=8)},
            {"scheduled_for": ["Date cannot be more than 7 days in the future"]},
        ),
        ({}, {"scheduled_for": "soon"}, {"scheduled_for": ["Not a valid datetime."]}),
        ({}, {"contact_list_id": "x"}, {"contact_list_id": ["Not a valid UUID."]}),
        ({"sender_id": "x"}, {}, {"sender_id": ["Not a valid UUID."]}),
    ],
)
def test_what_an_upload_may_not_be(put, post, metadata, fields, message):
    answer = post(put(**metadata), **fields)

    assert (answer.status, answer.message) == (400, message)


def test_what_is_not_there_cannot_be_sent(admin, service, put, post, nowhere):
    assert admin(f"POST /service/{service.id}/job", {}).message == {
        "id": ["Missing data for required field."]
    }
    assert (post(nowhere).status, post(nowhere).message) == (400, "There is no file of this id")
    for template_id in (nowhere, "x", None):
        assert post(put(template_id=template_id)).status == 404
    assert post(put(), contact_list_id=nowhere).status == 404
    assert post(put(), created_by=nowhere).status == 400
    body = {"id": nowhere, "created_by": nowhere}
    assert admin(f"POST /service/{nowhere}/job", body).status == 404


def test_an_archived_template_is_not_sent(admin, service, put, post):
    path = f"/service/{service.id}/template/{service.templates['sms']}"
    admin(f"POST {path}", {"archived": True, "created_by": str(service.user)})

    assert post(put()).message == {"template": ["Template has been deleted"]}
    assert post(put(valid="False")).message == "File is not valid, can't create job"


def test_letters_in_trial_mode_and_inactive_services(committed, service, put, post):
    make.letter(committed, service)
    letters = put(template_id=str(service.templates["letter"]))
    assert post(letters).status == 201

    committed.execute("update postroom.services set restricted = true where id = %s", (service.id,))
    answer = post(put(template_id=str(service.templates["letter"])))
    assert answer.status == 403
    assert answer.message == "Create letter job is not allowed for service in trial mode "
    assert post(put()).status == 201

    committed.execute("update postroom.services set active = false where id = %s", (service.id,))
    answer = post(put())
    assert answer.status == 403
    assert answer.message == "Create job is not allowed: service is inactive "


def test_only_a_scheduled_upload_can_be_taken_back(admin, service, put, post):
    later, now = post(put(), scheduled_for=ahead(days=1)).data, post(put()).data
    path = f"/service/{service.id}/job"

    cancelled = admin(f"POST {path}/{later['id']}/cancel")

    assert (cancelled.status, cancelled.data["job_status"]) == (200, "cancelled")
    for id in (later["id"], now["id"], uuid.uuid4(), "x"):
        answer = admin(f"POST {path}/{id}/cancel")
        assert (answer.status, answer.message) == (404, "No result found")
    assert admin(f"GET {path}/{now['id']}").data["job_status"] == "pending"


def test_nothing_is_shown_of_another_services_uploads(admin, committed, put, post):
    job = post(put()).data["id"]
    other = make.service(committed)

    for line in ("", "/notification_count"):
        assert admin(f"GET /service/{other.id}/job/{job}{line}").status == 404
    for line in ("/cancel", "/cancel-letter-job"):
        assert admin(f"POST /service/{other.id}/job/{job}{line}").status == 404
    assert admin(f"GET /service/{other.id}/job/{job}/notifications").body["total"] == 0
    assert admin(f"GET /service/{other.id}/job").body["data"] == []


def names(answer):
    return [job["original_file_name"] for job in answer.body["data"]]


def test_those_not_started_come_first_then_the_newest_started(admin, committed, service):
    for name in ("first", "second", "Report", "Test message"):
        make.upload(committed, service, original_file_name=name)
    make.job(committed, service, original_file_name="waits")
    make.job(committed, service, original_file_name="later", scheduled_for="2100-01-01T00:00:00Z")
    path = f"/service/{service.id}/job"

    assert names(admin(f"GET {path}")) == ["later", "waits", "second", "first"]
    assert names(admin(f"GET {path}?statuses=scheduled,%20pending")) == ["later", "waits"]
    assert names(admin(f"GET {path}?statuses=finished&limit_days=0")) == ["second", "first"]
    assert names(admin(f"GET {path}?limit_days=-1")) == []
    answer = admin(f"GET {path}?limit_days=x")
    assert (answer.status, answer.message) == (400, {"limit_days": ["x is not an integer"]})
    assert admin(f"GET {path}/scheduled-job-stats").body == {
        "count": 1,
        "soonest_scheduled_for": "2100-01-01T00:00:00+00:00",
    }


def test_pages_of_fifty(admin, committed, service):
    path = f"/service/{service.id}/job"
    assert admin(f"GET {path}").body == {"data": [], "page_size": 50, "total": 0, "links": {}}
    assert admin(f"GET {path}/scheduled-job-stats").body == {
        "count": 0,
        "soonest_scheduled_for": None,
    }
    for _ in range(51):
        make.job(committed, service)

    first, second = admin(f"GET {path}?statuses=pending"), admin(f"GET {path}?page=2")

    assert (len(first.body["data"]), first.body["total"]) == (50, 51)
    assert first.body["links"] == {
        "next": f"{path}?page=2&statuses=pending",
        "last": f"{path}?page=2&statuses=pending",
    }
    assert second.body["links"] == {"prev": f"{path}?page=1"}
    assert len(second.body["data"]) == 1
    assert admin(f"GET {path}?page=3").status == 404
    assert admin(f"GET {path}?page=x").status == 400


def test_contact_lists_know_their_uploads(admin, app, committed, service):
    id = uuid.uuid4()
    make.call(
        committed, "api.create_contact_list", service_id=service.id, contact_list_id=id,
        original_file_name="list.csv", row_count=1, template_type="sms",
        created_by_id=service.user,
    )  # fmt: skip
    path = f"/service/{service.id}/contact-list/{id}"
    assert admin(f"GET {path}").body["has_jobs"] is False

    make.job(committed, service, contact_list_id=id, original_file_name="by list")
    make.job(committed, service)

    found = admin(f"GET {path}").body
    assert (found["has_jobs"], found["recent_job_count"]) == (True, 1)
    assert names(admin(f"GET /service/{service.id}/job?contact_list_id={id}")) == ["by list"]

    assert admin(f"DELETE {path}").status == 204
    removal = committed.execute(
        "select key from postroom.object_removals where key like %s", (f"%{id}.csv",)
    ).fetchone()
    assert removal["key"] == f"contact-lists/service-{service.id}-notify/{id}.csv"


@pytest.mark.parametrize(
    "query",
    [
        "statuses=a%00b", "statuses=,,", "contact_list_id=x", "limit_days=-99999999999999999999",
        "page=-1", "page=99999999999", "limit_days=1.5",
    ],
)  # fmt: skip
def test_no_query_is_our_fault(admin, service, nowhere, query):
    for path in ("job", f"job/{nowhere}/notifications", "upload"):
        assert admin(f"GET /service/{service.id}/{path}?{query}").status < 500
