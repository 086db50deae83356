"""Letters from a template: what is accepted, what is refused, what reading shows."""

import pytest

from tests.tools import make

SEND = "POST /v2/notifications/letter"
ADDRESS = {"address_line_1": "Ann", "address_line_2": "1 Road", "address_line_3": "SW1A 1AA"}


@pytest.fixture
def template(service, committed):
    return make.template(committed, service, "letter", "Dear ((name))", subject="For “((name))” &")


@pytest.fixture
def body(template):
    return {"template_id": str(template), "personalisation": {"name": "Ann", **ADDRESS}}


def change(body, **values):
    return {**body, "personalisation": {**body["personalisation"], **values}}


def alter(committed, service, **fields):
    for name, value in fields.items():
        committed.execute(
            f"update postroom.services set {name} = %s where id = %s", (value, service.id)
        )


def test_is_accepted_with_exactly_these_fields(ask, body, service, template):
    answer = ask(SEND, {**body, "reference": "r"})

    id = answer.body["id"]
    assert answer.status == 201
    assert answer.body == {
        "id": id,
        "reference": "r",
        "uri": f"http://localhost/v2/notifications/{id}",
        "template": {
            "id": str(template),
            "version": 1,
            "uri": f"http://localhost/services/{service.id}/templates/{template}",
        },
        "scheduled_for": None,
        "content": {"body": "Dear Ann", "subject": "For “Ann” &amp;"},
    }


def test_is_stored_with_its_address_and_a_reference_for_the_printer(ask, body, committed):
    id = ask(SEND, change(body, address_line_3="sw1a1aa  ")).body["id"]

    facts, contents = make.facts(committed, id), make.contents(committed, id)
    assert (facts["status"], facts["postage"], facts["billable_units"]) == ("created", "second", 0)
    assert len(facts["provider_reference"]) == 16
    assert not facts["international"]
    assert contents["recipient"] == "Ann\n1 Road\nSW1A 1AA"
    assert contents["normalised_recipient"] == "ann1roadsw1a1aa"
    assert contents["pdf_key"] is None


def test_reading_shows_the_address_as_sent(ask, body):
    sent = change(body, address_line_3="  sw1a1aa", address_line_4=None)
    id = ask(SEND, {**sent, "reference": "r"}).body["id"]

    read = ask(f"GET /v2/notifications/{id}").body
    created_at, estimate = read.pop("created_at"), read.pop("estimated_delivery")
    template = sent["template_id"]
    assert read == {
        "id": id,
        "reference": "r",
        "email_address": None,
        "phone_number": None,
        "line_1": "Ann",
        "line_2": "1 Road",
        "line_3": "  sw1a1aa",
        "line_4": None,
        "line_5": None,
        "line_6": None,
        "postcode": None,
        "type": "letter",
        "status": "accepted",
        "template": {
            "id": template,
            "version": 1,
            "uri": f"http://localhost/v2/template/{template}/version/1",
        },
        "body": "Dear Ann",
        "subject": "For “Ann” &amp;",
        "created_by_name": None,
        "sent_at": None,
        "completed_at": None,
        "scheduled_for": None,
        "postage": "second",
        "one_click_unsubscribe_url": None,
        "is_cost_data_ready": False,
        "cost_in_pounds": None,
        "cost_details": {},
    }
    assert estimate[-10:] == created_at[-10:]


def test_seven_lines_or_six_and_a_postcode(ask, body):
    seven = {f"address_line_{n}": line for n, line in enumerate("ABCDEF", 1)}
    assert ask(SEND, change(body, **seven, address_line_7="SW1A1AA")).status == 201
    id = ask(SEND, change(body, address_line_3=None, postcode="sw1a 1aa")).body["id"]
    assert ask(f"GET /v2/notifications/{id}").body["postcode"] == "sw1a 1aa"


def test_what_is_no_text_in_an_address_is_shown_as_text(ask, body):
    id = ask(SEND, change(body, address_line_1=12, address_line_2=2.5)).body["id"]

    read = ask(f"GET /v2/notifications/{id}").body
    assert (read["line_1"], read["line_2"]) == ("12", "2.5")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, ["template_id is a required property", "personalisation is a required property"]),
        (7, ["7 is not of type object"]),
        ("content", ["content is not of type object"]),
        (["content"], ["[content] is not of type object"]),
        ({"template_id": "x", "personalisation": {}}, ["template_id is not a valid UUID"]),
        ({"reference": 1, "template_id": None, "personalisation": [], "scheduled_for": None},
         ["reference 1 is not of type string", "template_id is not a valid UUID",
          "personalisation [] is not of type object",
          "Additional properties are not allowed (scheduled_for was unexpected)"]),
        ({"template_id": "0a1b2c3d-1111-4222-8333-444455556666", "personalisation": {},
          "postage": "first"},
         ["Additional properties are not allowed (postage was unexpected)"]),
    ],
)  # fmt: skip
def test_schema_errors(ask, body, errors):
    answer = ask(SEND, body)
    assert (answer.status, answer.errors) == (400, errors)


ODD_START = (
    "Address lines must not start with any of the following characters: @ ( ) = [ ] ” \\ / , < >"
)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"address_line_3": ""}, "Address must be at least 3 lines"),
        ({"address_line_1": "a\nb\nc\nd\ne\nf"}, "Address must be no more than 7 lines"),
        ({"address_line_1": "!"},
         "The first 2 lines of the address must both include at least one alphanumeric character"),
        ({"address_line_2": "BFPO 2", "address_line_3": "x", "postcode": "France"},
         "The last line of a BFPO address must not be a country."),
        ({"address_line_3": "Narnia"}, "Must be a real UK postcode"),
        ({"address_line_3": "France"}, "Must be a real UK postcode"),
        ({"address_line_1": "@nn"}, ODD_START),
        ({"address_line_1": '"Ann'}, ODD_START),
        ({"address_line_2": "No Fixed Abode"}, "Must be a real address"),
        ({"address_line_2": "nfa"}, "Must be a real address"),
    ],
)  # fmt: skip
def test_address_errors(ask, body, service, committed, values, error):
    permissions = ["letter"]
    alter(committed, service, permissions=permissions)
    answer = ask(SEND, change(body, **values))

    assert (answer.status, answer.body["errors"]) == (
        400, [{"error": "ValidationError", "message": error}],
    )  # fmt: skip


@pytest.mark.parametrize(("country", "postage"), [("France", "europe"), ("japan", "rest-of-world")])
def test_abroad_the_address_decides_the_postage(ask, body, committed, country, postage):
    id = ask(SEND, change(body, address_line_3=country)).body["id"]

    assert ask(f"GET /v2/notifications/{id}").body["postage"] == postage
    assert make.facts(committed, id)["international"]


def test_an_unknown_country_when_abroad_is_allowed(ask, body):
    assert ask(SEND, change(body, address_line_3="Narnia")).error == (
        "Last line of address must be a real UK postcode or another country"
    )


def test_the_template_decides_the_postage_at_home(ask, body, service, committed):
    template = make.template(committed, service, "letter", "x", subject="s", postage="first")
    id = ask(SEND, {**body, "template_id": str(template)}).body["id"]
    assert ask(f"GET /v2/notifications/{id}").body["postage"] == "first"


def test_business_rules_in_their_order(ask, service, committed, template):
    def wrong(**fields):
        return ask(SEND, {"template_id": str(template), "personalisation": {}, **fields}).error

    unknown = {"template_id": "0a1b2c3d-1111-4222-8333-444455556666"}
    alter(committed, service, permissions=["sms"], restricted=True)
    assert wrong(**unknown) == "Service is not allowed to send letters"
    alter(committed, service, permissions=["letter"])
    assert wrong(**unknown) == "Template not found"
    sms = {"template_id": str(service.templates["sms"])}
    assert wrong(**sms) == "sms template is not suitable for letter notification"
    assert wrong() == "Missing personalisation: name"
    file = {"name": {"file": "YQ=="}}
    assert wrong(personalisation=file) == "Can only send a file by email"
    values = {"personalisation": {"name": "x"}}
    assert wrong(**values) == "Cannot send letters when service is in trial mode"
    alter(committed, service, restricted=False)
    assert wrong(**values) == "Address must be at least 3 lines"
    committed.execute("update postroom.templates set archived = true where id = %s", (template,))
    assert wrong() == "Template has been deleted"


def test_an_empty_body(ask, body, service, committed):
    template = make.template(committed, service, "letter", "((name))", subject="s")
    empty = {**change(body, name=" "), "template_id": str(template)}
    assert ask(SEND, empty).error == "Your message is empty."


def test_values_of_the_contact_block_must_be_given(ask, body, service, committed, template):
    contact = committed.execute(
        "insert into postroom.letter_contacts (service_id, contact_block, is_default)"
        " values (%s, 'Team ((team))', true) returning id",
        (service.id,),
    ).fetchone()["id"]
    committed.execute(
        "update postroom.template_versions set letter_contact_id = %s where template_id = %s",
        (contact, template),
    )

    assert ask(SEND, body).error == "Missing personalisation: team"
    id = ask(SEND, change(body, team="A")).body["id"]
    assert make.contents(committed, id)["reply_to_text"] == "Team ((team))"


def test_a_qr_code_that_no_phone_would_read(ask, body, service, committed):
    template = make.template(committed, service, "letter", "qr: ((name))", subject="s")
    sent = {**body, "template_id": str(template)}

    assert ask(SEND, change(sent, name="x" * 504)).status == 201
    answer = ask(SEND, change(sent, name="x" * 505))

    assert answer.status == 400
    assert answer.body["errors"] == [
        {
            "error": "ValidationError",
            "message": "Cannot create a usable QR code - the link is too long",
            "data": "x" * 505,
            "num_bytes": 505,
            "max_bytes": 504,
        }
    ]


@pytest.mark.parametrize(
    ("key", "restricted", "answer"),
    [
        ("normal", False, (201, None)),
        ("test", False, (201, None)),
        ("test", True, (201, None)),
        ("team", False, (403, "Cannot send letters with a team api key")),
        ("team", True, (403, "Cannot send letters with a team api key")),
        ("normal", True, (403, "Cannot send letters when service is in trial mode")),
    ],
)
def test_who_may_send_letters(ask, body, service, committed, key, restricted, answer):
    alter(committed, service, restricted=restricted)
    for document in (body, {"reference": "r", "content": ""}):
        found = ask(SEND, document, key=key)
        assert (found.status, found.error) == answer


def test_letters_of_test_keys_are_accepted_at_once_and_never_cost_anything(ask, body):
    id = ask(SEND, body, key="test").body["id"]

    read = ask(f"GET /v2/notifications/{id}").body
    assert (read["status"], read["completed_at"], read["sent_at"]) == ("accepted", None, None)
    assert (read["is_cost_data_ready"], read["cost_in_pounds"]) == (True, 0.0)
    assert read["cost_details"] == {"billable_sheets_of_paper": 0, "postage": "second"}


@pytest.mark.parametrize("precompiled", [False, True])
def test_the_days_limit_comes_before_every_other_fault(ask, body, service, committed, precompiled):
    good = {"reference": "r", "content": ""} if precompiled else body
    alter(committed, service, letter_message_limit=2)
    assert [ask(SEND, good).status for _ in range(2)] == [201, 201]
    for sent in (good, {"content": 1} if precompiled else {}):
        answer = ask(SEND, sent)
        assert (answer.status, answer.body["errors"]) == (
            429,
            [{"error": "TooManyRequestsError",
              "message": "Exceeded send limits (letter: 2) for today"}],
        )  # fmt: skip
    assert ask(SEND, good, key="test").status == 201
    alter(committed, service, letter_message_limit=0)
    assert ask(SEND, good, key="test").status == 429


def test_a_letter_takes_one_token_of_the_minute(ask, body, service, committed):
    alter(committed, service, rate_limit=9)

    assert [ask(SEND, body).status for _ in range(4)] == [201, 201, 201, 429]


@pytest.mark.parametrize("odd", ["\0", "\ud800", "\u2028", "x" * 100_000, "((name))", "<b>"])
def test_odd_values_are_no_fault_of_ours(ask, body, odd):
    for values in ({"name": odd}, {"address_line_1": f"a{odd}"}, {"address_line_9": odd}):
        id = ask(SEND, change(body, **values)).body["id"]
        assert ask(f"GET /v2/notifications/{id}").status == 200


def test_letters_are_listed_with_the_rest(ask, body, service, committed):
    id = ask(SEND, {**body, "reference": "r"}).body["id"]
    make.send(committed, service)

    for query in ("template_type=letter", "reference=r", "status=accepted&template_type=letter"):
        listed = ask(f"GET /v2/notifications?{query}").body["notifications"]
        assert [found["id"] for found in listed] == [id]
