"""Whom the log of changes names: who is signed in, or else whom the request names."""

import pytest

from tests.api.internal.conftest import admin_token


@pytest.fixture
def people(committed):
    def acting_in(service_id, kind):
        rows = committed.execute(
            "select person_id, action from ops.audit(of_service => %s) where kind = %s",
            (service_id, kind),
        ).fetchall()
        return [row["person_id"] and str(row["person_id"]) for row in rows]

    return acting_in


def signed_in(person):
    return {"Authorization": f"Bearer {admin_token()}", "X-Notify-User-Id": person}


def test_who_is_signed_in_made_the_change(admin, owned, person, people):
    manager = person(name="Cy")["id"]
    folder = {"name": "F", "parent_id": None}

    made = admin(f"POST {owned.path}/template-folder", folder, headers=signed_in(manager))

    assert made.status == 201
    assert people(owned.id, "template_folders") == [manager]
    # Who sees it, in the same request.
    assert people(owned.id, "template_folders") == [manager]


def test_who_a_body_names_made_the_change(admin, owned, person, people):
    editor = person(name="Di")["id"]

    admin(f"POST {owned.path}", {"prefix_sms": True, "created_by": owned.user["id"]})
    admin(f"POST {owned.path}", {"prefix_sms": False, "created_by": editor})
    admin(f"POST {owned.path}", {"prefix_sms": True, "created_by": editor})

    assert people(owned.id, "services")[:3] == [editor, editor, owned.user["id"]]


def test_nobody_is_named_where_nobody_is(admin, owned, people):
    admin(f"POST {owned.path}/template-folder", {"name": "F", "parent_id": None})
    admin(
        f"POST {owned.path}/template-folder",
        {"name": "G", "parent_id": None},
        headers=signed_in("somebody"),
    )

    assert people(owned.id, "template_folders") == [None, None]


def test_a_refused_change_is_none(admin, owned, people):
    before = people(owned.id, "services")

    answer = admin(f"POST {owned.path}", {"name": None}, headers=signed_in(owned.user["id"]))
    taken = admin(
        f"POST {owned.path}", {"name": "GOV.UK Notify"}, headers=signed_in(owned.user["id"])
    )

    assert (answer.status, taken.status) == (400, 400)
    assert people(owned.id, "services") == before


def test_the_next_request_is_not_taken_for_the_last_ones(admin, owned, person, people):
    manager = person(name="Cy")["id"]
    for headers in (signed_in(manager), None):
        admin(
            f"POST {owned.path}/template-folder",
            {"name": "F", "parent_id": None},
            **({"headers": headers} if headers else {}),
        )

    assert sorted(people(owned.id, "template_folders"), key=str) == sorted([None, manager], key=str)
