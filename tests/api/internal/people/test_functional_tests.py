import pytest

from tests.api.internal.conftest import admin_token

LINE = "PUT /__testing/functional/users"


@pytest.fixture
def headers():
    token = admin_token("functional-tests-secret-key", iss="notify-functional-tests")
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def someone(owned, mark):
    return {
        "name": "Tess",
        "email_address": f"tess-{mark}@example.gov.uk",
        "mobile_number": "07700900001",
        "auth_type": "sms_auth",
        "password": "correct horse 9",
        "state": "active",
        "permissions": ["view_activity"],
        "service_id": owned.id,
    }


def test_people_are_made_and_made_anew(admin, headers, someone, owned, committed):
    made = admin_text(admin, [someone], headers)
    assert made == 201
    user = admin("POST /user/email", {"email": someone["email_address"]}).data
    assert (user["state"], user["platform_admin"]) == ("active", False)
    assert user["permissions"] == {owned.id: ["view_activity"]}
    path = f"/user/{user['id']}"
    assert admin(f"POST {path}/verify/password", {"password": someone["password"]}).status == 204
    committed.execute(
        "update postroom.users set platform_admin = true where id = %s", (user["id"],)
    )

    ours = "477f8870-af2b-4b81-9a2c-1fad12028919"
    again = {
        **someone,
        "organisation_id": ours,
        "name": "Tom",
        "permissions": ["send_texts"],
        "password": "another one 9",
    }
    assert admin_text(admin, [someone, again], headers) == 201

    changed = admin(f"GET {path}").data
    assert (changed["name"], changed["platform_admin"]) == ("Tom", False)
    assert changed["permissions"] == {owned.id: ["send_texts"]}
    assert changed["organisation_permissions"] == {ours: []}
    assert changed["email_access_validated_at"] > user["email_access_validated_at"]
    assert admin(f"POST {path}/verify/password", {"password": "another one 9"}).status == 204


def admin_text(admin, people, headers):
    """The status; the body is a text, not JSON."""
    try:
        return admin(LINE, people, headers=headers).status
    except ValueError:
        return 201


def test_only_the_tests_are_let_in(admin, someone, headers):
    assert admin(LINE, [someone]).status == 401
    assert admin("GET /organisations", headers=headers).status == 401


def test_faults(admin, someone, headers, nowhere):
    assert admin(LINE, {}, headers=headers).errors == ["{} is not of type array"]
    bad = admin(LINE, [{**someone, "email_address": "x"}], headers=headers)
    assert bad.errors == ["Not a valid email address"]
    no_name = {name: value for name, value in someone.items() if name != "name"}
    assert admin(LINE, [no_name], headers=headers).message == {
        "name": ["Missing data for required field."]
    }
    for change in (
        {"service_id": nowhere},
        {"service_id": "x"},
        {"permissions": ["odd"]},
        {"organisation_id": nowhere},
        {"state": "odd"},
        {"auth_type": "odd"},
    ):
        assert admin(LINE, [{**someone, **change}], headers=headers).status == 404, change
    assert admin(LINE, [{**someone, "organisation_id": None}], headers=headers).status == 400


def test_outside_development_there_is_no_such_door(app_with, headers):
    assert app_with().test_client().put("/__testing/functional/users").status_code == 404
    in_production = app_with(REGISTER_FUNCTIONAL_TESTING_BLUEPRINT="1")
    assert in_production.test_client().put("/__testing/functional/users").status_code == 404
    in_test = app_with(REGISTER_FUNCTIONAL_TESTING_BLUEPRINT="1", NOTIFY_ENVIRONMENT="test")
    assert in_test.test_client().put("/__testing/functional/users").status_code == 401
