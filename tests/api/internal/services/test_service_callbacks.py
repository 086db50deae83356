import pytest


@pytest.fixture
def body(owned):
    return {
        "url": "https://example.gov.uk/cb",
        "bearer_token": "some-secret-token",
        "updated_by_id": owned.user["id"],
        "callback_type": "delivery_status",
    }


def test_a_callback_comes_changes_and_goes(admin, owned, body, committed):
    path = f"{owned.path}/callback-api"
    made = admin(f"POST {path}", body)
    assert made.status == 201 and "bearer_token" not in made.data
    id = made.data["id"]
    one = f"{path}/{id}?callback_type=delivery_status"
    assert admin(f"GET {one}").data == made.data
    assert admin(f"GET {owned.path}").data["service_callback_api"] == [
        {"callback_id": id, "callback_type": "delivery_status"}
    ]

    change = {k: body[k] for k in ("updated_by_id", "callback_type")}
    admin(f"POST {path}/{id}", {**change, "url": "https://example.gov.uk/2"})
    changed = admin(f"POST {path}/{id}", {**change, "bearer_token": "another-token"}).data
    assert changed["url"] == "https://example.gov.uk/2" and changed["updated_at"]

    versions = committed.execute(
        "select version, data from postroom.versions where id = %s order by version", [id]
    ).fetchall()
    assert [row["version"] for row in versions] == [1, 2, 3]
    assert not any("bearer_token" in row["data"] for row in versions)
    assert admin(f"DELETE {one}").status == 204
    assert admin(f"GET {one}").status == 404


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("delivery_status", "delivery receipt"),
        ("returned_letter", "returned letter"),
        ("inbound_sms", "inbound"),
    ],
)
def test_what_is_not_there_has_a_name(admin, owned, nowhere, kind, name):
    path = f"{owned.path}/callback-api/{nowhere}"

    answer = admin(f"DELETE {path}?callback_type={kind}")

    assert (answer.status, answer.message) == (404, f"Service {name} API not found")
    assert admin(f"DELETE {path}").status == 404
    assert admin(f"GET {path}?callback_type=fax").status == 404


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("url", "http://example.gov.uk", "url is not a valid https url"),
        ("bearer_token", "short", "bearer_token short is too short"),
        ("updated_by_id", "x", "updated_by_id is not a valid UUID"),
        ("colour", "red", "Additional properties are not allowed (colour was unexpected)"),
    ],
)
def test_what_no_callback_can_be(admin, owned, body, field, value, fault):
    answer = admin(f"POST {owned.path}/callback-api", {**body, field: value})

    assert (answer.status, answer.errors) == (400, [fault])


def test_there_is_one_of_a_type(admin, owned, body, nowhere):
    path = f"POST {owned.path}/callback-api"
    id = admin(path, body).data["id"]

    assert admin(path, body).status == 400
    assert admin(path, {**body, "callback_type": "inbound_sms"}).status == 201
    assert admin(f"{path}/{id}", {**body, "callback_type": "inbound_sms"}).status == 404
    assert admin(f"POST /service/{nowhere}/callback-api", body).status == 404
