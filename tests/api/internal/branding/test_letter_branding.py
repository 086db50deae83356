import pytest

NHS = "2cd354bb-6b85-eda3-c0ad-6b613150459f"
IN_USE = {
    "name": {"name": ["Name already in use"]},
    "file": {"filename": ["Filename already in use"]},
}


@pytest.fixture
def body(mark):
    return {"name": f"LB {mark}", "filename": f"lb-{mark}"}


@pytest.fixture
def made(admin, body):
    return admin("POST /letter-branding", body).body


def test_a_branding_is_made_and_read(admin, body, person):
    user = person()["id"]

    answer = admin("POST /letter-branding", {**body, "created_by_id": user})

    assert answer.status == 201
    made = answer.body
    assert {**made, **body} == made
    assert (made["created_by"], made["updated_at"]) == (user, None)
    assert admin(f"GET /letter-branding/{made['id']}").body == made
    listed = admin("GET /letter-branding").body
    assert made in listed
    nhs = admin(f"GET /letter-branding/{NHS}").body
    assert (nhs["name"], nhs["filename"]) == ("NHS", "nhs")


def test_brandings_are_listed_by_name(admin, mark):
    for name in ("b", "a"):
        admin("POST /letter-branding", {"name": f"{name} {mark}", "filename": f"{name}{mark}"})

    names = [b["name"] for b in admin("GET /letter-branding").body if mark in b["name"]]

    assert names == [f"a {mark}", f"b {mark}"]


def test_a_branding_is_changed(admin, made, mark, person, nowhere):
    body = {"name": f"LB2 {mark}", "filename": f"lb2-{mark}", "updated_by_id": person()["id"]}

    answer = admin(f"POST /letter-branding/{made['id']}", body)

    assert answer.status == 201
    assert answer.body["updated_at"] is not None
    assert (answer.body["name"], answer.body["filename"]) == (body["name"], body["filename"])
    unknown = admin(
        f"POST /letter-branding/{nowhere}", {"name": f"X {mark}", "filename": f"x-{mark}"}
    )
    assert (unknown.status, unknown.message) == (404, "No result found")


def test_what_no_branding_can_be(admin, made, body, mark):
    def refused(path="", **changes):
        answer = admin(f"POST /letter-branding{path}", {**body, **changes})
        return answer.status, answer.errors or answer.message

    assert refused(filename="other") == (400, IN_USE["name"])
    assert refused(name=f"Other {mark}") == (400, IN_USE["file"])
    assert refused() == (400, IN_USE["file"])
    other = admin("POST /letter-branding", {"name": f"O {mark}", "filename": f"o-{mark}"}).body
    assert refused(f"/{other['id']}", filename="other") == (400, IN_USE["name"])
    assert refused(name=None) == (400, ["name None is not of type string"])
    assert refused(name="x" * 256) == (404, "No result found")
    assert refused(created_by_id="x") == (400, ["created_by_id is not a valid UUID"])
    assert admin("POST /letter-branding", {}).errors == [
        "name is a required property", "filename is a required property",
    ]  # fmt: skip


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_name_that_is_free(admin, made, mark, slash):
    def name(text):
        answer = admin(f"POST /letter-branding/get-unique-name{slash}", {"name": text})
        return answer.body["name"]

    assert name(f"Free {mark}") == f"Free {mark}"
    assert name(f"lb {mark}") == f"lb {mark} (alternate 1)"
    assert name(f"l_ {mark}") == f"l_ {mark}"
    missing = admin(f"POST /letter-branding/get-unique-name{slash}", {})
    assert missing.errors == ["name is a required property"]


def test_who_has_a_branding(admin, made, owned, mark):
    path = f"GET /letter-branding/{made['id']}/orgs_and_services"
    body = {"name": f"Org {mark}", "crown": True, "organisation_type": "local"}
    organisation = admin("POST /organisations", body).body["id"]
    admin(f"POST {owned.path}", {"letter_branding": made["id"]})
    admin(f"POST /organisations/{organisation}", {"letter_branding_id": made["id"]})

    assert admin(path).data == {
        "organisations": [{"id": organisation, "name": body["name"]}],
        "services": [{"id": owned.id, "name": owned.body["name"]}],
    }
