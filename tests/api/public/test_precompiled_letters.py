"""Letters that come as PDFs, and the PDFs of all letters."""

import base64
import uuid

import pytest

from tests.tools import make

SEND = "POST /v2/notifications/letter"
PDF = b"%PDF-1.4 a letter"
BODY = {"reference": "r", "content": base64.b64encode(PDF).decode()}
NOT_READY = [{"error": "PDFNotReadyError", "message": "PDF not available yet, try again later"}]


@pytest.fixture
def store(app):
    return app.extensions["objects"]


def announced(committed, key=None):
    return committed.execute(
        "select remove_at from postroom.object_removals where %(key)s::text is null"
        " or key = %(key)s",
        {"key": key},
    ).fetchall()


def test_is_accepted_with_exactly_these_fields(ask):
    answer = ask(SEND, BODY)
    assert (answer.status, answer.body) == (
        201, {"id": answer.body["id"], "reference": "r", "postage": "second"},
    )  # fmt: skip


def test_waits_for_the_scan_with_its_file_in_the_store(ask, committed, store):
    id = ask(SEND, {**BODY, "postage": "first"}).body["id"]

    facts, contents = make.facts(committed, id), make.contents(committed, id)
    key, reference = contents["pdf_key"], facts["provider_reference"]
    assert key.startswith(f"letters-scan/NOTIFY.{reference}.D.1.C.20")
    assert store.get(key) == PDF
    assert announced(committed, key) == []

    read = ask(f"GET /v2/notifications/{id}").body
    assert (read["status"], read["postage"]) == ("pending-virus-check", "first")
    assert (read["body"], read["subject"]) == ("", "Pre-compiled PDF")
    assert (read["line_1"], read["line_2"]) == ("Provided as PDF", None)
    assert (read["is_cost_data_ready"], read["cost_in_pounds"]) == (False, None)


def test_the_template_behind_it_cannot_be_found(ask):
    id = ask(SEND, BODY).body["id"]
    template = ask(f"GET /v2/notifications/{id}").body["template"]["id"]

    assert ask(f"GET /v2/template/{template}").status == 404
    assert ask("GET /v2/templates?type=letter").body == {"templates": []}
    again = ask(SEND, BODY).body["id"]
    assert ask(f"GET /v2/notifications/{again}").body["template"]["id"] == template


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"content": "x"}, "reference is a required property"),
        ({"reference": None, "content": "x"}, "reference None is not of type string"),
        ({"reference": "r", "content": 7}, "content 7 is not of type string"),
        ({"reference": "a\0", "content": ""}, "reference must not contain a NUL character"),
        ({"reference": "r", "content": "", "postage": "third"},
         "postage invalid. It must be either first, second or economy."),
        ({"reference": "r", "content": "", "postage": 1}, "postage 1 is not of type string"),
        ({"reference": "r", "content": "", "template_id": "x"},
         "Additional properties are not allowed (template_id was unexpected)"),
    ],
)  # fmt: skip
def test_schema_errors(ask, body, error):
    answer = ask(SEND, body)
    assert (answer.status, answer.errors) == (400, [error])


@pytest.mark.parametrize("content", ["YQ", "YQ=", "é", "\ud800"])
def test_content_that_cannot_be_decoded(ask, content):
    answer = ask(SEND, {**BODY, "content": content})
    assert (answer.status, answer.body["errors"]) == (
        400,
        [{"error": "BadRequestError",
          "message": "Cannot decode letter content (invalid base64 encoding)"}],
    )  # fmt: skip


@pytest.mark.parametrize("content", ["!!!", "", "%%%", "Y Q = ="])
def test_decoding_is_lenient(ask, content):
    assert ask(SEND, {**BODY, "content": content}).status == 201


def test_business_rules_in_their_order(ask, service, committed):
    bad = {"reference": "r", "content": "YQ"}
    set_ = "update postroom.services set {} where id = %s"
    committed.execute(set_.format("permissions = '{sms}', restricted = true"), (service.id,))
    assert ask(SEND, bad).error == "Service is not allowed to send letters"
    committed.execute(set_.format("permissions = '{letter}'"), (service.id,))
    assert ask(SEND, bad, key="team").error == "Cannot send letters with a team api key"
    assert ask(SEND, bad).error == "Cannot send letters when service is in trial mode"
    assert ask(SEND, bad, key="test").error.startswith("Cannot decode")


def test_what_is_refused_at_the_last_moment_leaves_only_an_announced_file(
    ask, committed, store, monkeypatch
):
    from api import database

    original = database.call

    def call(name, **fields):
        return 1 / 0 if name == "api.send_notifications" else original(name, **fields)

    monkeypatch.setattr(database, "call", call)
    before = set(store.list("letters-scan"))

    assert ask(SEND, BODY).status == 500

    (key,) = set(store.list("letters-scan")) - before
    assert len(announced(committed, key)) == 1


def finish(committed, id, status, key=None):
    committed.execute("update postroom.notifications set status = %s where id = %s", (status, id))
    committed.execute(
        "update postroom.notification_contents set pdf_key = %s where id = %s", (key, id)
    )


@pytest.mark.parametrize(
    ("status", "errors"),
    [
        ("virus-scan-failed",
         [{"error": "BadRequestError", "message": "File did not pass the virus scan"}]),
        ("technical-failure",
         [{"error": "BadRequestError",
           "message": "PDF not available for letters in status technical-failure"}]),
        ("pending-virus-check", NOT_READY),
    ],
)  # fmt: skip
def test_statuses_without_a_pdf(ask, service, committed, store, status, errors):
    id = make.letter(committed, service)
    store.put(f"letters-pdf/{id}", PDF)
    finish(committed, id, status, f"letters-pdf/{id}")

    answer = ask(f"GET /v2/notifications/{id}/pdf")
    assert (answer.status, answer.body["errors"]) == (400, errors)


@pytest.mark.parametrize("key", [None, "letters-pdf/none"])
def test_a_pdf_that_is_not_there(ask, service, committed, key):
    id = make.letter(committed, service)
    finish(committed, id, "created", key)

    answer = ask(f"GET /v2/notifications/{id}/pdf")
    assert (answer.status, answer.body["errors"]) == (400, NOT_READY)


@pytest.mark.parametrize(
    "status", ["created", "sending", "delivered", "returned-letter", "cancelled",
               "validation-failed"],
)  # fmt: skip
def test_a_pdf(ask, service, committed, store, status):
    id = make.letter(committed, service)
    store.put(f"letters-pdf/{id}", PDF)
    finish(committed, id, status, f"letters-pdf/{id}")

    answer = ask(f"GET /v2/notifications/{id}/pdf", key="test")

    assert (answer.status, answer.data) == (200, PDF)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "Content-Disposition" not in answer.headers


def test_whose_pdf_it_is(ask, service, committed):
    sms = make.send(committed, service)
    foreign = make.letter(committed, make.service(committed))

    def pdf(id):
        answer = ask(f"GET /v2/notifications/{id}/pdf")
        return answer.status, answer.body["errors"][0]["error"], answer.error

    bad = "notification_id is not a valid UUID"
    assert pdf("x") == (400, "ValidationError", bad)
    assert pdf(uuid.uuid4()) == (404, "NoResultFound", "No result found")
    assert pdf(foreign) == (404, "NoResultFound", "No result found")
    assert pdf(sms) == (400, "BadRequestError", "Notification is not a letter")


def test_a_pdf_past_its_retention(ask, service, committed, store):
    make.at(committed, "2026-01-01T12:00:00Z")
    id = make.letter(committed, service)
    assert ask(f"GET /v2/notifications/{id}/pdf").status == 404
