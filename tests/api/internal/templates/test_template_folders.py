import pytest


@pytest.fixture
def path(owned):
    return f"{owned.path}/template-folder"


@pytest.fixture
def folder(admin, path):
    """folder("Name", parent) → a new folder's id."""

    def create(name, parent=None):
        return admin(f"POST {path}", {"name": name, "parent_id": parent}).data["id"]

    return create


@pytest.fixture
def template(admin, owned):
    def create():
        body = {"name": "t", "template_type": "sms", "content": "x"}
        ids = {"service": owned.id, "created_by": owned.user["id"]}
        return admin(f"POST {owned.path}/template", {**body, **ids}).data["id"]

    return create


def test_a_folder_is_seen_by_who_sees_its_parent(admin, owned, path, person, nowhere):
    made = admin(f"POST {path}", {"name": "  Top ", "parent_id": None})
    assert (made.status, made.data["name"]) == (201, "Top")
    assert made.data["users_with_permission"] == [owned.user["id"]]
    late = person()
    admin(f"POST {owned.path}/users/{late['id']}", {"permissions": []})

    child = admin(f"POST {path}", {"name": "Child", "parent_id": made.data["id"]}).data

    assert child["users_with_permission"] == [owned.user["id"]]
    unknown = admin(f"POST {path}", {"name": "x", "parent_id": nowhere})
    assert (unknown.status, unknown.message) == (400, "parent_id not found")
    assert admin(f"POST {path}", {"name": "", "parent_id": None}).errors == [
        "name  should be non-empty"
    ]
    assert admin(f"GET /service/{nowhere}/template-folder").status == 404


def test_a_folder_is_renamed_and_shown_to_members(admin, owned, path, folder, person, nowhere):
    id = folder("F")

    renamed = admin(f"POST {path}/{id}", {"name": " G "}).data
    assert (renamed["name"], len(renamed["users_with_permission"])) == (" G ", 1)
    body = {"name": "G", "users_with_permission": []}
    assert admin(f"POST {path}/{id}", body).data["users_with_permission"] == []
    body["users_with_permission"] = [person()["id"]]
    assert admin(f"POST {path}/{id}", body).status == 404
    assert admin(f"POST {path}/{nowhere}", {"name": "x"}).status == 404


def test_only_an_empty_folder_is_deleted(admin, path, folder, template, nowhere):
    top = folder("Top")
    child = folder("Child", top)

    full = admin(f"DELETE {path}/{top}")
    assert (full.status, full.message) == (400, "Folder is not empty")
    assert admin(f"DELETE {path}/{child}").status == 204
    admin(f"POST {path}/{top}/contents", {"templates": [template()], "folders": []})
    assert admin(f"DELETE {path}/{top}").status == 400
    assert admin(f"DELETE {path}/{nowhere}").status == 404


def test_moves_make_no_version_and_no_ring(admin, owned, path, folder, template, nowhere):
    one, two, t = folder("One"), folder("Two"), template()

    def move(target, templates=(), folders=()):
        line = f"{path}/{target}/contents" if target else f"{path}/contents"
        return admin(f"POST {line}", {"templates": [*templates], "folders": [*folders]})

    assert move(one, [t], [two]).status == 204
    moved = admin(f"GET {owned.path}/template/{t}").data
    assert (moved["folder"], moved["version"]) == (one, 1)
    assert move(one, folders=[one]).message == "You cannot move a folder to itself"
    ring = move(two, folders=[one])
    assert ring.message == "You cannot move a folder to one of its subfolders"
    assert move(two, [t], [nowhere]).message == (
        f"No folder found with id {nowhere} for service {owned.id}"
    )
    assert move(two, [nowhere, t]).message == (
        f"Could not move to folder: No template found with id {nowhere} for service {owned.id}"
    )
    assert admin(f"GET {owned.path}/template/{t}").data["folder"] == one
    assert move(nowhere).status == 404
    assert move(None, [t], [two]).status == 204
    assert admin(f"GET {owned.path}/template/{t}").data["folder"] is None
    admin(f"POST {owned.path}/template/{t}", {"archived": True})
    assert move(one, [t]).status == 204
    assert admin(f"GET {owned.path}/template/{t}").data["folder"] is None
