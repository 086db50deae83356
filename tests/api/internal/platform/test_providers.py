import pytest


@pytest.fixture
def mmg(committed):
    id = committed.execute(
        "select id from postroom.provider_details where identifier = 'mmg'"
    ).fetchone()["id"]
    return f"/provider-details/{id}"


def provider(response):
    assert response.status == 200
    return response.body["provider_details"]


def test_providers_are_listed_by_type_and_priority(admin, committed):
    committed.execute(
        "update postroom.provider_details set priority = 50 where identifier = 'firetext'"
    )
    committed.execute(
        "update postroom.provider_details set priority = 51, updated_at = null, reason = null"
        " where identifier = 'mmg'"
    )
    listed = admin("GET /provider-details").body["provider_details"]

    assert [p["identifier"] for p in listed if p["notification_type"] == "sms"] == [
        "firetext",
        "mmg",
    ]
    assert [p["identifier"] for p in listed if p["notification_type"] != "sms"] == ["ses", "dvla"]
    assert (listed[0]["notification_type"], listed[-1]["notification_type"]) == ("email", "letter")
    (mmg,) = [p for p in listed if p["identifier"] == "mmg"]
    assert {key: mmg[key] for key in mmg if key not in ("id", "created_by_name")} == {
        "active": True,
        "current_month_billable_sms": 0,
        "display_name": "MMG",
        "identifier": "mmg",
        "notification_type": "sms",
        "priority": 51,
        "reason": None,
        "supports_international": True,
        "updated_at": None,
    }


def test_the_sandbox_plays_the_part_of_others_and_smtp_is_there_when_used(admin, committed):
    def active():
        listed = admin("GET /provider-details").body["provider_details"]
        return {p["identifier"]: p["active"] for p in listed}

    everyone = {"mmg": True, "firetext": True, "ses": True, "dvla": True}
    assert active() == everyone
    committed.execute("select ops.set_provider('sms', 'sandbox', false)")
    committed.execute("select ops.set_provider('sms', 'firetext', true)")
    committed.execute("select ops.set_provider('email', 'smtp', true)")
    try:
        assert active() == {**everyone, "mmg": False, "smtp": True}
    finally:
        committed.execute("select ops.set_provider('sms', 'sandbox', true)")
        committed.execute("select ops.set_provider('sms', 'firetext', false)")
        committed.execute("select ops.set_provider('email', 'smtp', false)")


def test_fragments_of_the_month_are_those_that_billing_has_counted(admin, committed, service):
    with committed.transaction():
        committed.execute("set local role postroom_owner")
        for provider, day, units in (
            ("mmg", 0, 3),
            ("mmg", 0, 4),
            ("firetext", 0, 5),
            ("mmg", 40, 7),
        ):
            committed.execute(
                "insert into postroom.billing_facts (day, service_id, template_id,"
                " notification_type, provider, rate_multiplier, international, rate, postage,"
                " billable_units, notifications_sent)"
                " values (ops.today() - %s::int, %s, %s, 'sms', %s, 2, false, %s, 'none', %s, 1)",
                (day, service.id, service.templates["sms"], provider, units / 1000, units),
            )

    listed = admin("GET /provider-details").body["provider_details"]

    units = {p["identifier"]: p["current_month_billable_sms"] for p in listed}
    assert (units["mmg"], units["firetext"], units["ses"]) == (14, 10, 0)


def test_a_change_is_a_version_with_its_reason_and_author(admin, mmg, person):
    user = person()
    before = provider(admin(f"GET {mmg}"))

    changed = provider(
        admin(f"POST {mmg}", {"priority": 40, "reason": "slow", "created_by": user["id"]})
    )

    assert (changed["priority"], changed["reason"]) == (40, "slow")
    assert changed["version"] == before["version"] + 1
    assert changed["created_by"]["id"] == user["id"]
    assert set(changed["created_by"]) == {"id", "name", "email_address"}
    assert changed["updated_at"].endswith("Z")
    assert provider(admin(f"GET {mmg}")) == changed
    assert set(changed) == {
        "id", "display_name", "identifier", "priority", "notification_type", "active", "version",
        "updated_at", "created_by", "reason", "supports_international",
    }  # fmt: skip
    versions = admin(f"GET {mmg}/versions").data
    assert versions[0] == changed
    assert versions[1]["priority"] == before["priority"]
    (listed,) = [
        p
        for p in admin("GET /provider-details").body["provider_details"]
        if p["identifier"] == "mmg"
    ]
    assert (listed["reason"], listed["created_by_name"]) == ("slow", user["name"])
    assert listed["updated_at"].endswith(" GMT")


def test_an_empty_change_is_one_too(admin, mmg):
    before = provider(admin(f"GET {mmg}"))

    assert provider(admin(f"POST {mmg}", {}))["version"] == before["version"] + 1


def test_at_most_100_versions_are_shown(admin, mmg):
    for _ in range(101):
        admin(f"POST {mmg}", {})

    assert len(admin(f"GET {mmg}/versions").data) == 100


def test_what_may_not_be_changed(admin, mmg):
    response = admin(f"POST {mmg}", {"identifier": "x", "display_name": "y", "priority": 1})

    assert response.status == 400
    assert response.message == {
        "identifier": ["Not permitted to be updated"],
        "display_name": ["Not permitted to be updated"],
    }


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"priority": "many"}, 404),
        ({"priority": 1.5}, 404),
        ({"priority": 101}, 400),
        ({"priority": -1}, 400),
        ({"priority": 10**30}, 400),
        ({"active": "yes"}, 400),
        ({"reason": "x" * 256}, 400),
        ({"reason": "\0"}, 404),
        ({"created_by": "nobody"}, 400),
        ({"created_by": "0a1b2c3d-1111-4222-8333-444455556666"}, 404),
    ],
)
def test_faults(admin, mmg, change, status):
    before = provider(admin(f"GET {mmg}"))

    assert admin(f"POST {mmg}", change).status == status
    assert provider(admin(f"GET {mmg}")) == before


def test_an_unknown_provider(admin):
    path = "/provider-details/0a1b2c3d-1111-4222-8333-444455556666"

    assert provider(admin(f"GET {path}")) == {}
    assert admin(f"GET {path}/versions").body == {"data": []}
    assert admin(f"POST {path}", {"priority": 1}).status == 404
