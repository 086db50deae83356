import pytest


@pytest.fixture
def path(owned):
    return f"{owned.path}/sms-sender"


def sender(text, default=False):
    return {"sms_sender": text, "is_default": default}


def test_the_default_moves(admin, path):
    first = admin(f"POST {path}", sender("First")).body
    second = admin(f"POST {path}", sender("Second", default=True)).body

    listed = admin(f"GET {path}").body
    assert [(s["sms_sender"], s["is_default"]) for s in listed] == [
        ("Second", True),
        ("First", False),
        ("POSTROOM", False),
    ]
    changed = admin(f"POST {path}/{first['id']}", sender("First2", default=True))
    assert (changed.status, changed.body["sms_sender"]) == (200, "First2")
    assert admin(f"GET {path}/{second['id']}").body["is_default"] is False


def test_there_is_always_a_default(admin, path):
    (default,) = admin(f"GET {path}").body

    assert admin(f"POST {path}/{default['id']}", sender("x")).status == 400
    archived = admin(f"POST {path}/{default['id']}/archive")
    assert (archived.status, archived.message) == (400, "You cannot delete a default sms sender")


def test_an_archived_sender_is_gone(admin, path, nowhere):
    id = admin(f"POST {path}", sender("Old")).body["id"]

    assert admin(f"POST {path}/{id}/archive").data["archived"] is True

    assert admin(f"GET {path}/{id}").status == 404
    assert id not in [s["id"] for s in admin(f"GET {path}").body]
    for gone in (id, nowhere):
        assert admin(f"POST {path}/{gone}/archive").status == 404
        assert admin(f"POST {path}/{gone}", sender("x")).status == 404
    assert admin(f"POST /service/{nowhere}/sms-sender", sender("x")).status == 404


def test_what_no_sender_can_be(admin, path):
    assert admin(f"POST {path}", sender("x" * 12)).status == 404
    assert admin(f"POST {path}", sender("")).status == 400
    assert admin(f"POST {path}", {"sms_sender": 5}).errors == [
        "sms_sender 5 is not of type string",
        "is_default is a required property",
    ]
