import pytest

from tests.tools import make

ADDRESS = {"address_line_1": "Bo", "address_line_2": "1 Road", "postcode": "SW1A 1AA"}
TRIAL = (
    "Can’t send to this recipient when service is in trial mode "
    "– see https://www.notifications.service.gov.uk/trial-mode"
)


@pytest.fixture
def send(admin, service):
    """send("sms", to="07900900001") → the answer; other fields replace those of a good body."""

    def send(kind, owner=service, **fields):
        body = {
            "template_id": str(owner.templates[kind]),
            "to": "07900900001" if kind == "sms" else "bo@example.com",
            "personalisation": {"name": "Bo"},
            "created_by": str(owner.user),
            **fields,
        }
        return admin(f"POST /service/{owner.id}/send-notification", body)

    return send


@pytest.fixture
def letters(committed, service):
    service.templates["letter"] = make.template(
        committed, service, "letter", "Dear ((name))", subject="About ((name))"
    )
    return {"to": "Bo Person", "personalisation": {"name": "Bo", **ADDRESS}}


def refusal(answer):
    return answer.status, answer.message


def test_a_text_message_is_stored_and_queued(send, committed, service):
    answer = send("sms", to=" 07900 900001")

    assert answer.status == 201 and answer.body.keys() == {"id"}
    facts, contents = (
        make.facts(committed, answer.body["id"]),
        make.contents(committed, answer.body["id"]),
    )
    assert (facts["key_type"], facts["api_key_id"], facts["status"]) == ("normal", None, "created")
    assert facts["created_by_id"] == service.user and facts["client_reference"] is None
    assert (facts["billable_units"], facts["rate_multiplier"]) == (1, 1)
    assert contents["recipient"] == "07900 900001"
    assert contents["normalised_recipient"] == "447900900001"
    assert contents["personalisation"] == {"name": "Bo"}
    lane = committed.execute(
        "select lane from postroom.delivery_queue where notification_id = %s",
        (answer.body["id"],),
    ).fetchone()["lane"]
    assert lane == "sms"


def test_an_email_and_a_letter(send, committed, letters):
    email = send("email")
    letter = send(
        "letter",
        **{**letters, "personalisation": {**letters["personalisation"], "reference": "Case 1"}},
    )

    assert make.contents(committed, email.body["id"])["normalised_recipient"] == "bo@example.com"
    facts = make.facts(committed, letter.body["id"])
    assert facts["client_reference"] == "Case 1" and facts["postage"] == "second"
    assert len(facts["provider_reference"]) == 16
    contents = make.contents(committed, letter.body["id"])
    assert (contents["recipient"], contents["normalised_recipient"]) == ("Bo Person", "boperson")


def test_only_letters_take_their_reference_from_their_values(send, committed):
    answer = send("sms", personalisation={"name": "Bo", "reference": "r"})

    assert make.facts(committed, answer.body["id"])["client_reference"] is None


def test_a_letter_abroad(send, committed, service, letters):
    abroad = {"name": "Bo", "address_line_1": "Bo", "address_line_2": "1 Rue", "postcode": "France"}

    answer = send("letter", **{**letters, "personalisation": abroad})

    facts = make.facts(committed, answer.body["id"])
    assert (facts["postage"], facts["international"]) == ("europe", True)


def test_it_counts_towards_the_day(send, committed, service):
    committed.execute(
        "update postroom.services set sms_message_limit = 1 where id = %s", (service.id,)
    )
    assert send("sms").status == 201

    assert refusal(send("sms", to=None)) == (429, "Exceeded send limits (sms: 1) for today")
    assert send("email").status == 201


def test_numbers_abroad_have_a_limit_of_their_own(send, committed, service):
    committed.execute(
        "update postroom.services set international_sms_message_limit = 0 where id = %s",
        (service.id,),
    )

    answer = send("sms", to="+33612345678")

    assert refusal(answer) == (429, "Exceeded send limits (international_sms: 0) for today")


def test_a_service_in_trial_mode_reaches_its_members_alone(send, committed, letters, service):
    committed.execute("update postroom.services set restricted = true where id = %s", (service.id,))
    committed.execute(
        "update postroom.users set mobile_number = '07900 900002', email_address = %s"
        " where id = %s",
        (f"Member.{service.id}@example.gov.uk", service.user),
    )
    committed.execute(
        "insert into postroom.guest_list"
        " (service_id, recipient, normalised_recipient, recipient_type)"
        " values (%s, '07900900001', '447900900001', 'mobile')",
        (service.id,),
    )

    assert send("sms", to="+447900900002").status == 201
    assert send("email", to=f"member.{service.id}@EXAMPLE.gov.uk").status == 201
    for refused in (
        send("sms", to="07900900001"),
        send("sms", to="not a number"),
        send("email"),
        send("letter", **letters),
    ):
        assert refusal(refused) == (400, TRIAL)


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("sms", {"to": None}, "Recipient can't be empty"),
        ("sms", {"to": ""}, "Recipient can't be empty"),
        ("sms", {"to": "079"}, "Mobile number is too short"),
        (
            "sms", {"to": "o7900900001"},
            "Mobile numbers can only include: 0 1 2 3 4 5 6 7 8 9 ( ) + -",
        ),
        (
            "sms", {"to": "020 7946 0000"},
            "This does not look like a UK mobile number "
            "– double check the mobile number you entered",
        ),
        ("email", {"to": "bad"}, "Not a valid email address"),
        ("sms", {"personalisation": {}}, "Missing personalisation: name"),
        ("email", {"personalisation": None}, "Missing personalisation: name"),
        ("sms", {"personalisation": {"name": {"file": "QQ=="}}}, "Can only send a file by email"),
        (
            "sms", {"personalisation": {"name": "x" * 913}},
            "Your message is too long. Text messages cannot be longer than 918 characters. "
            "Your message is 919 characters long.",
        ),
        ("sms", {"sender_id": "0a1b2c3d-1111-4222-8333-444455556666"}, "SMS sender not found"),
        (
            "email", {"sender_id": "0a1b2c3d-1111-4222-8333-444455556666"},
            "Reply to email address not found",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_sent(send, kind, fields, message):
    assert refusal(send(kind, **fields)) == (400, message)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["Bo", "1 Road"], "Address must be at least 3 lines"),
        (
            ["Bo", "1 Road", "Town"],
            "Last line of address must be a real UK postcode or another country",
        ),
        (["Bo", "NFA", "SW1A 1AA"], "Must be a real address"),
        (
            ["Bo", "(1) Road", "SW1A 1AA"],
            "Address lines must not start with any of the following characters: "
            "@ ( ) = [ ] ” \\ / , < >",
        ),
    ],
)  # fmt: skip
def test_addresses_that_the_printer_would_not_take(send, letters, lines, message):
    address = {f"address_line_{number}": line for number, line in enumerate(lines, 1)}

    answer = send("letter", **{**letters, "personalisation": {"name": "Bo", **address}})

    assert refusal(answer) == (400, message)


def test_abroad_and_landlines_are_permissions(send, committed, service):
    committed.execute(
        "update postroom.services set permissions = '{sms, email}' where id = %s", (service.id,)
    )
    assert refusal(send("sms", to="+33612345678")) == (
        400,
        "Cannot send to international mobile numbers",
    )

    committed.execute(
        "update postroom.services set permissions = '{sms, sms_to_uk_landlines}' where id = %s",
        (service.id,),
    )
    assert send("sms", to="020 7946 0000").status == 201


def test_an_archived_template(send, committed, service):
    make.call(
        committed, "api.update_template", service_id=service.id,
        template_id=service.templates["sms"], changes='{"archived": true}',
    )  # fmt: skip

    assert refusal(send("sms")) == (400, "Template has been deleted")


def test_an_empty_message(send, committed, service):
    service.templates["sms"] = make.template(committed, service, "sms", "((name))")

    assert refusal(send("sms", personalisation={"name": " "})) == (400, "Your message is empty.")


def test_only_members_send(send, committed, service, nowhere):
    outsider = make.user(committed, name="Zoe")
    name = committed.execute(
        "select name from postroom.services where id = %s", (service.id,)
    ).fetchone()["name"]

    assert refusal(send("sms", created_by=str(outsider))) == (
        400, f'Can’t create notification - Zoe is not part of the "{name}" service',
    )  # fmt: skip
    assert refusal(send("sms", created_by=nowhere)) == (404, "No result found")


def test_what_is_unknown(send, admin, committed, service, nowhere):
    stranger = make.service(committed)

    for fields in (
        {"template_id": nowhere},
        {"template_id": "x"},
        {"template_id": str(stranger.templates["sms"])},
    ):
        assert refusal(send("sms", **fields)) == (404, "No result found")
    body = {"template_id": nowhere, "to": None, "created_by": nowhere}
    assert admin(f"POST /service/{nowhere}/send-notification", body).status == 404


def test_a_sender_that_was_chosen(send, committed, service):
    sms = make.call(
        committed, "api.save_sms_sender", service_id=service.id, sender="Chosen", is_default=False
    )
    reply_to = make.call(
        committed, "api.save_reply_to_address", service_id=service.id,
        email_address="reply@example.gov.uk", is_default=True,
    )  # fmt: skip

    chosen = send("sms", sender_id=sms["id"]).body["id"]
    default = send("email").body["id"]
    named = send("email", sender_id=reply_to["id"]).body["id"]

    assert make.contents(committed, chosen)["reply_to_text"] == "Chosen"
    for id in (default, named):
        assert make.contents(committed, id)["reply_to_text"] == "reply@example.gov.uk"


def test_a_change_of_the_service_counts_in_the_very_next_send(send, committed, service):
    assert send("sms").status == 201

    committed.execute("delete from postroom.service_users where service_id = %s", (service.id,))
    committed.execute("update postroom.services set restricted = true where id = %s", (service.id,))

    assert refusal(send("sms")) == (400, TRIAL)


def test_missing_fields(admin, service):
    answer = admin(f"POST /service/{service.id}/send-notification", {"personalisation": []})

    missing = ["Missing data for required field."]
    assert answer.message == {
        "template_id": missing, "to": missing, "created_by": missing,
        "personalisation": ["Not a valid mapping type."],
    }  # fmt: skip
