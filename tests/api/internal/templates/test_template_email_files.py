import re
import uuid

import pytest


@pytest.fixture
def template(admin, owned):
    def create(kind="email"):
        body = {"name": "t", "template_type": kind, "content": "x", "subject": "s"}
        ids = {"service": owned.id, "created_by": owned.user["id"]}
        return admin(f"POST {owned.path}/template", {**body, **ids}).data["id"]

    return create


@pytest.fixture
def path(owned, template):
    return f"{owned.path}/templates/{template()}/template_email_files"


@pytest.fixture
def new(owned):
    return {
        "filename": "a.pdf",
        "link_text": "Get it",
        "retention_period": 26,
        "validate_users_email": True,
        "created_by_id": owned.user["id"],
    }


def shown(admin, path, version=None):
    """The files that the template shows, now or at a version."""
    line = path.replace("/templates/", "/template/").removesuffix("/template_email_files")
    line += f"/version/{version}" if version else ""
    return [file["filename"] for file in admin(f"GET {line}").data["email_files"]]


def test_a_file_is_seen_once_it_is_live(admin, path, new):
    id = str(uuid.uuid4())
    made = admin(f"POST {path}", {"id": id, **new})
    assert made.status == 201
    assert (made.data["id"], made.data["pending"], made.data["version"]) == (id, True, 0)
    assert admin(f"GET {path}").data == [] and shown(admin, path) == []

    live = admin(f"POST {path}/{id}", {"pending": False}).data

    assert (live["pending"], live["version"], live["template_version"]) == (False, 1, 1)
    assert admin(f"GET {path}").data == [live]
    assert admin(f"GET {path}/{id}").data == live
    assert shown(admin, path) == ["a.pdf"]


def test_a_change_makes_versions_of_file_and_template(admin, path, new):
    id = admin(f"POST {path}", new).data["id"]
    admin(f"POST {path}/{id}", {"pending": False})

    assert admin(f"POST {path}/{id}", {"link_text": "Get it"}).data["version"] == 1
    changed = admin(f"POST {path}/{id}", {"filename": "b.pdf"}).data

    assert (changed["version"], changed["template_version"]) == (2, 2)
    assert shown(admin, path) == ["b.pdf"]
    assert shown(admin, path, version=1) == ["a.pdf"]


def test_a_name_is_taken_in_whatever_case(admin, path, new):
    first, second = (admin(f"POST {path}", new).data["id"] for _ in range(2))
    admin(f"POST {path}/{first}", {"pending": False})

    template_id = path.split("/")[4]
    fault = f"File named A.PDF already exists for template id {template_id}"
    refused = admin(f"POST {path}/{second}", {"pending": False, "filename": "A.PDF"})
    assert (refused.status, refused.message) == (400, fault)
    assert admin(f"GET {path}/{second}").data["pending"] is True
    assert admin(f"POST {path}", {**new, "filename": "A.PDF"}).message == fault


def test_files_go_out_of_use_alone_or_with_their_template(admin, path, new, owned):
    ids = []
    for name in ("a", "b", "c"):
        ids.append(admin(f"POST {path}", {**new, "filename": name}).data["id"])
        admin(f"POST {path}/{ids[-1]}", {"pending": False})
    template = path.replace("/templates/", "/template/").removesuffix("/template_email_files")

    gone = admin(f"POST {path}/{ids[0]}/archive", {"archived_by_id": owned.user["id"]}).data
    assert re.fullmatch(r"[-\d]{10} [:\d]{8}\.\d{6}", gone["archived_at"])
    assert gone["archived_by"] == owned.user["id"]
    kept = admin(f"GET {path}/{ids[0]}").data["archived_at"]
    assert kept == gone["archived_at"].replace(" ", "T") + "Z"
    assert shown(admin, path) == ["b", "c"]
    admin(f"POST {template}", {"archive_email_file_ids": [ids[1]]})
    assert shown(admin, path) == ["c"]
    admin(f"POST {template}", {"archived": True})
    assert shown(admin, path) == []
    assert shown(admin, path, version=1) == ["a", "b", "c"]


def test_what_is_refused(admin, path, new, owned, template, nowhere):
    sms = f"{owned.path}/templates/{template('letter')}/template_email_files"
    other = admin(f"POST {sms}", new)
    assert other.message == "Cannot add an email file to a non-email template"
    assert admin(f"POST {path}", {"filename": 3}).errors == ["filename 3 is not of type string"]
    assert admin(f"POST {path}", {}).status == 400
    assert admin(f"GET {path}/{nowhere}").status == 404
    assert admin(f"POST {path}/{nowhere}", {"pending": False}).status == 404
    unknown = f"{owned.path}/templates/{nowhere}/template_email_files"
    assert admin(f"POST {unknown}", new).status == 404
    admin(f"POST {owned.path}", {"permissions": []})
    assert admin(f"POST {path}", new).message == "Updating email templates is not allowed"
