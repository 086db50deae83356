import pytest

NHS_EMAIL = "a7dc4e56-660b-4db7-8cff-12c37b12b5ea"
NHS_LETTER = "2cd354bb-6b85-eda3-c0ad-6b613150459f"
SIGNER, FOR_ANOTHER, FOR_YOU = (
    "4fd2e43c-309b-4e50-8fb8-1955852d9d71", "c20206d5-bf03-4002-9a90-37d5032d9e84",
    "522b6657-5ca5-4368-a294-6b527703bd0b",
)  # fmt: skip


@pytest.fixture
def made(organisation):
    return organisation()


@pytest.fixture
def update(admin, made):
    """update(name="x") → what the update answers; update.read() → the organisation then"""

    def send(**changes):
        return admin(f"POST {made.path}", changes)

    send.read = lambda: admin(f"GET {made.path}").body
    return send


@pytest.fixture
def linked(admin, made, owned):
    admin(f"POST {made.path}/service", {"service_id": owned.id})
    return owned


@pytest.fixture
def brandings(admin, mark):
    """An email and a letter branding: their ids."""
    email = admin("POST /email-branding", {"name": f"B {mark}", "text": "B"}).data["id"]
    letter = admin("POST /letter-branding", {"name": f"B {mark}", "filename": f"b-{mark}"})
    return email, letter.body["id"]


def versions(admin, service):
    return len(admin(f"GET {service.path}/history").data["service_history"])


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Better {}"},
        {"crown": True},
        {"crown": None},
        {"agreement_signed": None},
        {"request_to_go_live_notes": "Ask Bo"},
        {"can_approve_own_go_live_requests": True},
        {"notes": "n", "purchase_order_number": "1", "billing_contact_names": "a",
         "billing_contact_email_addresses": "b@c.gov.uk", "billing_reference": "r"},
        {"agreement_signed_version": 1.2, "agreement_signed_on_behalf_of_name": "Bo",
         "agreement_signed_on_behalf_of_email_address": "bo@example.gov.uk"},
    ],
)  # fmt: skip
def test_what_the_admin_app_changes(update, mark, changes):
    before = update.read()
    changes = {k: v.format(mark) if k == "name" else v for k, v in changes.items()}

    assert update(**changes).status == 204

    assert update.read() == {**before, **changes}


def test_nothing_to_change(update, made):
    assert update().status == 204
    assert update.read() == made.body


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"name": None}, 400, ["name None is not of type string"]),
        ({"name": "x" * 256}, 404, "No result found"),
        ({"domains": ["x" * 256]}, 404, "No result found"),
        ({"billing_reference": "x" * 256}, 404, "No result found"),
        ({"crown": "x"}, 400, ["crown x is not of type boolean, null"]),
        ({"permissions": ["fly"]}, 400,
         ["permissions fly is not one of [can_ask_to_join_a_service]"]),
        ({"permissions": None}, 400, ["permissions None is not of type array"]),
        ({"email_branding_id": "x"}, 400, ["email_branding_id is not a valid UUID"]),
        ({"email_branding_id": "0a1b2c3d-1111-4222-8333-444455556666"}, 400,
         "The request contradicts what is stored already"),
        ({"agreement_signed_at": "yesterday"}, 404, "No result found"),
        ({"colour": 1}, 400, ["Additional properties are not allowed (colour was unexpected)"]),
    ],
)  # fmt: skip
def test_what_no_organisation_can_become(update, made, changes, status, message):
    answer = update(**changes)

    assert (answer.status, answer.errors or answer.message) == (status, message)
    assert update.read() == made.body


def test_names_and_domains_have_one_owner(admin, update, organisation, mark):
    other = organisation()
    admin(f"POST {other.path}", {"domains": [f"{mark}.uk"]})
    update(domains=[f"own-{mark}.uk"])

    taken = update(name=other.body["name"])
    assert (taken.status, taken.message) == (400, "Organisation name already exists")
    taken = update(domains=[f"new-{mark}.uk", f"{mark.upper()}.uk"])
    assert (taken.status, taken.message) == (400, "Domain already exists")
    assert update.read()["domains"] == [f"own-{mark}.uk"]


def test_domains_are_replaced_in_lower_case(update, mark):
    update(domains=[f"One-{mark}.uk", f"two-{mark}.uk", f"TWO-{mark}.uk"])
    assert update.read()["domains"] == [f"one-{mark}.uk", f"two-{mark}.uk"]

    assert update(domains="three.uk").status == 204
    assert len(update.read()["domains"]) == 2

    update(domains=[])
    assert update.read()["domains"] == []


def test_permissions_come_alone(update, made):
    assert update(permissions=[], name="Other").status == 204
    assert update.read() == {**made.body, "permissions": []}

    update(permissions=["can_ask_to_join_a_service"] * 2)
    assert set(update.read()["permissions"]) == {"can_ask_to_join_a_service"}


def test_type_and_crown_pass_on_to_every_service(admin, update, linked, committed):
    committed.execute(
        "update postroom.allowances set fragments = 7, is_custom = true where service_id = %s",
        [linked.id],
    )
    before = versions(admin, linked)

    update(organisation_type="central")

    assert admin(f"GET {linked.path}").data["organisation_type"] == "central"
    assert versions(admin, linked) == before + 1
    allowance = admin(f"GET {linked.path}/billing/free-sms-fragment-limit").body
    assert allowance["free_sms_fragment_limit"] == 20000
    update(crown=True)
    (service,) = committed.execute(
        "select crown from postroom.services where id = %s", [linked.id]
    ).fetchall()
    assert service["crown"] is True and versions(admin, linked) == before + 2


def test_a_default_branding_is_for_services_without_one(admin, update, linked, brandings, made):
    email, letter = brandings
    before = versions(admin, linked)

    assert update(email_branding_id=email).status == 204
    assert update(letter_branding_id=letter).status == 204

    service = admin(f"GET {linked.path}").data
    assert (service["email_branding"], service["letter_branding"]) == brandings
    assert versions(admin, linked) == before + 2
    assert [b["id"] for b in admin(f"GET {made.path}/email-branding-pool").data] == [email]
    assert [b["id"] for b in admin(f"GET {made.path}/letter-branding-pool").data] == [letter]
    update(email_branding_id=NHS_EMAIL)
    assert admin(f"GET {linked.path}").data["email_branding"] == email
    update(email_branding_id=None)
    assert update.read()["email_branding_id"] is None
    assert versions(admin, linked) == before + 2


def test_an_email_branding_in_the_pool_can_become_the_default(admin, update, brandings, made):
    email, _ = brandings
    admin(f"POST {made.path}/email-branding-pool", {"branding_ids": [email]})

    assert update(email_branding_id=email).status == 204

    assert update.read()["email_branding_id"] == email


def test_a_letter_branding_in_the_pool_cannot_until_it_is_taken_out(admin, update, brandings, made):
    _, letter = brandings
    pool = f"{made.path}/letter-branding-pool"
    admin(f"POST {pool}", {"branding_ids": [letter]})
    assert update(letter_branding_id=letter).message == "Letter branding is in the pool already"
    admin(f"DELETE {pool}/{letter}")

    for _ in range(2):
        assert update(letter_branding_id=letter).status == 204

    assert update.read()["letter_branding_id"] == letter


def test_a_health_type_brings_brandings_where_there_are_none(admin, update, made, brandings):
    email, _ = brandings
    update(email_branding_id=email)

    assert update(organisation_type="nhs_local").status == 204
    assert update(organisation_type="nhs_gp").status == 204

    now = update.read()
    assert (now["email_branding_id"], now["letter_branding_id"]) == (email, NHS_LETTER)
    pool = {b["id"] for b in admin(f"GET {made.path}/email-branding-pool").data}
    assert pool == {email, NHS_EMAIL}
    assert [b["id"] for b in admin(f"GET {made.path}/letter-branding-pool").data] == [NHS_LETTER]


@pytest.mark.parametrize(
    ("crown", "link"), [(True, "crown.pdf"), (False, "non-crown.pdf"), (None, "non-crown.pdf")]
)
def test_who_signs_an_agreement_gets_a_receipt(update, made, person, emails, crown, link):
    signer = person(name="Cy")
    update(crown=crown)

    update(
        agreement_signed=True, agreement_signed_by_id=signer["id"],
        agreement_signed_at="2026-11-23 17:05:25.513056",
    )  # fmt: skip

    (email,) = emails(signer["email_address"])
    assert email.template_id == SIGNER
    assert email.values.pop("mou_link") == f"http://localhost:6012/agreement/{link}"
    assert email.values == {
        "org_name": made.body["name"], "signed_by_name": "Cy", "on_behalf_of_name": None,
        "org_dashboard_link": f"http://localhost:6012/organisations/{made.id}",
    }  # fmt: skip
    assert email.reply_to is None
    assert update.read()["agreement_signed_at"] == "Mon, 23 Nov 2026 17:05:25 GMT"


def test_who_it_was_signed_for_hears_first(update, person, emails, mark):
    signer, other = person(), f"cy-{mark}@example.gov.uk"
    update(
        agreement_signed_version=1.2, agreement_signed_on_behalf_of_name="Cy",
        agreement_signed_on_behalf_of_email_address=other,
    )  # fmt: skip

    update(agreement_signed=True, agreement_signed_by_id=signer["id"])

    (first,), (second,) = emails(other), emails(signer["email_address"])
    assert (first.template_id, second.template_id) == (FOR_YOU, FOR_ANOTHER)
    assert first.values == second.values and first.values["on_behalf_of_name"] == "Cy"


def test_no_signer_no_email(update, person, emails):
    signer = person()
    update(agreement_signed_by_id=signer["id"])
    update(agreement_signed=True)

    assert emails(signer["email_address"]) == []
