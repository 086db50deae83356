import uuid

import pytest

from tests.tools import make

SEND = "POST /v2/notifications/email"


@pytest.fixture
def body(service):
    return {
        "email_address": "Ann@Example.com",
        "template_id": str(service.templates["email"]),
        "personalisation": {"name": "Ann"},
    }


def test_is_accepted_with_exactly_these_fields(ask, body, service, committed):
    answer = ask(SEND, body)

    id = answer.body["id"]
    local_part = committed.execute(
        "select email_sender_local_part as part from postroom.services where id = %s",
        (service.id,),
    ).fetchone()["part"]
    assert answer.status == 201
    assert answer.body == {
        "id": id,
        "reference": None,
        "uri": f"http://localhost/v2/notifications/{id}",
        "template": {
            "id": str(service.templates["email"]),
            "version": 1,
            "uri": f"http://localhost/services/{service.id}/templates/{service.templates['email']}",
        },
        "scheduled_for": None,
        "content": {
            "body": "Hello Ann",
            "subject": "For Ann",
            "from_email": f"{local_part}@notify.tools",
            "one_click_unsubscribe_url": None,
        },
        "sanitised_content": {},
    }


def test_the_address_is_shown_as_sent_and_compared_in_lower_case(ask, body, committed):
    id = ask(SEND, body).body["id"]

    assert ask(f"GET /v2/notifications/{id}").body["email_address"] == "Ann@Example.com"
    assert make.contents(committed, id)["normalised_recipient"] == "ann@example.com"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email_address": "nobody"}, "email_address Not a valid email address"),
        ({"email_address": None}, "email_address None is not of type string"),
        ({"email_reply_to_id": "x"}, "email_reply_to_id is not a valid UUID"),
        ({"one_click_unsubscribe_url": "http://x.com"},
         "one_click_unsubscribe_url is not a valid https url"),
        ({"one_click_unsubscribe_url": None},
         "one_click_unsubscribe_url is not a valid https url"),
        ({"one_click_unsubscribe_url": "https://x y"},
         "one_click_unsubscribe_url is not a valid https url"),
        ({"one_click_unsubscribe_url": "https://x/" + "a" * 891},
         "one_click_unsubscribe_url is not a valid https url"),
        ({"one_click_unsubscribe_url": "https://x/é"},
         "one_click_unsubscribe_url is not a valid https url"),
        ({"one_click_unsubscribe_url": "https://x/\r\nBcc:y"},
         "one_click_unsubscribe_url is not a valid https url"),
        ({"one_click_unsubscribe_url": "HTTPS://x.com"},
         "one_click_unsubscribe_url is not a valid https url"),
        ({"sanitise_content_for": "name"},
         "sanitise_content_for name is not of type array, null"),
        ({"phone_number": "07900900123"},
         "Additional properties are not allowed (phone_number was unexpected)"),
    ],
)  # fmt: skip
def test_schema_errors(ask, body, change, error):
    answer = ask(SEND, {**body, **change})

    assert (answer.status, answer.errors) == (400, [error])


def test_the_longest_unsubscribe_link(ask, body):
    url = "https://x/" + "a" * 890
    assert ask(SEND, {**body, "one_click_unsubscribe_url": url}).status == 201


def test_an_unsubscribe_link_is_given_back(ask, body):
    url = "https://example.com/stop?id=1"
    answer = ask(SEND, {**body, "one_click_unsubscribe_url": url})

    assert answer.body["content"]["one_click_unsubscribe_url"] == url
    read = ask(f"GET /v2/notifications/{answer.body['id']}").body
    assert read["one_click_unsubscribe_url"] == url


def test_a_template_may_bring_an_unsubscribe_link_of_its_own(ask, body, service, committed):
    template = make.template(
        committed, service, "email", "Hello ((name))", has_unsubscribe_link=True
    )
    id = ask(SEND, {**body, "template_id": str(template)}).body["id"]

    read = ask(f"GET /v2/notifications/{id}").body

    assert read["one_click_unsubscribe_url"].startswith(f"http://127.0.0.1:6011/unsubscribe/{id}/")


def test_values_are_sanitised_on_request(ask, body, committed):
    answer = ask(
        SEND,
        {
            **body,
            "personalisation": {"Name": "*x* [c](http://e.com)"},
            "sanitise_content_for": ["NA_ME", "other"],
        },
    )

    harmless = "\\*x\\* \\[c\\]\\(\\)"
    assert answer.body["sanitised_content"] == {
        "Name": {"unsanitised": "*x* [c](http://e.com)", "sanitised": harmless}
    }
    assert answer.body["content"]["body"] == f"Hello {harmless}"
    assert make.contents(committed, answer.body["id"])["personalisation"] == {"Name": harmless}


@pytest.mark.parametrize("odd", [[1], [None], [{"a": 1}], ["name", 5]])
def test_odd_lists_to_sanitise_are_harmless(ask, body, odd):
    assert ask(SEND, {**body, "sanitise_content_for": odd}).status == 201


def test_an_unknown_reply_to_address(ask, body, service):
    id = str(uuid.uuid4())
    assert ask(SEND, {**body, "email_reply_to_id": id}).error == (
        f"email_reply_to_id {id} does not exist in database for service id {service.id}"
    )


def test_the_reply_to_address_is_kept_with_the_message(ask, body, service, committed):
    default, other = (
        committed.execute(
            "insert into postroom.email_reply_to_addresses (service_id, email_address, is_default)"
            " values (%s, %s, %s) returning id",
            (service.id, address, address == "a@example.com"),
        ).fetchone()["id"]
        for address in ("a@example.com", "b@example.com")
    )
    assert default
    first = ask(SEND, body).body["id"]
    second = ask(SEND, {**body, "email_reply_to_id": str(other)}).body["id"]

    assert make.contents(committed, first)["reply_to_text"] == "a@example.com"
    assert make.contents(committed, second)["reply_to_text"] == "b@example.com"


def test_a_message_that_is_too_long(ask, body):
    name = "x" * (2_000_000 - len("Hello "))
    assert ask(SEND, {**body, "personalisation": {"name": name}}).status == 201

    assert ask(SEND, {**body, "personalisation": {"name": name + "x"}}).error == (
        "Your message is too long. Emails cannot be longer than 2000000 bytes. "
        "Your message is 2000001 bytes."
    )


def test_files_need_contact_details(ask, body, service):
    answer = ask(SEND, {**body, "personalisation": {"name": {"file": "YQ=="}}})
    assert answer.error == (
        "Send files by email has not been set up - add contact details for your service at "
        f"http://localhost:6012/services/{service.id}/service-settings/send-files-by-email"
    )


def test_an_sms_template(ask, body, service):
    answer = ask(SEND, {**body, "template_id": str(service.templates["sms"])})
    assert answer.error == "sms template is not suitable for email notification"


def test_a_service_without_the_permission(ask, body, service, committed):
    committed.execute(
        "update postroom.services set permissions = '{sms}' where id = %s", (service.id,)
    )
    assert ask(SEND, body).error == "Service is not allowed to send emails"


def test_a_simulated_address_is_not_stored(ask, body, committed):
    address = "Simulate-Delivered-2@notifications.service.gov.uk"
    id = ask(SEND, {**body, "email_address": address}).body["id"]
    assert make.facts(committed, id) is None
