import pytest


@pytest.fixture
def path(owned):
    return f"{owned.path}/letter-contact"


def contact(text, default=False):
    return {"contact_block": text, "is_default": default}


def test_there_may_be_a_default_or_none(admin, path):
    first = admin(f"POST {path}", contact("1 Road", default=True))
    assert (first.status, first.data["is_default"]) == (201, True)
    second = admin(f"POST {path}", contact("2 Road", default=True)).data

    assert [c["is_default"] for c in admin(f"GET {path}").body] == [True, False]
    admin(f"POST {path}/{second['id']}", contact("2 Road"))
    assert [c["is_default"] for c in admin(f"GET {path}").body] == [False, False]
    assert admin(f"GET {path}/{second['id']}").body["contact_block"] == "2 Road"


def test_the_default_may_be_archived(admin, path, nowhere):
    id = admin(f"POST {path}", contact("1 Road", default=True)).data["id"]

    archived = admin(f"POST {path}/{id}/archive").data

    assert (archived["archived"], archived["is_default"]) == (True, False)
    assert admin(f"GET {path}").body == []
    assert admin(f"GET {path}/{id}").status == 404
    for gone in (id, nowhere):
        assert admin(f"POST {path}/{gone}/archive").status == 404
        assert admin(f"POST {path}/{gone}", contact("x")).status == 404
    assert admin(f"POST /service/{nowhere}/letter-contact", contact("x")).status == 404
    assert admin(f"POST {path}", {"is_default": True}).errors == [
        "contact_block is a required property"
    ]
