import uuid

import pytest

from tests.tools import make

FIND = "POST /platform-admin/find-by-uuid"
USERS = "POST /platform-admin/users-list"


def found(admin, id):
    answer = admin(FIND, {"uuid": str(id)})
    assert answer.status == 200
    return answer.body


def one(committed, table, column="service_id", value=None):
    return committed.execute(
        f"select id from postroom.{table} where {column} = %s limit 1", (value,)
    ).fetchone()["id"]


def test_what_belongs_to_a_service_is_found_with_it(admin, owned, service, committed):
    path, user = owned.path, owned.user["id"]
    admin(f"POST {path}/email-reply-to", {"email_address": "a@x.gov.uk", "is_default": True})
    admin(f"POST {path}/template-folder", {"name": "F", "parent_id": None})
    admin(f"POST {path}/data-retention", {"days_of_retention": 5, "notification_type": "sms"})
    admin(f"POST {path}/api-key", {"name": "k", "key_type": "normal", "created_by": user})
    callback = {
        "url": "https://a.example", "bearer_token": "x" * 10, "updated_by_id": user,
        "callback_type": "complaint",
    }  # fmt: skip
    admin(f"POST {path}/callback-api", callback)
    contacts = {
        "id": str(uuid.uuid4()), "original_file_name": "a.csv", "row_count": 1,
        "template_type": "sms", "created_by": user,
    }  # fmt: skip
    admin(f"POST {path}/contact-list", contacts)

    for table, kind in (
        ("email_reply_to_addresses", "reply_to_email"),
        ("contact_lists", "service_contact_list"),
        ("retention_settings", "service_data_retention"),
        ("sms_senders", "service_sms_sender"),
        ("api_keys", "api_key"),
        ("template_folders", "template_folder"),
        ("service_callbacks", "service_callback_api"),
    ):
        id = one(committed, table, value=owned.id)
        assert found(admin, id) == {"type": kind, "context": {"service_id": owned.id}}

    message = make.send(committed, service)
    job = make.job(committed, service)
    for id, kind in (
        (service.templates["sms"], "template"),
        (message, "notification"),
        (job, "job"),
    ):
        assert found(admin, id) == {"type": kind, "context": {"service_id": str(service.id)}}


def test_a_received_text_is_found(admin, committed, service):
    make.inbound_number(committed, service)
    number = committed.execute(
        "select id, number from postroom.inbound_numbers where service_id = %s", (service.id,)
    ).fetchone()
    make.call(
        committed, "api.receive_message", provider="mmg", notify_number=number["number"],
        user_number="447700900123", content="Hi", provider_reference=uuid.uuid4().hex,
        received_at="2026-11-20T10:00:00Z",
    )  # fmt: skip

    id = one(committed, "inbound_messages", value=service.id)

    assert found(admin, id) == {"type": "inbound_sms", "context": {"service_id": str(service.id)}}
    assert found(admin, number["id"]) == {"type": "inbound_number", "context": {}}


def test_what_belongs_to_nobody_has_no_context(admin, owned, committed):
    mmg = one(committed, "provider_details", "identifier", "mmg")

    for id, kind in (
        ("477f8870-af2b-4b81-9a2c-1fad12028919", "organisation"),
        ("a7dc4e56-660b-4db7-8cff-12c37b12b5ea", "email_branding"),
        ("2cd354bb-6b85-eda3-c0ad-6b613150459f", "letter_branding"),
        (owned.id, "service"),
        (owned.user["id"], "user"),
        (mmg, "provider"),
    ):
        assert found(admin, id) == {"type": kind, "context": {}}


def test_a_complaint_is_found(admin, committed, service):
    id = committed.execute(
        "insert into postroom.complaints (notification_id, service_id)"
        " values (gen_random_uuid(), %s) returning id",
        (service.id,),
    ).fetchone()["id"]

    assert found(admin, id) == {"type": "complaint", "context": {}}


@pytest.mark.parametrize("id", ["7e57ab1e-0000-4000-8000-000000000000", "x", ""])
def test_an_id_of_nothing(admin, id):
    answer = admin(FIND, {"uuid": id})

    assert (answer.status, answer.message) == (404, "No result found")


@pytest.mark.parametrize("body", [{}, {"uuid": None}, {"uuid": 5}, []])
def test_a_search_for_nothing(admin, body):
    assert admin(FIND, body).status == 400


def test_a_message_past_its_retention_is_not_found(admin, committed, service):
    id = make.send(committed, service)
    with committed.transaction():
        committed.execute("set local role postroom_owner")
        committed.execute(
            "update postroom.notifications set kept_until = kept_until - 30"
            " where id = %s and day = postroom.today()",
            (id,),
        )

    assert admin(FIND, {"uuid": str(id)}).status == 404


def test_people_by_when_they_came(admin, owned, committed, person, mark):
    ours = f"ann-{mark}@example.gov.uk"
    user = person(email_address=ours)
    committed.execute(
        "update postroom.users set created_at = '2001-02-03T23:59:59.5Z',"
        " logged_in_at = '2002-02-03T00:00Z' where id = %s",
        (user["id"],),
    )
    admin(f"POST {owned.path}/users/{user['id']}", {"permissions": []})

    def listed(**asked):
        return [p for p in admin(USERS, asked).data if p["email_address"] == ours]

    (shown,) = listed(created_start="2001-02-03", created_end="2001-02-03")
    assert shown["services"] == [{"id": owned.id, "name": owned.body["name"]}]
    assert set(shown) == set(user)
    assert listed(logged_in_start="2002-02-03", logged_in_end="2002-02-03") == [shown]
    assert listed(created_start="2001-02-04", created_end="2001-03-01") == []
    assert listed(created_end="2001-02-02") == []
    assert listed(logged_in_start="2002-02-04", logged_in_end=None) == []
    everybody = dict.fromkeys(("created_start", "created_end", "logged_in_start", "logged_in_end"))
    assert listed(**everybody, take_part_in_research=None) == [shown]
    assert listed(**everybody, take_part_in_research=True) == [shown]
    assert listed(**everybody, take_part_in_research=False) == []


def test_people_who_are_not_active_are_left_out(admin, mark):
    body = {
        "name": "Bo", "email_address": f"bo-{mark}@example.gov.uk", "password": "correct horse 9",
        "auth_type": "email_auth",
    }  # fmt: skip
    admin("POST /user", body)

    listed = admin(USERS, {"take_part_in_research": True}).data

    assert body["email_address"] not in {p["email_address"] for p in listed}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "{} should be non-empty"),
        ({"created_start": "x"}, "created_start x is not a date"),
        ({"created_end": "2026-13-01"}, "created_end month must be in 1..12"),
        ({"odd": 1}, "Additional properties are not allowed (odd was unexpected)"),
        (
            {"take_part_in_research": "yes"},
            "take_part_in_research yes is not of type boolean, null",
        ),
    ],
)
def test_faults_of_a_list_of_people(admin, body, fault):
    answer = admin(USERS, body)

    assert (answer.status, answer.errors) == (400, [fault])
