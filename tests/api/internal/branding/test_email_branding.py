import re

import pytest

NHS = "a7dc4e56-660b-4db7-8cff-12c37b12b5ea"
ONE_TEXT = "Email branding must have exactly one of alt_text and text."
TAKEN = {"name": ["An email branding with that name already exists."]}


@pytest.fixture
def body(mark):
    return {"name": f"Brand {mark}", "text": "Brand", "colour": "#112233", "logo": "logo.png"}


@pytest.fixture
def made(admin, body):
    return admin("POST /email-branding", body).data


def test_a_branding_is_made_and_read(admin, body, person):
    user = person()["id"]

    answer = admin("POST /email-branding", {**body, "created_by": user, "alt_text": None})

    assert answer.status == 201
    made = answer.data
    assert {**made, **body} == made
    assert (made["brand_type"], made["alt_text"], made["created_by"]) == ("org", None, user)
    assert made["updated_at"] is None and made["created_at"].endswith("Z")
    assert admin(f"GET /email-branding/{made['id']}").body == {"email_branding": made}
    assert made in admin("GET /email-branding").body["email_branding"]
    nhs = admin(f"GET /email-branding/{NHS}").body["email_branding"]
    assert (nhs["name"], nhs["alt_text"], nhs["brand_type"]) == ("NHS", "NHS", "org")


def test_what_no_branding_can_be(admin, body, made, mark, nowhere):
    other = {**body, "name": f"Other {mark}"}

    def refused(**changes):
        answer = admin("POST /email-branding", {**other, **changes})
        return answer.status, answer.errors or answer.message

    assert refused(alt_text="x") == refused(text=None) == refused(text="") == (400, ONE_TEXT)
    assert refused(name=body["name"]) == (400, TAKEN)
    assert refused(brand_type="x") == (
        400, ["brand_type x is not one of [org, both, org_banner]"],
    )  # fmt: skip
    assert refused(colour="#1122334") == refused(text="x" * 256) == (404, "No result found")
    assert refused(created_by="x") == (404, "No result found")
    assert refused(created_by=nowhere)[0] == 400
    assert admin("POST /email-branding", {}).errors == ["name is a required property"]
    assert admin(f"GET /email-branding/{nowhere}").message == "No result found"
    assert admin(f"POST /email-branding/{nowhere}", body).message == "No result found"


def test_fields_change_one_by_one(admin, made, person, body):
    path = f"POST /email-branding/{made['id']}"
    assert admin(path, {}).data == made

    changed = admin(path, {"logo": "", "updated_by": person()["id"], "brand_type": "both"})
    assert changed.status == 200
    assert changed.data["updated_at"] is not None
    assert changed.data == {
        **made, "logo": None, "brand_type": "both", "updated_at": changed.data["updated_at"],
    }  # fmt: skip
    switched = admin(path, {"text": "", "alt_text": "Says"}).data
    assert (switched["text"], switched["alt_text"]) == (None, "Says")
    both = admin(path, {"text": "x"})
    assert (both.status, both.message) == (400, ONE_TEXT)
    assert admin(path, {"name": ""}).status == 400
    assert admin(path, {"name": "NHS"}).message == TAKEN
    assert admin(path, {"name": body["name"]}).status == 200


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_name_that_is_free(admin, mark, slash):
    def name(text):
        answer = admin(f"POST /email-branding/get-name-for-alt-text{slash}", {"alt_text": text})
        assert answer.status == 200
        return answer.body["name"]

    def create(name):
        assert admin("POST /email-branding", {"name": name, "text": "x"}).status == 201

    assert name(f"A_{mark}") == f"A_{mark}"
    create(f"A_{mark}")
    assert name(f"a_{mark}") == f"a_{mark} (alternate 1)"
    assert name(f"a%{mark}") == f"a%{mark}" and name(f"__{mark}") == f"__{mark}"
    create(f"a_{mark} (alternate 1)")
    assert name(f"A_{mark}") == f"A_{mark} (alternate 2)"
    missing = admin(f"POST /email-branding/get-name-for-alt-text{slash}", {})
    assert missing.errors == ["alt_text is a required property"]


def test_no_name_is_free(admin, mark, committed):
    committed.execute(
        "insert into postroom.email_branding (name, text)"
        " select n.name, 'x' from api.branding_names(%s) as n",
        [mark],
    )

    answer = admin("POST /email-branding/get-name-for-alt-text", {"alt_text": mark})

    assert answer.status == 400 and list(answer.message) == ["name"]


def test_who_has_a_branding(admin, made, owned, mark, nowhere):
    path = f"GET /email-branding/{made['id']}/orgs_and_services"
    assert admin(path).data == {"organisations": [], "services": []}
    body = {"name": f"Org {mark}", "crown": True, "organisation_type": "local"}
    organisation = admin("POST /organisations", body).body["id"]
    admin(f"POST /organisations/{organisation}", {"email_branding_id": made["id"]})
    admin(f"POST {owned.path}", {"email_branding": made["id"]})

    used = {
        "organisations": [{"id": organisation, "name": body["name"]}],
        "services": [{"id": owned.id, "name": owned.body["name"]}],
    }
    assert admin(path).data == used
    refused = admin(f"POST /email-branding/{made['id']}/archive")
    assert (refused.status, refused.message) == (
        400, "Email branding is in use and so it can't be archived.",
    )  # fmt: skip
    admin(f"POST {owned.path}/archive")
    admin(f"POST /organisations/{organisation}/archive")
    assert admin(path).data == {"organisations": [], "services": []}
    unknown = admin(f"GET /email-branding/{nowhere}/orgs_and_services")
    assert unknown.data == {"organisations": [], "services": []}


def test_an_archived_branding_is_in_no_list(admin, made, mark, nowhere):
    body = {"name": f"Org {mark}", "crown": True, "organisation_type": "local"}
    pool = f"/organisations/{admin('POST /organisations', body).body['id']}/email-branding-pool"
    admin(f"POST {pool}", {"branding_ids": [made["id"]]})

    assert admin(f"POST /email-branding/{made['id']}/archive").status == 204

    assert admin(f"GET {pool}").data == []
    listed = admin("GET /email-branding").body["email_branding"]
    assert made["id"] not in [branding["id"] for branding in listed]
    found = admin(f"GET /email-branding/{made['id']}").body["email_branding"]
    stamp = r"_archived_\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d_"
    assert re.fullmatch(stamp + re.escape(made["name"]), found["name"])
    assert admin(f"POST /email-branding/{nowhere}/archive").message == "No result found"
