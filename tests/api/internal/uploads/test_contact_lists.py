import uuid


def test_a_list_is_kept_until_it_is_archived(admin, owned, nowhere):
    path = f"{owned.path}/contact-list"
    body = {
        "id": str(uuid.uuid4()),
        "original_file_name": "people.csv",
        "row_count": 3,
        "template_type": "sms",
        "created_by": owned.user["id"],
    }

    made = admin(f"POST {path}", body)

    assert (made.status, made.body["created_by"]) == (201, "Ann")
    assert admin(f"GET {path}").body == [made.body]
    assert admin(f"GET {path}/{body['id']}").body == made.body
    assert admin(f"POST {path}", body).status == 400
    assert admin(f"DELETE {path}/{body['id']}").status == 204
    assert admin(f"GET {path}").body == []
    for line in ("GET", "DELETE"):
        assert admin(f"{line} {path}/{body['id']}").status == 404
    assert admin(f"POST /service/{nowhere}/contact-list", body).status == 404


def test_what_no_list_can_be(admin, owned):
    answer = admin(f"POST {owned.path}/contact-list", {"id": "x", "template_type": "letter"})

    assert set(answer.errors) == {
        "id is not a valid UUID",
        "template_type letter is not one of [email, sms]",
        "original_file_name is a required property",
        "row_count is a required property",
        "created_by is a required property",
    }
