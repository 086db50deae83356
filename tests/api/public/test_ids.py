"""An id in every form that Python reads, and those of them that PostgreSQL reads as well."""

import uuid
from urllib.parse import quote

import pytest

from api.sending import services
from tests.tools import make

STORED = {
    "usual": str,
    "upper case": lambda id: str(id).upper(),
    "no hyphens": lambda id: id.hex,
    "braces": lambda id: f"{{{id}}}",
    "a hyphen after any four": lambda id: "-".join(id.hex[n : n + 4] for n in range(0, 32, 4)),
}
UNSTORED = {
    "urn": lambda id: f"urn:uuid:{id}",
    "one brace": lambda id: f"{{{id}",
    "two braces": lambda id: f"{{{{{id}}}}}",
    "a hyphen anywhere": lambda id: f"{id.hex[0]}-{id.hex[1:]}",
    "a hyphen at the end": lambda id: f"{id}-",
    "uuid in the middle": lambda id: f"{id.hex[:8]}uuid:{id.hex[8:]}",
    "0x": lambda id: f"0x{id.hex[2:]}",
    "an underscore": lambda id: f"{id.hex[0]}_{id.hex[2:]}",
    "a sign": lambda id: f"+{id.hex[1:]}",
    "a blank": lambda id: f" {id.hex[1:]}",
    "other digits": lambda id: f"\u0661{id.hex[1:]}",
}
NONE = ["", "x", "0" * 31, "0" * 33, "\0" * 32, "g" * 32, "\ud800" * 32]
MISSING = {"errors": [{"error": "DataError", "message": "No result found"}], "status_code": 404}


@pytest.fixture
def places(ask, service, committed):
    """Where an id is read: a call with it in the place of a real one, and what it answers."""
    template, message = service.templates["sms"], make.send(committed, service)
    sender = committed.execute(
        "insert into postroom.sms_senders (service_id, sender, is_default)"
        " values (%s, 'Other', false) returning id",
        [service.id],
    ).fetchone()["id"]
    address = committed.execute(
        "insert into postroom.email_reply_to_addresses (service_id, email_address, is_default)"
        " values (%s, 'r@example.gov.uk', true) returning id",
        [service.id],
    ).fetchone()["id"]
    text = {"phone_number": "07900900123", "template_id": str(template),
            "personalisation": {"name": "Ann"}}  # fmt: skip
    email = {**text, "template_id": str(service.templates["email"]),
             "email_address": "bo@example.com"}  # fmt: skip
    del email["phone_number"]

    def send(body, channel, field):
        return lambda id: ask(f"POST /v2/notifications/{channel}", {**body, field: id})

    def get(path):
        return lambda id: ask(f"GET {path.format(quote(id))}")

    return [
        (template, send(text, "sms", "template_id"), 201),
        (service.templates["email"], send(email, "email", "template_id"), 201),
        (sender, send(text, "sms", "sms_sender_id"), 201),
        (address, send(email, "email", "email_reply_to_id"), 201),
        (message, get("/v2/notifications/{}"), 200),
        (message, get("/v2/notifications?older_than={}"), 200),
        (message, get("/v2/received-text-messages?older_than={}"), 200),
        (template, get("/v2/template/{}"), 200),
        (template, get("/v2/template/{}/version/1"), 200),
        (template, lambda id: ask(f"POST /v2/template/{quote(id)}/preview",
                                  {"personalisation": {"name": "Ann"}}), 200),
    ]  # fmt: skip


@pytest.mark.parametrize("form", STORED)
def test_a_form_that_both_know_is_the_same_id(places, form):
    for id, call, status in places:
        assert call(STORED[form](id)).status == status


@pytest.mark.parametrize("form", UNSTORED)
def test_a_form_that_only_python_knows_is_of_nothing(places, form):
    for id, call, _ in places:
        for _ in range(2):  # also once it could be remembered
            answer = call(UNSTORED[form](id))
            assert (answer.status, answer.body) == (404, MISSING)


@pytest.mark.parametrize("text", NONE)
def test_what_nobody_knows_is_no_id(ask, service, text):
    body = {"phone_number": "07900900123", "template_id": text}

    assert ask("POST /v2/notifications/sms", body).errors == ["template_id is not a valid UUID"]


def test_forms_of_an_id_are_remembered_as_one(ask, service):
    template = service.templates["sms"]
    for form in STORED.values():
        body = {"phone_number": "07900900123", "template_id": form(template),
                "personalisation": {"name": "Ann"}}  # fmt: skip
        assert ask("POST /v2/notifications/sms", body).status == 201

    assert list(services._services[uuid.UUID(str(service.id))].templates) == [template]
