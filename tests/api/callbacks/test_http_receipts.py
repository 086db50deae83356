"""Receipts of providers that a description is enough for: who is let in, and what they mean."""

import dataclasses
import json
import re
import uuid

import pytest

from api import database
from tests.tools import make
from tests.tools.email_services import Mailgun, Postmark, SendGrid
from tests.tools.sms_services import Infobip, Twilio, Vonage

SERVICES = (Twilio, Vonage, Infobip, Mailgun, Postmark, SendGrid)
ID = "0198c7a0-1234-7bbb-8ccc-123456789abc"
TAKEN = {
    "reference": "r1", "To": "+447700900855", "From": "TIDE", "to": "447700900855",
    "from": "TIDE", "StatusCallback": f"https://x/?id={ID}", "client-ref": ID,
    "webhooks": {"callbackData": ID}, "v:notification": ID, "Metadata": {"notification": ID},
    "custom_args": {"notification": ID},
}  # fmt: skip
WRONG = "Forbidden: invalid authentication token provided"


@pytest.fixture(params=SERVICES)
def service(request):
    return request.param()


@pytest.fixture
def owner(committed):
    return make.service(committed)


@pytest.fixture
def app_of(app_with):
    """The application in production, with this service and nothing open."""

    def build(service):
        values = service.values("https://service.example")
        return app_with(HTTP_PROVIDERS=json.dumps({service.name: values}))

    return build


@pytest.fixture
def told(monkeypatch):
    """The receipts that the database is told of instead of being."""
    calls = []

    def call(function, receipts):
        assert function == "api.record_receipts"
        calls.extend(json.loads(receipts))
        return [{"record_receipts": None}] * len(json.loads(receipts))

    monkeypatch.setattr(database, "call", call)
    return calls


def address(service):
    return f"/notifications/{service.type}/{service.name}"


def post(app, service, outcome, taken=TAKEN, **changed):
    receipt = service.receipt(taken, outcome, f"https://notify.example{address(service)}")
    receipt = receipt._replace(**changed)
    return app.test_client().post(
        address(service), query_string=receipt.query, data=receipt.body, headers=receipt.headers
    )


@pytest.mark.parametrize("outcome", ["delivered", "permanent-failure"])
def test_a_receipt_moves_the_message_that_it_names(app_of, committed, owner, service, outcome):
    app = app_of(service)
    id = str(make.send(committed, owner, service.type))
    taken = json.loads(json.dumps(TAKEN).replace(ID, id))

    answer = post(app, service, outcome, taken)

    assert (answer.status_code, answer.json) == (200, {"result": "success"})
    facts = make.facts(committed, id)
    assert (facts["status"], facts["sent_by"]) == (outcome, service.name)


def test_a_failure_that_may_pass(app_of, told, service):
    app = app_of(service)
    told.clear()
    outcome = "nothing" if service.name == "mailgun" else "temporary-failure"

    assert post(app, service, outcome).status_code == 200

    assert [receipt["status"] for receipt in told] == ([] if outcome == "nothing" else [outcome])


def test_what_says_nothing_changes_nothing(app_of, told, service):
    app = app_of(service)
    told.clear()

    assert post(app, service, "nothing").status_code == 200

    assert told == []


def test_a_complaint_is_kept(app_of, committed, owner):
    for service in (Mailgun(), Postmark(), SendGrid()):
        app = app_of(service)
        id = str(make.send(committed, owner, "email"))
        taken = json.loads(json.dumps(TAKEN).replace(ID, id))

        assert post(app, service, "complaint", taken).status_code == 200

        kept = committed.execute(
            "select complained_at from postroom.complaints where notification_id = %s", (id,)
        ).fetchall()
        assert len(kept) == 1 and kept[0]["complained_at"].year == 2026
        assert make.facts(committed, id)["status"] == "created"


FORGERIES = {
    "without": lambda headers, body: ({"Content-Type": headers["Content-Type"]}, body),
    "of another text": lambda headers, body: (headers, body.replace(b"delivered", b"deliverex")),
    "that is none": lambda headers, body: (
        {name: "é!" if name != "Content-Type" else value for name, value in headers.items()},
        body,
    ),
}


@pytest.mark.parametrize("forged", FORGERIES)
def test_without_its_proof_it_is_refused(app_of, told, service, forged):
    app = app_of(service)
    receipt = service.receipt(TAKEN, "delivered", f"https://notify.example{address(service)}")
    headers, body = FORGERIES[forged](receipt.headers, receipt.body)
    # Whose proof is in the body.
    if service.name in ("mailgun", "vonage"):
        body = re.sub(rb'"(sig|signature)": "', rb'"\1": "0', body)
    if service.name in ("infobip", "postmark") and headers == receipt.headers:
        pytest.skip("a password says nothing of what comes with it")
    told.clear()

    answer = post(app, service, "delivered", headers=headers, body=body)

    assert answer.status_code in (400, 401, 403), answer.text
    assert told == []


def test_twilios_signature_is_about_the_address_too(app_of, told):
    app = app_of(Twilio())

    answer = post(app, Twilio(), "delivered", query=f"id={uuid.uuid4()}")

    assert (answer.status_code, answer.json["message"]) == (403, WRONG)


@pytest.mark.parametrize("key", ["auth_token", "signature_secret", "signing_key"])
def test_anothers_key_signs_nothing(app_with, told, key):
    service = next(s() for s in SERVICES if key in s().values(""))
    values = {**service.values("https://service.example"), key: "another"}
    app = app_with(HTTP_PROVIDERS=json.dumps({service.name: values}))

    assert post(app, service, "delivered").status_code == 403


def test_only_who_is_configured_has_a_path(app_of):
    client = app_of(Twilio()).test_client()

    for path in ("sms/vonage", "email/twilio", "letter/twilio", "sms/..", "fax/twilio"):
        assert client.post(f"/notifications/{path}", data="{}").status_code == 404
    assert client.get("/notifications/sms/twilio").status_code == 405


ACME = """
type = "sms"
display_name = "Acme"
[request]
url = "https://acme.example"
[answer.means]
200 = "accepted"
[receipts]
each = "$[*]"
reference = "$.ref"
words = ["$.state", "$.ok"]
[receipts.means]
done = "delivered"
"done false" = "temporary-failure"
late = "nothing"
[receipts.signature]
kind = "header"
name = "X-Token"
value = "a-token-of-more-than-32-characters"
"""
SHOWN = {"X-Token": "a-token-of-more-than-32-characters"}


@pytest.fixture
def acme(app_with, tmp_path):
    (tmp_path / "acme.toml").write_text(ACME)
    app = app_with(HTTP_PROVIDERS='{"acme": {}}', HTTP_PROVIDER_FOLDER=str(tmp_path))

    def post(body, headers=SHOWN):
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return app.test_client().post("/notifications/sms/acme", data=data, headers=headers)

    return post


def test_receipts_by_the_providers_own_reference(acme, committed, owner):
    id, early = make.send(committed, owner), make.send(committed, owner)
    refer(committed, id, "acme:17")

    assert acme([{"ref": 17, "state": "done"}, {"ref": "18", "state": "done"}]).status_code == 200
    # Its receipt was faster than the write that stores its reference.
    refer(committed, early, "acme:18")
    make.call(committed, "jobs.apply_early_receipts", provider_references=["acme:18"])

    assert make.facts(committed, id)["status"] == "delivered"
    assert make.facts(committed, early)["status"] == "delivered"


def refer(db, id, reference):
    db.execute(
        "update postroom.notifications set provider_reference = %s, status = 'sending'"
        " where id = %s",
        (reference, id),
    )


def test_one_bad_receipt_does_not_take_the_others_with_it(acme, told):
    told.clear()
    members = [
        7, None, [], {}, {"ref": "a b"}, {"ref": "x\0", "state": "done"}, {"ref": {"a": 1}},
        {"ref": "1", "state": "unheard of"}, {"ref": "2", "state": "late"}, {"ref": "3"},
        {"ref": "4", "state": "done", "ok": False}, {"ref": "5", "state": "done", "ok": True},
        {"ref": "x" * 300, "state": "done"},
    ]  # fmt: skip

    assert acme(members).status_code == 200

    assert [(receipt["reference"], receipt["status"]) for receipt in told] == [
        ("acme:4", "temporary-failure"),
        ("acme:5", "delivered"),
    ]


@pytest.mark.parametrize("body", ["", "{", "7", '"x"', "[" * 100000, b"\xff", "1" * 9000])
def test_what_is_no_json_is_refused(acme, told, body):
    assert acme(body).status_code == 400


@pytest.mark.parametrize("headers", [{}, {"X-Token": "a-token"}])
def test_without_the_token_nobody_is_let_in(acme, told, headers):
    assert acme([], headers).status_code == 403


def test_letters_are_despatched_on_the_day_that_is_said(app_with, tmp_path, committed, owner):
    description = ACME.replace('"sms"', '"letter"').replace("reference =", "id =")
    description = description.replace("[receipts]", '[receipts]\nat = "$.on"')
    description = description.replace("late =", 'spoilt = "permanent-failure"\nlate =')
    (tmp_path / "acme.toml").write_text(description)
    app = app_with(HTTP_PROVIDERS='{"acme": {}}', HTTP_PROVIDER_FOLDER=str(tmp_path))
    id, spoilt = make.letter(committed, owner), make.letter(committed, owner)
    receipts = [
        {"ref": str(id), "state": "done", "on": "2026-11-29T23:30:00+00:00"},
        {"ref": str(spoilt), "state": "spoilt"},
    ]

    answer = app.test_client().post(
        "/notifications/letter/acme", data=json.dumps(receipts), headers=SHOWN
    )

    assert answer.status_code == 200
    facts = make.facts(committed, id)
    assert (facts["status"], str(facts["despatched_on"])) == ("delivered", "2026-11-29")
    assert make.facts(committed, spoilt)["status"] == "technical-failure"


def test_in_development_nothing_is_proved(app_of, told):
    app = app_of(Twilio())
    found = app.config["postroom"]
    callbacks = dataclasses.replace(found.callbacks, receipts_authenticated=False)
    app.config["postroom"] = dataclasses.replace(found, callbacks=callbacks)

    answer = app.test_client().post(
        f"/notifications/sms/twilio?id={ID}", data={"MessageStatus": "delivered"}
    )

    assert answer.status_code == 200


def test_receipts_that_come_together_are_one_call(acme, monkeypatch):
    calls = []

    def call(function, receipts):
        calls.append(len(json.loads(receipts)))
        return [{"record_receipts": None}] * calls[-1]

    monkeypatch.setattr(database, "call", call)

    assert acme([{"ref": n, "state": "done"} for n in range(50)]).status_code == 200
    assert calls == [50]
