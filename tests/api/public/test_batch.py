"""Many messages in one request (docs/contract/sending.md, many messages)."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from tests.tools import make


@pytest.fixture
def sms(service):
    def sms(**fields):
        return {
            "type": "sms",
            "phone_number": "07900900123",
            "template_id": str(service.templates["sms"]),
            "personalisation": {"name": "Ann"},
            **fields,
        }

    return sms


@pytest.fixture
def email(service):
    return {
        "type": "email",
        "email_address": "ann@example.com",
        "template_id": str(service.templates["email"]),
        "personalisation": {"name": "Ann"},
    }


@pytest.fixture
def batch(ask):
    """batch(message, …) → the answer"""

    def batch(*messages, key="normal"):
        return ask("POST /v2/notifications/batch", {"notifications": list(messages)}, key=key)

    return batch


@pytest.fixture
def count(committed, service):
    def count():
        return committed.execute(
            "select count(*) as n from postroom.notifications where service_id = %s", (service.id,)
        ).fetchone()["n"]

    return count


def codes(answer):
    return [one["status_code"] for one in answer.body["notifications"]]


def errors(answer):
    return [
        one["body"]["errors"][0]["message"] if one["status_code"] >= 400 else None
        for one in answer.body["notifications"]
    ]


def alone(document):
    return {name: value for name, value in document.items() if name != "type"}


def without_ids(body):
    return {
        name: value.rsplit("/", 1)[0] if name == "uri" else value
        for name, value in body.items()
        if name != "id"
    }


def test_each_is_answered_as_if_it_had_come_alone(batch, ask, sms, email, count):
    messages = [
        sms(reference="r"),
        email,
        sms(phone_number="x"),
        sms(personalisation={}),
        {"type": "letter"},
        sms(template_id=email["template_id"]),
        {**email, "x": 1},
        sms(phone_number="07700900000"),
    ]

    answer = batch(*messages)

    assert answer.status == 200
    for document, one in zip(messages, answer.body["notifications"], strict=True):
        single = ask(f"POST /v2/notifications/{document['type']}", alone(document))
        assert one["status_code"] == single.status
        assert without_ids(one["body"]) == without_ids(single.body)
    assert codes(answer) == [201, 201, 400, 400, 400, 400, 400, 201]
    assert count() == 4


def test_ids_are_those_of_the_messages(batch, ask, sms, email):
    for one in batch(sms(), email).body["notifications"]:
        id = one["body"]["id"]
        assert one["body"]["uri"].endswith(f"/v2/notifications/{id}")
        assert ask(f"GET /v2/notifications/{id}").status == 200


def test_letters_and_pdfs(batch, committed, service):
    template = make.template(committed, service, "letter", "Dear ((name))", subject="About")
    values = {
        "address_line_1": "Ann", "address_line_2": "1 Road", "postcode": "SW1A 1AA", "name": "Ann"
    }  # fmt: skip
    pdf = base64.b64encode(b"%PDF-1.4").decode()

    answer = batch(
        {"type": "letter", "template_id": str(template), "personalisation": values},
        {"type": "letter", "reference": "r", "content": pdf},
        {"type": "letter", "reference": "r", "content": "A"},
    )

    assert codes(answer) == [201, 201, 400]
    pdf_answer = answer.body["notifications"][1]["body"]
    assert pdf_answer.keys() == {"id", "reference", "postage"}
    assert errors(answer)[2] == "Cannot decode letter content (invalid base64 encoding)"


def test_files_by_email(batch, email, committed, service):
    committed.execute(
        "update postroom.services set contact_link = 'a@b.gov.uk' where id = %s", (service.id,)
    )
    file = {"file": base64.b64encode(b"a,b").decode(), "filename": "a.csv"}
    answer = batch({**email, "personalisation": {"name": file}})
    assert codes(answer) == [201]
    assert "/d/" in answer.body["notifications"][0]["body"]["content"]["body"]


@pytest.mark.parametrize(
    ("body", "error", "texts"),
    [
        ({}, "ValidationError", ["notifications is a required property"]),
        (
            {"notifications": 5},
            "ValidationError",
            ["notifications 5 is not of type array"],
        ),
        ({"notifications": []}, "ValidationError", ["notifications [] should be non-empty"]),
        (
            {"notifications": [{}], "x": 1},
            "ValidationError",
            ["Additional properties are not allowed (x was unexpected)"],
        ),
        (
            {"notifications": [{}] * 1001},
            "BadRequestError",
            ["Too many notifications. Maximum number of notifications allowed is 1000"],
        ),
        ([1], "ValidationError", ["[1] is not of type object"]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_faults_of_the_whole(ask, body, error, texts):
    answer = ask("POST /v2/notifications/batch", body)
    assert (answer.status, answer.errors) == (400, texts)
    assert answer.body["errors"][0]["error"] == error


def test_faults_of_one_message(batch, sms):
    answer = batch(5, None, ["a"], "it's", {}, {"type": "fax", "x": 1}, {"type": 5}, sms())

    assert codes(answer) == [400] * 7 + [201]
    assert errors(answer) == [
        "5 is not of type object",
        "None is not of type object",
        "[a] is not of type object",
        '"its" is not of type object',
        "type is a required property",
        "type fax is not one of [sms, email, letter]",
        "type 5 is not one of [sms, email, letter]",
        None,
    ]
    assert {one["body"]["errors"][0]["error"] for one in answer.body["notifications"][:7]} == {
        "ValidationError"
    }


def test_it_takes_one_token(batch, sms, committed, service):
    committed.execute("update postroom.services set rate_limit = 6 where id = %s", (service.id,))
    answers = [batch(sms(), sms(), sms()) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit"] == '"minute";r=1;t=10'


def test_the_days_limit_is_exact_and_in_order(batch, sms, email, committed, service, count):
    committed.execute(
        "update postroom.services set sms_message_limit = 3 where id = %s", (service.id,)
    )
    bad = sms(phone_number="x")

    answer = batch(sms(), bad, sms(), email, sms(), bad, sms(), email)

    assert codes(answer) == [201, 400, 201, 201, 201, 429, 429, 201]
    assert errors(answer)[6] == "Exceeded send limits (sms: 3) for today"
    assert "Retry-After" not in answer.headers
    assert count() == 5


def test_a_message_that_is_too_large_refuses_no_other(batch, sms):
    answer = batch(sms(personalisation={"name": "x" * 3_000_000}), sms())
    assert codes(answer) == [413, 201]


def test_team_keys(batch, sms, email):
    assert codes(batch(sms(), email, key="team")) == [400, 400]
    assert codes(batch(sms(), email, key="test")) == [201, 201]


def test_valid_until(batch, sms):
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    answer = batch(
        sms(valid_until=later), sms(valid_until="2020-01-01T00:00"), sms(valid_until=None)
    )
    assert codes(answer) == [201, 400, 201]
    assert errors(answer)[1] == "valid_until datetime can not be in the past"


def test_a_thousand(batch, sms, email, count):
    answer = batch(*[sms(), email] * 500)
    assert codes(answer) == [201] * 1000
    assert count() == 1000
    assert len({one["body"]["id"] for one in answer.body["notifications"]}) == 1000
