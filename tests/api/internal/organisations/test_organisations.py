import re

import pytest

NHS_EMAIL = "a7dc4e56-660b-4db7-8cff-12c37b12b5ea"
NHS_LETTER = "2cd354bb-6b85-eda3-c0ad-6b613150459f"
UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."
URL_NOT_FOUND = "The requested URL was not found on the server."
LONG = "x" * 256
FIELDS = {
    "active", "agreement_signed", "agreement_signed_at", "agreement_signed_by_id",
    "agreement_signed_on_behalf_of_email_address", "agreement_signed_on_behalf_of_name",
    "agreement_signed_version", "billing_contact_email_addresses", "billing_contact_names",
    "billing_reference", "can_approve_own_go_live_requests", "count_of_live_services", "crown",
    "domains", "email_branding_id", "id", "letter_branding_id", "name", "notes",
    "organisation_type", "permissions", "purchase_order_number", "request_to_go_live_notes",
}  # fmt: skip


def test_an_organisation_begins_with_little(admin, organisation):
    made = organisation()

    assert set(made.body) == FIELDS
    known = {"active", "can_approve_own_go_live_requests", "count_of_live_services", "crown",
             "domains", "id", "name", "organisation_type", "permissions"}  # fmt: skip
    assert {made.body[name] for name in FIELDS - known} == {None}
    assert made.body["permissions"] == ["can_ask_to_join_a_service"]
    assert made.body["active"] is True and made.body["domains"] == []
    assert admin(f"GET {made.path}").body == made.body
    assert organisation(active=None).body["active"] is True
    assert organisation(agreement_signed=False).body["agreement_signed"] is False


def test_one_of_the_health_service_has_its_brandings(admin, organisation):
    made = organisation(organisation_type="nhs_gp")

    assert (made.body["email_branding_id"], made.body["letter_branding_id"]) == (
        NHS_EMAIL, NHS_LETTER,
    )  # fmt: skip
    assert [b["name"] for b in admin(f"GET {made.path}/email-branding-pool").data] == ["NHS"]
    assert [b["name"] for b in admin(f"GET {made.path}/letter-branding-pool").data] == ["NHS"]


def test_what_no_organisation_can_begin_with(admin, organisation, mark, committed):
    body = {"name": f"New {mark}", "crown": True, "organisation_type": "local"}
    taken = organisation().body["name"]

    def refused(**changes):
        answer = admin("POST /organisations", {**body, **changes})
        return answer.status, answer.errors or answer.message

    assert refused(name=taken) == (400, "Organisation name already exists")
    assert refused(name=LONG) == (404, "No result found")
    assert refused(crown=None) == (400, ["crown None is not of type boolean"])
    assert refused(colour="x") == (
        400, ["Additional properties are not allowed (colour was unexpected)"],
    )  # fmt: skip
    types = (
        "central, local, nhs_central, nhs_local, nhs_gp, nhs_notify, emergency_service, "
        "school_or_college, other"
    )
    assert refused(organisation_type="club") == (
        400, [f"organisation_type club is not one of [{types}]"],
    )  # fmt: skip
    assert admin("POST /organisations", {}).errors == [
        "name is a required property",
        "crown is a required property",
        "organisation_type is a required property",
    ]
    assert admin("POST /organisations", data=b"null").errors == ["None is not of type object"]
    assert admin("POST /organisations", data=b"{").message == UNREADABLE
    committed.execute("update postroom.organisations set name = %s where name = ''", [mark])
    assert organisation(name="").body["name"] == ""


def test_the_list_has_archived_ones_last(admin, organisation, mark):
    first, last, gone = organisation(), organisation(), organisation()
    admin(f"POST {gone.path}/archive")

    listed = [o for o in admin("GET /organisations").body if mark in o["name"]]

    assert [o["id"] for o in listed] == [first.id, last.id, gone.id]
    assert listed[0] == {
        "id": first.id, "name": first.body["name"], "active": True, "domains": [],
        "organisation_type": "local", "count_of_live_services": 0,
    }  # fmt: skip
    assert listed[2]["active"] is False


def test_live_services_are_counted(admin, organisation, owned, committed):
    made = organisation()
    count = f"GET {made.path}"
    admin(f"POST {made.path}/service", {"service_id": owned.id})
    assert admin(count).body["count_of_live_services"] == 0

    admin(f"POST {owned.path}", {"restricted": False, "count_as_live": False})
    assert admin(count).body["count_of_live_services"] == 1

    admin(f"POST {owned.path}/archive")
    assert admin(count).body["count_of_live_services"] == 0


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("{0}.gov.uk", True),
        ("sub.{0}.gov.uk", True),
        ("{0}.gsi.gov.uk", True),
        ("{0}.GOV.UK", True),
        ("x{0}.gov.uk", False),
        ("gov.uk", False),
        ("." * 300, False),
    ],
)
def test_a_domain_leads_to_its_organisation(admin, organisation, mark, domain, found):
    made = organisation()
    admin(f"POST {made.path}", {"domains": [f"{mark}.gov.uk"]})

    answer = admin(f"GET /organisations/by-domain?domain={domain.format(mark)}")

    if found:
        assert (answer.status, answer.body["id"]) == (200, made.id)
    else:
        assert answer.status == 404 and answer.message.startswith(URL_NOT_FOUND)


@pytest.mark.parametrize("query", ["", "?domain=", "?domain=a@b.gov.uk"])
def test_what_is_no_domain(admin, query):
    answer = admin(f"GET /organisations/by-domain{query}")

    assert (answer.status, answer.message) == (400, UNREADABLE)


def test_the_longer_domain_wins(admin, organisation, mark):
    broad, narrow = organisation(), organisation()
    admin(f"POST {broad.path}", {"domains": [f"{mark}.gov.uk"]})
    admin(f"POST {narrow.path}", {"domains": [f"parks.{mark}.gov.uk"]})

    answer = admin(f"GET /organisations/by-domain?domain=a.parks.{mark}.gov.uk")

    assert answer.body["id"] == narrow.id


def test_a_search_takes_every_character_as_it_is(admin, organisation, mark):
    organisation(name=f"100%_{mark}")
    organisation(name=f"Other {mark}")

    def found(part):
        answer = admin(f"GET /organisations/search?name={part}")
        return [o["name"] for o in answer.data]

    assert found(f"OTHER%20{mark}") == [f"Other {mark}"]
    assert found(f"0%25_{mark}") == [f"100%_{mark}"]
    assert found(f"0_%25{mark}") == []
    assert found(f"%25{mark}") == []
    assert len(found(mark)) == 2
    assert admin("GET /organisations/search").message == {
        "name": ["Missing data for required field."]
    }


def test_what_is_not_there(admin, nowhere):
    assert admin(f"GET /organisations/{nowhere}").message == "No result found"
    assert admin(f"POST /organisations/{nowhere}", {}).message == "No result found"
    assert admin(f"POST /organisations/{nowhere}/archive").message == "No result found"
    assert admin("GET /organisations/abc").message.startswith(URL_NOT_FOUND)


def test_what_keeps_an_organisation_from_being_archived(admin, organisation, owned, person):
    made = organisation()
    path, user = f"POST {made.path}/archive", person()
    services = "Cannot archive an organisation with active services"
    members = "Cannot archive an organisation with team members or invited team members"
    body = {"email_address": "bo@example.gov.uk", "invited_by": user["id"], "permissions": []}

    admin(f"POST {made.path}/service", {"service_id": owned.id})
    assert (admin(path).status, admin(path).message) == (400, services)
    admin(f"POST {owned.path}/archive")

    admin(f"POST {made.path}/users/{user['id']}", {"permissions": []})
    assert (admin(path).status, admin(path).message) == (400, members)
    admin(f"DELETE {made.path}/users/{user['id']}")

    invitation = admin(f"POST /organisation/{made.id}/invite", body).data
    assert (admin(path).status, admin(path).message) == (400, members)
    invite = f"POST /organisation/{made.id}/invite/{invitation['id']}"
    admin(invite, {"status": "cancelled"})
    assert admin(path).status == 204


def test_an_archived_organisation_frees_its_name_and_domains(admin, organisation, mark):
    made = organisation(organisation_type="nhs_gp")
    admin(f"POST {made.path}", {"domains": [f"{mark}.nhs.uk"]})

    assert admin(f"POST {made.path}/archive", data=b"ignored").status == 204

    gone = admin(f"GET {made.path}").body
    assert re.fullmatch(
        r"_archived_\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d_" + made.body["name"], gone["name"]
    )
    assert (gone["active"], gone["domains"]) == (False, [])
    assert (gone["email_branding_id"], gone["letter_branding_id"]) == (None, None)
    assert len(admin(f"GET {made.path}/email-branding-pool").data) == 1
    assert admin(f"POST {made.path}/archive").status == 204
    assert admin(f"GET {made.path}").body == gone
