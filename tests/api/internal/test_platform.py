def test_organisations_are_listed(admin):
    found = {o["name"]: o for o in admin("GET /organisations").body}

    ours = found["NHS Notify"]
    assert ours["id"] == "477f8870-af2b-4b81-9a2c-1fad12028919"
    assert (ours["active"], ours["organisation_type"], ours["domains"]) == (
        True,
        "nhs_notify",
        [],
    )
    assert ours["count_of_live_services"] == 0


def test_providers_are_listed_by_type_and_priority(admin):
    listed = admin("GET /provider-details").body["provider_details"]

    assert [p["identifier"] for p in listed if p["notification_type"] == "sms"] == [
        "firetext",
        "mmg",
        "sandbox",
    ]
    assert listed[0]["notification_type"] == "email"
    assert {p["reason"] for p in listed} == {None}
