"""Values that are too much, whether or not the template uses them, and what is kept of them."""

import json

import pytest

from api.wire import message_sizes
from tests.tools import make

MIB = 2**20
TOO_LARGE = "The data value transmitted exceeds the capacity limit."
PATHS = {
    "sms": {"phone_number": "07700900123"},
    "email": {"email_address": "ann@example.com"},
}
SHAPES = {
    "a text": "x" * (2 * MIB),
    "a text in JSON's escapes": "\u00e9" * (MIB + 1),
    "many texts": ["x" * 100] * 22_000,
    "an object": {"a": {"b": "x" * (2 * MIB)}},
    "what is no file": {"File": "x" * (2 * MIB)},
}


def message(service, channel, **values):
    known = {"template_id": str(service.templates[channel]), **PATHS[channel]}
    return {**known, "personalisation": {"name": "Ann", **values}}


@pytest.mark.parametrize("channel", PATHS)
@pytest.mark.parametrize("value", SHAPES.values(), ids=SHAPES)
def test_too_much_that_nothing_uses_is_refused(ask, service, channel, value):
    answer = ask(f"POST /v2/notifications/{channel}", message(service, channel, other=value))

    assert (answer.status, answer.error) == (413, TOO_LARGE)


@pytest.mark.parametrize("body", [b"[" * (7 * MIB), b'{"personalisation": {"file": "' * MIB])
def test_far_too_much_is_not_even_parsed(ask, body, monkeypatch):
    monkeypatch.setattr("api.wire.bodies.json", None)

    for channel in PATHS:
        assert ask(f"POST /v2/notifications/{channel}", data=body).status == 413


def test_files_do_not_count_but_in_what_may_have_them():
    body = b'{"personalisation": {"f": {"file" : "%s"}, "x": "%s"}}' % (b"A" * 9 * MIB, b"y" * MIB)

    message_sizes.check_body(body, b"file")
    for field in (b"content", None):
        with pytest.raises(message_sizes.RequestEntityTooLarge):
            message_sizes.check_body(body, field)


def test_letters_as_pdf_may_be_long(ask):
    letter = {"reference": "r", "content": "A" * (20 * MIB), "colour": 1}

    assert ask("POST /v2/notifications/letter", letter).status == 400


@pytest.mark.parametrize(("size", "kept"), [(9_000, True), (11_000, False)])
def test_much_that_nothing_uses_is_not_stored(ask, service, committed, size, kept):
    values = {"other": "x" * size, "NA ME": "Bob"}
    sent = ask("POST /v2/notifications/sms", message(service, "sms", **values))

    (row,) = committed.execute(
        "select personalisation from postroom.notification_contents where id = %s",
        [sent.body["id"]],
    )

    assert ("other" in row["personalisation"]) == kept
    assert row["personalisation"]["NA ME"] == "Bob"
    read = ask(f"GET /v2/notifications/{sent.body['id']}")
    assert read.body["body"] == sent.body["content"]["body"]


def test_a_page_of_large_emails_ends_early_and_the_next_goes_on(ask, service):
    sent = [
        ask("POST /v2/notifications/email", message(service, "email", name=f"{n}" * 900_000))
        for n in range(7)
    ]

    pages, path = [], "/v2/notifications"
    while path:
        page = ask(f"GET {path}")
        assert len(page.data) < 4_000_000
        pages.append([notification["id"] for notification in page.body["notifications"]])
        path = page.body["links"].get("next", "").removeprefix("http://localhost")

    assert [len(page) for page in pages] == [2, 2, 2, 1, 0]
    assert sum(pages, []) == [answer.body["id"] for answer in reversed(sent)]


def test_a_page_whose_template_makes_much_of_little_ends_early(ask, service, committed):
    service.templates["email"] = make.template(committed, service, "email", "((name))" * 1000)
    for _ in range(5):
        body = message(service, "email", name="x" * 900)
        assert ask("POST /v2/notifications/email", body).status == 201

    page = ask("GET /v2/notifications")

    assert len(page.body["notifications"]) == 3
    assert json.loads(page.data)["links"]["next"].endswith(page.body["notifications"][-1]["id"])
