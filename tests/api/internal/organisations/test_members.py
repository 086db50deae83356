import pytest

MAY = {"permissions": [{"permission": "can_make_services_live"}]}


@pytest.fixture
def made(organisation):
    return organisation()


def test_a_member_comes_and_goes(admin, made, person):
    user = person()
    path = f"{made.path}/users/{user['id']}"

    added = admin(f"POST {path}", {"permissions": []})
    assert added.status == 200
    assert added.data["organisations"] == [made.id]
    assert added.data["organisation_permissions"] == {made.id: []}
    again = admin(f"POST {path}", MAY).data
    assert again["organisation_permissions"] == {made.id: ["can_make_services_live"]}
    assert admin(f"GET {made.path}/users").data == [again]
    memberships = admin(f"GET /user/{user['id']}/organisations-and-services").body
    assert memberships["organisations"] == [
        {"id": made.id, "name": made.body["name"], "count_of_live_services": 0}
    ]

    assert admin(f"DELETE {path}").status == 204
    gone = admin(f"DELETE {path}")
    assert (gone.status, gone.message) == (404, "User not found")
    assert admin(f"GET /user/{user['id']}").data["organisation_permissions"] == {}


def test_members_are_listed_by_the_age_of_their_account(admin, made, person, committed, nowhere):
    users = [person() for _ in range(3)]
    for user in reversed(users):
        admin(f"POST {made.path}/users/{user['id']}", MAY)
    committed.execute("update postroom.users set state = 'inactive' where id = %s",
                      [users[1]["id"]])  # fmt: skip

    listed = [user["id"] for user in admin(f"GET {made.path}/users").data]

    assert listed == [users[0]["id"], users[2]["id"]]
    assert admin(f"GET /organisations/{nowhere}/users").data == []


def test_who_cannot_be_added_or_removed(admin, made, person, nowhere):
    user = person()["id"]

    assert admin(f"POST {made.path}/users/{nowhere}", MAY).message == "No result found"
    assert admin(f"POST /organisations/{nowhere}/users/{user}", MAY).message == "No result found"
    path = f"POST {made.path}/users/{user}"
    unknown = admin(path, {"permissions": [{"permission": "fly"}]})
    assert (unknown.status, unknown.message) == (404, "No result found")
    assert admin(path, {}).errors == ["permissions is a required property"]
    assert admin(path, {"permissions": ["can_make_services_live"]}).status == 400
    assert admin(f"DELETE {made.path}/users/{nowhere}").message == "No result found"
    assert admin(f"DELETE /organisations/{nowhere}/users/{user}").message == "No result found"


def test_permissions_of_a_member_are_replaced(admin, made, person, nowhere):
    user = person()["id"]
    path = f"POST /user/{user}/organisation/{made.id}/permissions"
    assert admin(path, MAY).status == 404

    admin(f"POST {made.path}/users/{user}", {"permissions": []})
    assert admin(path, MAY).status == 204
    granted = admin(f"GET /user/{user}").data["organisation_permissions"]
    assert granted == {made.id: ["can_make_services_live"]}
    assert admin(path, {"permissions": [{"permission": "manage_users"}]}).status == 404
    assert admin(path, {"permissions": []}).status == 204
    assert admin(f"GET /user/{user}").data["organisation_permissions"] == {made.id: []}
    assert admin(f"POST /user/{nowhere}/organisation/{made.id}/permissions", MAY).status == 404


def test_an_archived_organisation_keeps_permissions_only(admin, made, person, committed):
    user = person()["id"]
    admin(f"POST {made.path}/users/{user}", MAY)
    committed.execute("update postroom.organisations set active = false where id = %s", [made.id])

    found = admin(f"GET /user/{user}").data

    assert found["organisations"] == []
    assert found["organisation_permissions"] == {made.id: ["can_make_services_live"]}
    memberships = admin(f"GET /user/{user}/organisations-and-services").body
    assert memberships["organisations"] == []


def test_an_archived_person_is_a_member_no_more(admin, made, person, committed):
    user = person()["id"]
    admin(f"POST {made.path}/users/{user}", MAY)

    assert admin(f"POST /user/{user}/archive").status == 204

    left = committed.execute(
        "select 1 from postroom.organisation_users where user_id = %s", [user]
    ).fetchall()
    assert left == []
