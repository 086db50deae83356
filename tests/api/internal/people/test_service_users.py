import pytest

ALL = [
    "manage_users", "manage_templates", "manage_settings", "send_texts", "send_emails",
    "send_letters", "manage_api_keys", "view_activity",
]  # fmt: skip


def names(*permissions):
    return {"permissions": [{"permission": name} for name in permissions]}


@pytest.fixture
def join(admin, owned, person):
    """join("manage_settings", …) → a new member of the service."""

    def add(*permissions, **fields):
        user = person(**fields)
        assert admin(f"POST {owned.path}/users/{user['id']}", names(*permissions)).status == 201
        return user

    return add


def test_a_member_joins(admin, owned, person, nowhere):
    user = person()
    path = f"{owned.path}/users/{user['id']}"

    joined = admin(f"POST {path}", names("view_activity", "send_texts"))

    assert (joined.status, joined.data) == (201, owned.body)
    members = {m["id"]: m["permissions"][owned.id] for m in admin(f"GET {owned.path}/users").data}
    assert sorted(members[user["id"]]) == ["send_texts", "view_activity"]
    again = admin(f"POST {path}", names())
    assert again.message == f"User id: {user['id']} already part of service id: {owned.id}"
    assert admin(f"POST {owned.path}/users/{nowhere}", names()).status == 404
    assert admin(f"POST /service/{nowhere}/users/{user['id']}", names()).status == 404
    assert admin(f"GET /service/{nowhere}/users").status == 404


def test_what_nobody_can_join_with(admin, owned, person):
    path = f"POST {owned.path}/users/{person()['id']}"

    assert admin(path, names("rule")).status == 404
    assert admin(path, {}).errors == ["permissions is a required property"]
    assert admin(path, {"permissions": [{}]}).status == 400
    assert admin(path, {"permissions": ["send_texts"]}).status == 400
    assert admin(path, {**names(), "colour": "red"}).errors == [
        "Additional properties are not allowed (colour was unexpected)"
    ]


def test_the_only_active_member_stays_and_so_does_everyone_else(admin, owned, committed, join):
    other = join()
    committed.execute("update postroom.users set state = 'pending' where id = %s", [other["id"]])

    for user in (other, owned.user):
        answer = admin(f"DELETE {owned.path}/users/{user['id']}")
        assert (answer.status, answer.message) == (
            400,
            "User cannot be removed from the service",
        )


def test_the_last_public_servant_who_manages_a_service_in_trial_stays(admin, owned, join):
    outsider = join("manage_settings", email_address="out@example.com")

    assert admin(f"DELETE {owned.path}/users/{owned.user['id']}").status == 400
    assert admin(f"DELETE {owned.path}/users/{outsider['id']}").status == 204
    join("manage_settings")
    assert admin(f"DELETE {owned.path}/users/{owned.user['id']}").status == 204


def test_a_live_service_keeps_two(admin, owned, join):
    join("manage_settings")
    admin(f"POST {owned.path}", {"has_active_go_live_request": True})

    assert admin(f"DELETE {owned.path}/users/{owned.user['id']}").status == 400
    join("manage_settings")
    assert admin(f"DELETE {owned.path}/users/{owned.user['id']}").status == 204


def test_who_is_no_member_cannot_leave(admin, owned, person, nowhere):
    stranger = admin(f"DELETE {owned.path}/users/{person()['id']}")
    assert (stranger.status, stranger.message) == (404, "User not found")
    nobody = admin(f"DELETE {owned.path}/users/{nowhere}")
    assert (nobody.status, nobody.message) == (404, "No result found")


def test_permissions_are_replaced(admin, owned, join, nowhere):
    user = join(*ALL)
    path = f"POST /user/{user['id']}/service/{owned.id}/permission"

    assert admin(path, names("send_texts", "send_texts", "rule")).message == {
        "permissions": ["Duplicate permission: ['send_texts']"]
    }
    assert admin(path, names("send_texts")).status == 204
    assert admin(f"GET /user/{user['id']}").data["permissions"] == {owned.id: ["send_texts"]}
    assert admin(path, names()).status == 204
    left = admin(f"GET /user/{user['id']}").data
    assert (left["permissions"], left["services"]) == ({}, [owned.id])
    assert admin(path, names("rule")).status == 404
    assert admin(f"POST /user/{nowhere}/service/{owned.id}/permission", names()).status == 404


def test_someone_must_go_on_managing_the_settings(admin, owned):
    path = f"POST /user/{owned.user['id']}/service/{owned.id}/permission"

    refused = admin(path, names("send_texts"))

    assert (refused.status, refused.message) == (
        400,
        "Cannot change user permissions - service would have too few users with manage_settings",
    )
    assert admin(path, names("manage_settings")).status == 204


def test_folders_are_replaced_when_given(admin, owned, join, nowhere):
    user = join()
    new = {"name": "F", "parent_id": None}
    folder = admin(f"POST {owned.path}/template-folder", new).data
    path = f"POST /user/{user['id']}/service/{owned.id}/permission"

    def seen_by():
        return admin(f"GET {owned.path}/template-folder").body["template_folders"][0][
            "users_with_permission"
        ]

    assert user["id"] in seen_by()
    admin(path, names())
    assert user["id"] in seen_by()
    assert admin(path, {**names(), "folder_permissions": []}).status == 204
    assert user["id"] not in seen_by()
    assert admin(path, {**names(), "folder_permissions": [folder["id"]]}).status == 204
    assert user["id"] in seen_by()
    assert admin(path, {**names(), "folder_permissions": [nowhere]}).status == 404
