import re

import pytest
from argon2 import PasswordHasher

from tests.tools import make

MISSING = ["Missing data for required field."]
TRIAL_MEMBERSHIP = {"permissions": [{"permission": "view_activity"}]}


def body(mark, **fields):
    return {
        "name": "Ann",
        "email_address": f"Ann-{mark}@Example.gov.uk",
        "mobile_number": "07700900123",
        "password": "correct horse 9",
        **fields,
    }


def test_a_person_registers(admin, committed, mark):
    made = admin("POST /user", body(mark))

    assert made.status == 201
    assert made.data["email_address"] == f"Ann-{mark}@Example.gov.uk"
    assert (made.data["state"], made.data["auth_type"]) == ("pending", "sms_auth")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", made.data["password_changed_at"])
    assert admin(f"GET /user/{made.data['id']}").data == made.data
    kept = committed.execute(
        "select password_hash from postroom.users where id = %s", [made.data["id"]]
    ).fetchone()["password_hash"]
    assert kept.startswith("$argon2id$")
    assert PasswordHasher().verify(kept, "correct horse 9")


def test_a_person_with_codes_by_email_needs_no_number(admin, mark):
    fields = {"auth_type": "email_auth", "mobile_number": None}
    assert admin("POST /user", body(mark, **fields)).status == 201

    refused = admin("POST /user", body(mark, mobile_number=None))
    assert (refused.status, refused.message) == (
        400,
        "Mobile number must be set if auth_type is set to sms_auth",
    )


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"name": ""}, {"name": ["Invalid name"]}),
        ({"name": None}, {"name": ["Field may not be null."]}),
        ({"name": 5}, {"name": ["Not a valid string."]}),
        ({"email_address": "bad"}, {"email_address": ["Not a valid email address"]}),
        ({"password": ""}, {"password": ["Invalid password"]}),
        (
            {"mobile_number": "12"},
            {"mobile_number": ["Invalid phone number: Not enough digits"]},
        ),
        (
            {"auth_type": "smoke"},
            {"auth_type": ["Must be one of: sms_auth, email_auth, webauthn_auth."]},
        ),
        ({"platform_admin": "no"}, {"platform_admin": ["Not a valid boolean."]}),
    ],
)
def test_what_nobody_can_register_with(admin, mark, fields, faults):
    answer = admin("POST /user", body(mark, **fields))

    assert (answer.status, answer.message) == (400, faults)


def test_missing_fields_are_all_named(admin):
    answer = admin("POST /user", {})

    assert answer.message == {"name": MISSING, "email_address": MISSING, "password": MISSING}


def test_an_address_registers_once(admin, mark):
    admin("POST /user", body(mark))

    assert admin("POST /user", body(mark)).status == 400


def test_an_international_number_registers(admin, mark):
    assert admin("POST /user", body(mark, mobile_number="+1 202-555-0104")).status == 201


def test_people_are_found_by_address(admin, person, nowhere):
    user = person()
    address = user["email_address"]

    assert admin("POST /user/email", {"email": address.upper()}).data == user
    found = admin("POST /user/find-users-by-email", {"email": address[:12].upper()}).data
    assert found == [{k: user[k] for k in ("id", "name", "email_address", "mobile_number")}]
    assert admin("POST /user/find-users-by-email", {"email": "%"}).data == []
    assert admin("POST /user/find-users-by-email", {"email": ""}).status == 200
    assert admin("POST /user/email", {"email": f"x{address}"}).message == "No result found"
    assert admin("POST /user/email", {}).message == {"email": MISSING}
    assert admin(f"GET /user/{nowhere}").status == 404
    assert admin("GET /user").status == 405


def test_attributes_change(admin, person, nowhere):
    user = person()
    path = f"POST /user/{user['id']}"

    changed = admin(path, {"name": "Bo", "take_part_in_research": False, "platform_admin": False})
    assert changed.data == {**user, "name": "Bo", "take_part_in_research": False}
    moment = {"email_access_validated_at": "2026-01-02T03:04:05"}
    assert admin(path, moment).data["email_access_validated_at"] == "2026-01-02T03:04:05.000000Z"
    assert admin(path, {"current_session_id": None}).data["current_session_id"] is None
    assert admin(path, {}).status == 200
    assert admin(f"POST /user/{nowhere}", {"name": "Bo"}).status == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"platform_admin": True}, {"platform_admin": ["Cannot set platform_admin to True"]}),
        ({"state": "active"}, {"_schema": ["Unknown field name state"]}),
        ({"failed_login_count": 0}, {"_schema": ["Unknown field name failed_login_count"]}),
        (
            {"mobile_number": None},
            "Mobile number must be set if auth_type is set to sms_auth",
        ),
        (
            {"email_access_validated_at": "soon"},
            {"email_access_validated_at": ["Not a valid datetime."]},
        ),
        ({"current_session_id": "x"}, {"current_session_id": ["Not a valid UUID."]}),
    ],
)
def test_what_cannot_be_changed(admin, person, changes, message):
    answer = admin(f"POST /user/{person()['id']}", changes)

    assert (answer.status, answer.message) == (400, message)


@pytest.fixture
def messages(committed):
    """What the platform has sent to a recipient: template name and values."""

    def sent(recipient):
        return committed.execute(
            "select v.name, c.personalisation, c.reply_to_text"
            " from postroom.notification_contents as c"
            " join postroom.notifications as n on n.id = c.id"
            " join postroom.template_versions as v on v.template_id = n.template_id"
            " where c.recipient = %s and n.service_id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553'",
            [recipient],
        ).fetchall()

    return sent


def test_a_person_hears_who_changed_their_address(admin, person, messages, mark, nowhere):
    user, manager = person(), person(name="Max")
    path, address = f"POST /user/{user['id']}", f"new-{mark}@example.gov.uk"

    admin(path, {"email_address": address, "updated_by": manager["id"]})

    (sent,) = messages(address)
    assert sent["name"] == "Email address changed by service manager"
    assert sent["personalisation"] == {
        "name": "Ann",
        "servicemanagername": "Max",
        "email address": address,
    }
    assert admin(path, {"name": "Bo", "updated_by": nowhere}).status == 404


def test_a_person_hears_who_changed_their_number(admin, person, messages):
    user, manager = person(auth_type="email_auth"), person()
    path = f"POST /user/{user['id']}"

    admin(path, {"mobile_number": "+1 202 555 0147", "updated_by": manager["id"]})

    (sent,) = messages("+1 202 555 0147")
    assert sent["reply_to_text"] == "07984404008"
    gone = admin(path, {"mobile_number": None, "updated_by": manager["id"]})
    assert (gone.status, gone.message) == (400, "Recipient can't be empty")
    assert admin(f"GET /user/{user['id']}").data["mobile_number"] is None


def test_activation_happens_once(admin, mark, nowhere):
    id = admin("POST /user", body(mark)).data["id"]

    assert admin(f"POST /user/{id}/activate").data["state"] == "active"
    again = admin(f"POST /user/{id}/activate")
    assert (again.status, again.message) == (400, "User already active")
    assert admin(f"POST /user/{nowhere}/activate").status == 404


def test_an_archived_person_is_forgotten(admin, person, owned):
    user = person()
    admin(f"POST {owned.path}/users/{user['id']}", TRIAL_MEMBERSHIP)

    assert admin(f"POST /user/{user['id']}/archive").status == 204

    left = admin(f"GET /user/{user['id']}").data
    assert left["name"] == "Archived user"
    assert re.fullmatch(
        rf"_archived_\d{{4}}-\d\d-\d\d-\d\d:\d\d:\d\d_{user['id']}@notify\.tools",
        left["email_address"],
    )
    assert (left["state"], left["mobile_number"], left["services"]) == ("inactive", None, [])
    assert left["current_session_id"] == "00000000-0000-0000-0000-000000000000"
    password = {"password": "correct horse 9"}
    assert admin(f"POST /user/{user['id']}/verify/password", password).status == 400


def test_a_person_whom_a_service_needs_stays(admin, owned, nowhere):
    answer = admin(f"POST /user/{owned.user['id']}/archive")

    assert (answer.status, answer.message) == (400, "User cannot be removed from a service")
    assert admin(f"POST /user/{nowhere}/archive").status == 404


def test_the_account_page_lists_active_services(admin, owned, nowhere):
    path = f"GET /user/{owned.user['id']}/organisations-and-services"

    assert admin(path).body == {
        "organisations": [],
        "services": [
            {
                "id": owned.id,
                "name": owned.body["name"],
                "restricted": True,
                "organisation": None,
            }
        ],
    }
    admin(f"POST {owned.path}/archive")
    assert admin(path).body["services"] == []
    assert admin(f"GET /user/{nowhere}/organisations-and-services").status == 404


def test_members_of_the_platforms_service_may_use_security_keys(admin, committed, person):
    user = person()
    assert user["can_use_webauthn"] is False

    make.call(
        committed,
        "api.add_service_user",
        service_id="d6aa2c68-a2d9-4437-ab19-3ae8eb202553",
        user_id=user["id"],
        permissions=["view_activity"],
    )

    assert admin(f"GET /user/{user['id']}").data["can_use_webauthn"] is True
