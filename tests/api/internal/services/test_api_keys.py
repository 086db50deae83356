import pytest

MISSING = ["Missing data for required field."]


@pytest.fixture
def body(owned):
    return {"name": "Mine", "key_type": "normal", "created_by": owned.user["id"]}


def test_a_key_shows_its_secret_once(admin, owned, body, committed):
    made = admin(f"POST {owned.path}/api-key", body)

    assert made.status == 201
    listed = admin(f"GET {owned.path}/api-keys")
    assert made.data not in str(listed.body)
    (key,) = listed.body["apiKeys"]
    assert (key["name"], key["version"], key["expiry_date"]) == ("Mine", 1, None)
    assert admin(f"GET {owned.path}/api-keys/{key['id']}").body == {"apiKeys": [key]}
    kept = committed.execute(
        "select secret from postroom.api_keys where id = %s", [key["id"]]
    ).fetchone()
    assert made.data not in kept["secret"]


def test_a_revoked_key_stops_at_once(admin, service, ask):
    assert ask("GET /v2/templates").status == 200
    id = service.keys["normal"][0]

    body = {"created_by": str(service.user)}
    revoked = admin(f"POST /service/{service.id}/api-key/revoke/{id}", body)

    assert (revoked.status, revoked.body) == (202, None)
    assert ask("GET /v2/templates").error == "Invalid token: API key revoked"
    gone = admin(f"GET /service/{service.id}/api-keys/{id}")
    assert (gone.status, gone.message) == (404, f"API key not found for id: {service.id}")


def test_a_name_is_free_again_after_its_key(admin, owned, body, committed):
    admin(f"POST {owned.path}/api-key", body)
    assert admin(f"POST {owned.path}/api-key", body).status == 400
    id = admin(f"GET {owned.path}/api-keys").body["apiKeys"][0]["id"]

    assert admin(f"POST {owned.path}/api-key/revoke/{id}").status == 202
    assert admin(f"POST {owned.path}/api-key", body).status == 201

    def listed():
        return [key["id"] for key in admin(f"GET {owned.path}/api-keys").body["apiKeys"]]

    age = "update postroom.api_keys set expires_at = now() - %s::interval where id = %s"
    committed.execute(age, ["6 days", id])
    assert id in listed()
    committed.execute(age, ["7 days", id])
    assert id not in listed()


def test_who_revoked_a_key_is_in_the_history(admin, owned, body, person):
    admin(f"POST {owned.path}/api-key", body)
    id = admin(f"GET {owned.path}/api-keys").body["apiKeys"][0]["id"]
    other = person()

    admin(f"POST {owned.path}/api-key/revoke/{id}", {"created_by": other["id"]})

    (key,) = admin(f"GET {owned.path}/api-keys").body["apiKeys"]
    assert (key["created_by"], key["version"]) == (other["id"], 2)
    history = admin(f"GET {owned.path}/history").data["api_key_history"]
    assert [row["created_by_id"] for row in history] == [owned.user["id"], other["id"]]


@pytest.mark.parametrize(
    ("field", "value", "faults"),
    [
        ("name", None, ["Field may not be null."]),
        ("key_type", "magic", ["Must be one of: normal, team, test."]),
        ("created_by", "x", ["Not a valid UUID."]),
    ],
)
def test_what_no_key_can_have(admin, owned, body, field, value, faults):
    answer = admin(f"POST {owned.path}/api-key", {**body, field: value})
    assert (answer.status, answer.message) == (400, {field: faults})
    body.pop(field)
    assert admin(f"POST {owned.path}/api-key", body).message == {field: MISSING}


def test_keys_belong_somewhere(admin, owned, body, nowhere):
    assert admin(f"POST /service/{nowhere}/api-key", body).status == 404
    assert admin(f"POST {owned.path}/api-key", {**body, "created_by": nowhere}).status == 400
    assert admin(f"POST {owned.path}/api-key/revoke/{nowhere}").status == 404
    extra = admin(f"POST {owned.path}/api-key/revoke/{nowhere}", {"why": "lost"})
    assert extra.errors == ["Additional properties are not allowed (why was unexpected)"]
