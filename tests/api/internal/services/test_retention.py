import pytest

from tests.tools import make


@pytest.fixture
def path(owned):
    return f"{owned.path}/data-retention"


def days(kind, number):
    return {"notification_type": kind, "days_of_retention": number}


def test_what_is_set_is_listed_by_type(admin, path):
    assert admin(f"GET {path}").body == []
    for kind, number in (("letter", 1000), ("sms", 3), ("email", 0)):
        assert admin(f"POST {path}", days(kind, number)).status == 201

    listed = admin(f"GET {path}").body
    assert [(r["notification_type"], r["days_of_retention"]) for r in listed] == [
        ("email", 0),
        ("sms", 3),
        ("letter", 1000),
    ]
    assert admin(f"GET {path}/{listed[1]['id']}").body == listed[1]
    assert admin(f"GET {path}/notification-type/sms").body == listed[1]


def test_what_is_not_set_is_an_empty_object(admin, path, nowhere):
    assert admin(f"GET {path}/{nowhere}").body == {}
    assert admin(f"GET {path}/notification-type/email").body == {}
    assert admin(f"GET {path}/notification-type/fax").status == 404


def test_what_is_refused(admin, path, owned, nowhere):
    admin(f"POST {path}", days("sms", 3))

    taken = "Service already has data retention for sms notification type"
    for line in (path, f"/service/{nowhere}/data-retention"):
        answer = admin(f"POST {line}", days("sms", 5))
        assert (answer.status, answer.message) == (400, taken)
    assert admin(f"POST {path}", days("fax", 3)).errors == [
        "notification_type fax is not one of [sms, letter, email]"
    ]
    assert admin(f"POST {path}", days("email", "3")).status == 400
    assert admin(f"POST {path}", days("email", 2**40)).status == 400
    missing = admin(f"POST {path}/{nowhere}", {"days_of_retention": 3})
    assert (missing.status, missing.message) == (
        404,
        f"The service data retention for id: {nowhere} was not found for service: {owned.id}",
    )


def test_a_change_moves_what_was_sent(admin, service, committed):
    path = f"/service/{service.id}/data-retention"
    make.send(committed, service)
    id = admin(f"POST {path}", days("sms", 30)).body["result"]["id"]
    assert admin(f"POST {path}/{id}", {"days_of_retention": 20}).status == 204

    changed = admin(f"GET {path}/{id}").body
    assert changed["days_of_retention"] == 20 and changed["updated_at"]
    jobs = committed.execute(
        "select args from procrastinate.procrastinate_jobs where task_name = 'move_contents'"
        " and args ->> 'service_id' = %s",
        [str(service.id)],
    ).fetchall()
    assert len(jobs) == 1
