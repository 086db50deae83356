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
