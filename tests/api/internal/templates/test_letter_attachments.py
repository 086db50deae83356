import uuid

import pytest

from tests.tools import make


@pytest.fixture
def letter(committed, service):
    return make.template(committed, service, "letter", "Dear ((name))", subject="About")


@pytest.fixture
def body(service, letter):
    return {
        "upload_id": str(uuid.uuid4()),
        "created_by_id": str(service.user),
        "original_filename": "map.pdf",
        "page_count": 3,
        "template_id": str(letter),
    }


def shown(admin, service, letter):
    return admin(f"GET /service/{service.id}/template/{letter}").data


def test_an_attachment_is_part_of_a_version(admin, service, letter, body):
    made = admin("POST /letter-attachment", body)

    assert made.status == 201
    assert made.body == {
        "id": body["upload_id"],
        "created_at": made.body["created_at"],
        "created_by_id": str(service.user),
        "archived_at": None,
        "archived_by_id": None,
        "original_filename": "map.pdf",
        "page_count": 3,
    }
    assert admin(f"GET /letter-attachment/{body['upload_id']}").body == made.body
    template = shown(admin, service, letter)
    assert (template["version"], template["letter_attachment"]) == (2, made.body)
    first = admin(f"GET /service/{service.id}/template/{letter}/version/1").data
    assert first["letter_attachment"] is None


def test_a_letter_has_one_attachment(admin, body):
    admin("POST /letter-attachment", body)

    again = admin("POST /letter-attachment", {**body, "upload_id": str(uuid.uuid4())})

    assert (again.status, again.message) == (400, "template-already-has-attachment")


def test_an_attachment_is_taken_away_in_a_version(admin, service, letter, body, nowhere):
    admin("POST /letter-attachment", body)
    path = f"/letter-attachment/{body['upload_id']}"

    assert admin(f"POST {path}/archive", {"archived_by": str(service.user)}).status == 204

    template = shown(admin, service, letter)
    assert (template["version"], template["letter_attachment"]) == (3, None)
    archived = admin(f"GET {path}").body
    assert archived["archived_at"].endswith("Z")
    assert archived["archived_by_id"] == str(service.user)
    again = admin(f"POST {path}/archive", {"archived_by": str(service.user)})
    assert (again.status, again.message) == (400, "letter-attachment-already-archived")
    assert admin("POST /letter-attachment", {**body, "upload_id": str(uuid.uuid4())}).status == 201


def test_attachments_that_are_not_there(admin, service, nowhere):
    for line, body in (
        (f"GET /letter-attachment/{nowhere}", None),
        (f"POST /letter-attachment/{nowhere}/archive", {"archived_by": str(service.user)}),
    ):
        answer = admin(line, body)
        assert answer.status == 404
        assert answer.message.startswith("The requested URL was not found")


def test_faults(admin, service, body, nowhere):
    assert admin("POST /letter-attachment", {}).errors == [
        f"{name} is a required property" for name in body
    ]
    for change, status in (
        ({"template_id": nowhere}, 404),
        ({"page_count": 32768}, 404),
        ({"page_count": 0}, 404),
        ({"created_by_id": nowhere}, 404),
        ({"template_id": str(service.templates["sms"])}, 400),
        ({"upload_id": "x"}, 400),
        ({"page_count": "3"}, 400),
        ({"original_filename": None}, 400),
    ):
        assert admin("POST /letter-attachment", {**body, **change}).status == status, change
    assert admin(f"POST /letter-attachment/{nowhere}/archive", {}).errors == [
        "archived_by is a required property"
    ]
