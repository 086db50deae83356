import pytest

NHS = {
    "email": "a7dc4e56-660b-4db7-8cff-12c37b12b5ea",
    "letter": "2cd354bb-6b85-eda3-c0ad-6b613150459f",
}


@pytest.fixture(params=["email", "letter"])
def kind(request):
    return request.param


@pytest.fixture
def create(admin, mark, kind):
    """create("A") → the id of a branding of the kind"""

    def branding(name):
        fields = {"text": "x"} if kind == "email" else {"filename": f"{name} {mark}"}
        answer = admin(f"POST /{kind}-branding", {"name": f"{name} {mark}", **fields})
        return (answer.data or answer.body)["id"]

    return branding


@pytest.fixture
def made(organisation):
    return organisation()


@pytest.fixture
def pool(made, kind):
    return f"{made.path}/{kind}-branding-pool"


def test_a_pool_is_filled_and_emptied(admin, pool, create, kind, made):
    second, first = create("b"), create("a")

    assert admin(f"POST {pool}", {"branding_ids": [second, first, first]}).status == 204
    assert admin(f"POST {pool}", {"branding_ids": [first]}).status == 204
    assert admin(f"POST {pool}", {"branding_ids": []}).status == 204
    assert [b["id"] for b in admin(f"GET {pool}").data] == [first, second]
    one = admin(f"GET /{kind}-branding/{first}").body
    assert admin(f"GET {pool}").data[0] == one.get("email_branding", one)

    assert admin(f"DELETE {pool}/{first}").status == 204
    gone = admin(f"DELETE {pool}/{first}")
    text = f"{kind.title()} branding {first} not in {made.body['name']}'s pool"
    assert (gone.status, gone.message) == (404, text)
    assert [b["id"] for b in admin(f"GET {pool}").data] == [second]


def test_the_default_stays(admin, pool, create, kind, made):
    default = create("a")
    admin(f"POST {made.path}", {f"{kind}_branding_id": default})

    answer = admin(f"DELETE {pool}/{default}")

    text = f"You cannot remove an organisation's default {kind} branding"
    assert (answer.status, answer.message) == (400, text)


def test_what_cannot_be_in_a_pool(admin, pool, create, kind, nowhere):
    known = create("a")

    assert admin(f"POST {pool}", {}).errors == ["branding_ids is a required property"]
    assert admin(f"POST {pool}", {"branding_ids": ["x"]}).errors == [
        "branding_ids is not a valid UUID"
    ]
    assert admin(f"POST {pool}", {"branding_ids": [known, nowhere]}).message == "No result found"
    assert admin(f"GET {pool}").data == []
    other = f"/organisations/{nowhere}/{kind}-branding-pool"
    assert admin(f"POST {other}", {"branding_ids": [known]}).message == "No result found"
    assert admin(f"DELETE {other}/{known}").message == "No result found"
    unknown = admin(f"GET {other}")
    assert (unknown.status, unknown.data) == ((200, []) if kind == "email" else (404, None))
