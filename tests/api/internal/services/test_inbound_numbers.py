import pytest


@pytest.fixture
def number(committed):
    """number("07700900801") → the id of a new number that is free."""

    def create(text):
        return committed.execute(
            "insert into postroom.inbound_numbers (number, provider) values (%s, 'mmg')"
            " on conflict (number) do update set active = true, service_id = null"
            " returning id::text as id",
            [text],
        ).fetchone()["id"]

    return create


def test_a_number_takes_the_place_of_a_lone_sender(admin, owned, number, nowhere):
    id = number("07700900801")
    path = f"/inbound-number/service/{owned.id}"
    assert admin(f"GET {path}").data == {}
    assert id in [n["id"] for n in admin("GET /inbound-number/available").data]

    sender = admin(f"POST {path}", {"inbound_number_id": id})

    assert sender.status == 201
    assert (sender.body["sms_sender"], sender.body["is_default"]) == ("07700900801", True)
    assert admin(f"GET {owned.path}/sms-sender").body == [sender.body]
    held = admin(f"GET {path}").data
    assert held["service"] == {"id": owned.id, "name": owned.body["name"]}
    assert admin(f"POST {path}", {}).status == 400
    one = f"{owned.path}/sms-sender/{sender.body['id']}"
    other = admin(f"POST {one}", {"sms_sender": "x", "is_default": True})
    assert other.message == f"You can not change the inbound number for service {owned.id}"
    assert admin(f"POST {one}/archive").message == "You cannot delete an inbound number"

    assert admin(f"POST {path}/off").status == 204
    assert admin(f"GET {path}").data["active"] is False
    assert id in [n["id"] for n in admin("GET /inbound-number").data]
    assert id not in [n["id"] for n in admin("GET /inbound-number/available").data]


def test_a_number_becomes_the_default_among_several(admin, owned, number):
    id = number("07700900802")
    admin(f"POST {owned.path}/sms-sender", {"sms_sender": "Other", "is_default": False})

    admin(f"POST /inbound-number/service/{owned.id}", {"inbound_number_id": id})

    listed = admin(f"GET {owned.path}/sms-sender").body
    assert [(s["sms_sender"], s["is_default"]) for s in listed][0] == ("07700900802", True)
    assert len(listed) == 3


@pytest.mark.parametrize(("none", "free"), [("", "07700900803"), (None, "07700900804")])
def test_an_empty_choice_is_any_number(admin, owned, number, none, free):
    number(free)

    given = admin(f"POST /inbound-number/service/{owned.id}", {"inbound_number_id": none})

    assert given.status == 201


def test_what_cannot_be_given(admin, owned, nowhere):
    path = f"/inbound-number/service/{owned.id}"

    assert admin(f"POST {path}", {"inbound_number_id": nowhere}).status == 400
    assert admin(f"POST {path}", {"inbound_number_id": "x"}).errors == [
        "inbound_number_id is not a valid UUID"
    ]
    assert admin(f"POST {path}/off").status == 404
    assert admin(f"POST /inbound-number/service/{nowhere}", {}).status == 404
