"""What a new service has from the organisation of whoever makes it."""

import pytest

NHS = ("a7dc4e56-660b-4db7-8cff-12c37b12b5ea", "2cd354bb-6b85-eda3-c0ad-6b613150459f")


@pytest.fixture
def organisation(admin, mark):
    """organisation(["a.gov.uk"], crown=True) → its id"""

    def create(domains, **fields):
        body = {"name": f"Org {mark} {domains}", "crown": False, "organisation_type": "local"}
        id = admin("POST /organisations", body | fields).body["id"]
        assert admin(f"POST /organisations/{id}", {"domains": domains}).status == 204
        return id

    return create


@pytest.fixture
def create(admin, person, mark):
    def service(address, **fields):
        user = person(email_address=address)["id"]
        body = {
            "name": f"Service {mark}", "user_id": user, "created_by": user, "restricted": True,
            "email_message_limit": 50, "sms_message_limit": 50, "letter_message_limit": 50,
            **fields,
        }  # fmt: skip
        answer = admin("POST /service", body)
        assert answer.status == 201, answer.body
        return answer.data

    return service


@pytest.mark.parametrize(
    "address", ["ann@{}.gov.uk", "ann@deep.sub.{}.gov.uk", "ann@{}.gsi.gov.uk", "ann@{}.GOV.UK"]
)
def test_a_service_belongs_where_its_first_member_does(
    admin, organisation, create, committed, mark, address
):
    branding = {"name": f"B {mark}", "text": "B"}
    email = admin("POST /email-branding", branding).data["id"]
    id = organisation([f"{mark}.gov.uk"], organisation_type="central", crown=True)
    admin(f"POST /organisations/{id}", {"email_branding_id": email})

    made = create(address.format(mark), organisation_type="nhs_gp")

    assert (made["organisation"], made["organisation_type"]) == (id, "central")
    assert (made["email_branding"], made["letter_branding"]) == (email, None)
    allowance = admin(f"GET /service/{made['id']}/billing/free-sms-fragment-limit").body
    assert allowance["free_sms_fragment_limit"] == 20000
    crown = "select crown from postroom.services where id = %s"
    assert committed.execute(crown, [made["id"]]).fetchone()["crown"] is True


def test_the_longest_domain_wins(organisation, create, mark):
    organisation([f"{mark}.gov.uk"])
    narrow = organisation([f"parks.{mark}.gov.uk"])

    assert create(f"ann@parks.{mark}.gov.uk")["organisation"] == narrow


def test_a_domain_that_only_looks_alike(organisation, create, mark):
    organisation([f"{mark}.gov.uk"])

    made = create(f"ann@not-{mark}.gov.uk", organisation_type="local")

    assert (made["organisation"], made["organisation_type"]) == (None, "local")


@pytest.mark.parametrize("domain", ["nhs.uk", "trust.nhs.uk", "nhs.net", "trust.nhs.net"])
def test_people_of_the_health_service_have_its_brandings(create, mark, domain):
    made = create(f"ann-{mark}@{domain}")

    assert (made["email_branding"], made["letter_branding"]) == NHS


def test_people_of_organisations_manage_settings_like_public_servants(
    admin, organisation, person, create, mark
):
    organisation([f"{mark}.example"])
    member = f"ann@{mark}.example"
    service = create(member)
    second = person(email_address=f"bo-{mark}@elsewhere.example")["id"]
    path = f"/service/{service['id']}/users"
    admin(f"POST {path}/{second}", {"permissions": [{"permission": "manage_settings"}]})
    first = admin("POST /user/email", {"email": member}).data["id"]

    answer = admin(f"DELETE {path}/{first}")

    assert (answer.status, answer.message) == (400, "User cannot be removed from the service")
