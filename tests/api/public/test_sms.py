import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.tools import make

SEND = "POST /v2/notifications/sms"


@pytest.fixture
def body(service):
    return {
        "phone_number": "07900900123",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Ann"},
    }


def without(body, *names):
    return {name: value for name, value in body.items() if name not in names}


def allow(db, service, *permissions):
    db.execute(
        "update postroom.services set permissions = permissions || %s where id = %s",
        (list(permissions), service.id),
    )


def forbid(db, service, *permissions):
    for permission in permissions:
        db.execute(
            "update postroom.services set permissions = array_remove(permissions, %s)"
            " where id = %s",
            (permission, service.id),
        )


def test_is_accepted_with_exactly_these_fields(ask, body, service):
    answer = ask(SEND, {**body, "reference": "r"})

    id = answer.body["id"]
    assert answer.status == 201
    assert answer.body == {
        "id": id,
        "reference": "r",
        "uri": f"http://localhost/v2/notifications/{id}",
        "template": {
            "id": str(service.templates["sms"]),
            "version": 1,
            "uri": f"http://localhost/services/{service.id}/templates/{service.templates['sms']}",
        },
        "scheduled_for": None,
        "content": {"body": "Hello Ann", "from_number": "POSTROOM"},
    }


def test_is_stored_as_sent_and_in_one_spelling(ask, body, committed):
    id = ask(SEND, {**body, "phone_number": " 07900\u200b 900 123 "}).body["id"]

    contents = make.contents(committed, id)
    assert contents["recipient"] == "07900 900 123"
    assert contents["normalised_recipient"] == "447900900123"
    assert contents["personalisation"] == {"name": "Ann"}


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"phone_number": None}, ["phone_number None is not of type string"]),
        ({"phone_number": True}, ["phone_number True is not of type string"]),
        ({"phone_number": "07"}, ["phone_number Number is not valid – double check the phone "
                                  "number you entered"]),
        ({"phone_number": "abc"}, ["phone_number Must not contain letters or symbols"]),
        ({"template_id": 5}, ["template_id is not a valid UUID"]),
        ({"template_id": None}, ["template_id is not a valid UUID"]),
        ({"template_id": ""}, ["template_id is not a valid UUID"]),
        ({"sms_sender_id": None}, ["sms_sender_id is not a valid UUID"]),
        ({"reference": 5}, ["reference 5 is not of type string"]),
        ({"reference": "x" * 1001}, [f"reference {'x' * 1001} is too long"]),
        ({"personalisation": "x"}, ["personalisation x is not of type object"]),
        ({"personalisation": [1]}, ["personalisation [1] is not of type object"]),
        ({"scheduled_for": 5}, ["scheduled_for 5 is not of type string, null"]),
        ({"scheduled_for": "2001-01-01"}, ["scheduled_for datetime can not be in the past"]),
        ({"scheduled_for": "2999-01-01"},
         ["scheduled_for datetime can only be 24 hours in the future"]),
        ({"scheduled_for": "soon"},
         ["scheduled_for datetime format is invalid. It must be a valid ISO8601 date time "
          "format, https://en.wikipedia.org/wiki/ISO_8601"]),
        ({"email_address": "a@b.co"},
         ["Additional properties are not allowed (email_address was unexpected)"]),
        ({"b": 1, "a": 2}, ["Additional properties are not allowed (a, b were unexpected)"]),
        ({"it's": 1}, ['Additional properties are not allowed ("its" was unexpected)']),
    ],
)  # fmt: skip
def test_schema_errors(ask, body, change, errors):
    answer = ask(SEND, {**body, **change})

    assert (answer.status, answer.errors) == (400, errors)
    assert {error["error"] for error in answer.body["errors"]} == {"ValidationError"}


@pytest.mark.parametrize("document", [None, [], "", 0, False, {}])
def test_an_empty_document_lacks_both_fields(ask, document):
    answer = ask(SEND, data=json.dumps(document))

    assert answer.errors == [
        "phone_number is a required property",
        "template_id is a required property",
    ]


@pytest.mark.parametrize(("document", "shown"), [('"x"', "x"), ("5", "5"), ("[1]", "[1]")])
def test_a_document_that_is_no_object(ask, document, shown):
    assert ask(SEND, data=document).errors == [f"{shown} is not of type object"]


@pytest.mark.parametrize(
    "data", ["", "{", b"\xff", '{"a": NaN}', "[" * 100_000, '{"a": 1' + "0" * 5000 + "}"]
)
def test_what_is_not_json(ask, data):
    answer = ask(SEND, data=data)

    assert (answer.status, answer.error) == (400, "Invalid JSON supplied in POST data")


def test_faults_come_in_the_order_of_the_schema(ask):
    answer = ask(SEND, {"phone_number": 1, "reference": 2, "x": 3})

    assert answer.errors == [
        "reference 2 is not of type string",
        "phone_number 1 is not of type string",
        "template_id is a required property",
        "Additional properties are not allowed (x was unexpected)",
    ]


@pytest.mark.parametrize("form", [str.upper, "{{{}}}".format, lambda id: id.replace("-", "")])
def test_a_template_id_in_any_form(ask, body, form):
    assert ask(SEND, {**body, "template_id": form(body["template_id"])}).status == 201


def test_a_scheduled_time_is_checked_and_ignored(ask, body):
    soon = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    answer = ask(SEND, {**body, "scheduled_for": soon})

    assert (answer.status, answer.body["scheduled_for"]) == (201, None)


def test_a_template_that_is_not_the_services(ask, body, committed):
    stranger = make.service(committed)
    for template in (uuid.uuid4(), stranger.templates["sms"]):
        answer = ask(SEND, {**body, "template_id": str(template)})
        assert (answer.status, answer.error) == (400, "Template not found")


def test_a_template_of_another_type(ask, body, service):
    answer = ask(SEND, {**body, "template_id": str(service.templates["email"])})
    assert answer.error == "email template is not suitable for sms notification"


def test_an_archived_template(ask, body, service, committed):
    assert ask(SEND, body).status == 201
    committed.execute(
        "update postroom.templates set archived = true where id = %s", (service.templates["sms"],)
    )
    assert ask(SEND, body).error == "Template has been deleted"


def test_a_new_template_can_be_used_at_once(ask, body, service, committed):
    assert ask(SEND, body).status == 201
    template = make.template(committed, service, "sms", "New")

    assert ask(SEND, {**body, "template_id": str(template)}).status == 201


@pytest.mark.parametrize("values", [{}, {"name": None}])
def test_missing_personalisation(ask, body, service, committed, values):
    template = make.template(committed, service, "sms", "((b)) ((name)) ((A))")
    answer = ask(SEND, {**body, "template_id": str(template), "personalisation": values})
    assert answer.error == "Missing personalisation: b, name, A"


def test_an_empty_message(ask, body, service, committed):
    template = make.template(committed, service, "sms", "((name))")
    answer = ask(SEND, {**body, "template_id": str(template), "personalisation": {"name": " "}})
    assert answer.error == "Your message is empty."


def test_a_message_that_is_too_long(ask, body):
    name = "x" * (918 - len("Hello "))
    assert ask(SEND, {**body, "personalisation": {"name": name}}).status == 201

    answer = ask(SEND, {**body, "personalisation": {"name": name + "x"}})

    assert answer.error == (
        "Your message is too long. Text messages cannot be longer than 918 characters. "
        "Your message is 919 characters long."
    )


def test_a_file_is_for_emails(ask, body):
    answer = ask(SEND, {**body, "personalisation": {"name": {"file": "YQ=="}}})
    assert answer.error == "Can only send a file by email"


def test_a_service_without_the_permission(ask, body, service, committed):
    forbid(committed, service, "sms")
    answer = ask(SEND, {**body, "template_id": str(uuid.uuid4())})
    assert answer.error == "Service is not allowed to send text messages"


def test_an_unknown_sender(ask, body, service):
    id = str(uuid.uuid4()).upper()
    answer = ask(SEND, {**body, "sms_sender_id": id})
    assert answer.error == (
        f"sms_sender_id {id} does not exist in database for service id {service.id}"
    )


def test_a_sender_that_is_a_number_shows_its_country(ask, body, service, committed):
    sender = committed.execute(
        "insert into postroom.sms_senders (service_id, sender, is_default)"
        " values (%s, '07700900123', false) returning id",
        (service.id,),
    ).fetchone()["id"]

    answer = ask(SEND, {**body, "sms_sender_id": str(sender)})

    assert answer.body["content"]["from_number"] == "447700900123"


def test_numbers_abroad_need_a_permission(ask, body, service, committed):
    abroad = {**body, "phone_number": "+33612345678"}
    forbid(committed, service, "international_sms")
    assert ask(SEND, abroad).error == "Cannot send to international mobile numbers"

    allow(committed, service, "international_sms")
    id = ask(SEND, abroad).body["id"]

    facts = make.facts(committed, id)
    assert facts["international"]
    assert facts["phone_prefix"] == "33"


def test_landlines_need_a_permission(ask, body, service, committed):
    landline = {**body, "phone_number": "020 7946 0958"}
    answer = ask(SEND, landline)
    assert answer.body["errors"] == [
        {"error": "InvalidPhoneError", "message": "Not a UK mobile number"}
    ]

    allow(committed, service, "sms_to_uk_landlines")
    assert ask(SEND, landline).status == 201


TEAM_ONLY = "Can’t send to this recipient using a team-only API key"
TRIAL = (
    "Can’t send to this recipient when service is in trial mode – see "
    "https://www.notifications.service.gov.uk/trial-mode"
)


@pytest.mark.parametrize(
    ("restricted", "key", "error"),
    [
        (False, "normal", None),
        (False, "team", TEAM_ONLY),
        (False, "test", None),
        (True, "normal", TRIAL),
        (True, "team", TEAM_ONLY),
        (True, "test", None),
    ],
)
def test_who_may_be_sent_to(ask, body, service, committed, restricted, key, error):
    committed.execute(
        "update postroom.services set restricted = %s where id = %s", (restricted, service.id)
    )
    assert ask(SEND, body, key=key).error == error

    committed.execute(
        "insert into postroom.guest_list values (%s, '07900 900123', '447900900123', 'mobile')",
        (service.id,),
    )
    assert ask(SEND, body, key=key).status == 201


def test_the_team_may_be_sent_to_in_any_spelling(ask, body, service, committed):
    committed.execute(
        "update postroom.users set mobile_number = '+44 7900 900123' where id = %s",
        (service.user,),
    )
    assert ask(SEND, body, key="team").status == 201


def test_a_simulated_number_is_not_stored(ask, body, committed):
    id = ask(SEND, {**body, "phone_number": "+44 7700 900 111"}).body["id"]

    assert make.facts(committed, id) is None
    assert ask(f"GET /v2/notifications/{id}").status == 404


def test_the_daily_limit_comes_before_anything_else(ask, service, committed):
    committed.execute(
        "update postroom.services set sms_message_limit = 0 where id = %s", (service.id,)
    )
    answer = ask(SEND, data="{")

    assert answer.status == 429
    assert answer.body["errors"] == [
        {
            "error": "TooManyRequestsError",
            "message": "Exceeded send limits (sms: 0) for today",
        }
    ]


@pytest.mark.parametrize(("key", "label"), [("normal", "LIVE"), ("team", "TEAM"), ("test", "TEST")])
def test_the_limit_a_minute(ask, body, service, committed, key, label):
    committed.execute("update postroom.services set rate_limit = 6 where id = %s", (service.id,))
    # Those that fail count too.
    statuses = [ask(SEND, data="{", key=key).status for _ in range(3)]

    assert statuses == [400, 400, 429]
    assert ask(SEND, body, key=key).errors == [
        f"Exceeded rate limit for key type {label} of 6 requests per 60 seconds"
    ]


def test_fragments_count_the_prefix(ask, body, service, committed):
    name = "x" * (160 - len("Hello "))
    id = ask(SEND, {**body, "personalisation": {"name": name}}).body["id"]
    assert make.facts(committed, id)["billable_units"] == 1

    committed.execute("update postroom.services set prefix_sms = true where id = %s", (service.id,))
    answer = ask(SEND, {**body, "personalisation": {"name": name}})

    assert make.facts(committed, answer.body["id"])["billable_units"] == 2
    assert answer.body["content"]["body"] == f"Hello {name}"


@pytest.mark.parametrize("value", ["\0", "\ud800", "\U0001f600", "'; drop table x; --"])
def test_any_text_is_a_value(ask, body, value):
    answer = ask(SEND, {**body, "personalisation": {"name": value}})
    assert answer.status == 201
    assert ask(f"GET /v2/notifications/{answer.body['id']}").status == 200


@pytest.mark.parametrize("reference", ["a\0b", "\ud800"])
def test_a_reference_that_cannot_be_stored_is_a_fault(ask, body, reference):
    answer = ask(SEND, {**body, "reference": reference})
    assert answer.status == 400
    assert answer.error.startswith("reference ")
