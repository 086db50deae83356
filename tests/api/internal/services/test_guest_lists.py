def test_guests_are_replaced_as_given(admin, owned, nowhere):
    path = f"{owned.path}/guest-list"
    guests = {
        "email_addresses": ["Bo@Example.gov.uk"],
        "phone_numbers": ["07700 900 111", "+1 202 555 0104"],
    }

    assert admin(f"PUT {path}", guests).status == 204
    found = admin(f"GET {path}").body
    assert {name: sorted(found[name]) for name in found} == {
        name: sorted(guests[name]) for name in guests
    }
    assert admin(f"PUT {path}", {"email_addresses": [], "phone_numbers": []}).status == 204
    assert admin(f"GET {path}").body == {"email_addresses": [], "phone_numbers": []}
    assert admin(f"GET /service/{nowhere}/guest-list").status == 404
    assert admin(f"PUT /service/{nowhere}/guest-list", guests).status == 404


def test_one_bad_guest_keeps_all_out(admin, owned):
    path = f"{owned.path}/guest-list"
    admin(f"PUT {path}", {"email_addresses": ["a@b.uk"], "phone_numbers": []})

    for bad in (
        {"email_addresses": ["c@d.uk", "nobody"], "phone_numbers": []},
        {"email_addresses": [], "phone_numbers": ["nobody"]},
    ):
        answer = admin(f"PUT {path}", bad)
        assert (answer.status, answer.message) == (
            400,
            'Invalid guest list: "nobody" is not a valid email address or phone number',
        )

    assert admin(f"GET {path}").body["email_addresses"] == ["a@b.uk"]
    assert admin(f"PUT {path}", {"email_addresses": []}).status == 400
    assert admin(f"PUT {path}", {"email_addresses": [5], "phone_numbers": []}).status == 400


def test_a_guest_counts_for_the_next_send(admin, service, ask):
    admin(f"POST /service/{service.id}", {"restricted": True})
    body = {
        "phone_number": "+447700900112",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Bo"},
    }
    assert ask("POST /v2/notifications/sms", body).status == 400

    guests = {"email_addresses": [], "phone_numbers": ["07700 900112"]}
    admin(f"PUT /service/{service.id}/guest-list", guests)

    assert ask("POST /v2/notifications/sms", body).status == 201
