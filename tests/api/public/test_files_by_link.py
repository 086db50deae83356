"""Files in personalisation, and files of templates."""

import base64
import re
from dataclasses import replace

import pytest

from postroom.files.documents import decrypt, from_text
from tests.tools import make

SEND = "POST /v2/notifications/email"
PDF = b"%PDF-1.7 hello"
FLAG = "Use a boolean true or false value."
PERIOD = "Supported periods are from 1 to 78 weeks."
SUPPORTED = (
    "Supported types are: '.csv', '.doc', '.docx', '.jpeg', '.jpg', '.json', '.odt', '.pdf', "
    "'.png', '.rtf', '.txt', '.xlsx'"
)


def base64_of(data):
    return base64.b64encode(data).decode()


def file(data=PDF, **fields):
    return {"file": base64_of(data), **fields}


@pytest.fixture
def service(committed):
    made = make.service(committed)
    set_up(committed, made)
    return made


def set_up(committed, service, contact="https://example.gov.uk/contact"):
    committed.execute(
        "update postroom.services set contact_link = %s where id = %s", (contact, service.id)
    )


@pytest.fixture
def store(app):
    return app.extensions["objects"]


@pytest.fixture
def send(ask, service):
    """send(value, …) → the answer to an email whose name is that value."""

    def send(value, address="ann@example.com", key="normal", **personalisation):
        body = {
            "email_address": address,
            "template_id": str(service.templates["email"]),
            "personalisation": {"name": value, **personalisation},
        }
        return ask(SEND, body, key=key)

    return send


def rows(committed, service):
    return committed.execute(
        "select d.*, d.available_until - postroom.today() as days from postroom.documents as d"
        " where service_id = %s order by created_at, mimetype",
        (service.id,),
    ).fetchall()


def announced(committed, service):
    return committed.execute(
        "select key from postroom.object_removals where key like %s",
        (f"documents/{service.id}/%",),
    ).fetchall()


def key_of(url):
    return from_text(url.split("?key=")[1], 32)


def test_a_file_becomes_a_link(send, committed, service, store):
    answer = send(file(filename="Ann’s letter.pdf"))

    assert answer.status == 201
    url = answer.body["content"]["body"].removeprefix("Hello ")
    assert re.fullmatch(
        r"http://127\.0\.0\.1:6011/d/[\w-]{22}/[\w-]{22}\?key=[\w-]{43}", url, re.ASCII
    )
    (row,) = rows(committed, service)
    id = answer.body["id"]
    assert (str(row["notification_id"]), row["mimetype"]) == (id, "application/pdf")
    assert (row["size"], row["days"]) == (len(PDF), 26 * 7)
    assert make.contents(committed, id)["personalisation"] == {"name": url}
    assert make.facts(committed, id)["document_download_count"] == 1
    stored = store.get(row["object_key"])
    assert b"PDF" not in stored and decrypt(key_of(url), stored) == PDF
    assert decrypt(key_of(url), row["filename"]).decode() == "Ann’s letter.pdf"
    assert row["object_key"].startswith(f"documents/{service.id}/")
    assert announced(committed, service) == []


def test_every_file_is_stored_used_or_not(send, committed, service):
    answer = send(file(), other=file(b"a,b", is_csv=True), text={"File": "x"})

    assert answer.status == 201
    assert {row["mimetype"] for row in rows(committed, service)} == {"application/pdf", "text/csv"}
    values = make.contents(committed, answer.body["id"])["personalisation"]
    assert values["text"] == {"File": "x"} and values["name"] != values["other"]


def test_lists_of_files_are_no_files(send, committed, service):
    assert send([file()]).status == 201
    assert rows(committed, service) == []


@pytest.mark.parametrize(
    ("fields", "days", "confirmed"),
    [
        ({}, 182, True),
        ({"retention_period": None, "filename": None, "confirm_email_before_download": None},
         182, True),
        ({"confirm_email_before_download": True}, 182, True),
        ({"confirm_email_before_download": False}, 182, False),
        ({"retention_period": "1 week"}, 7, True),
        ({"retention_period": " 78 WEEKS "}, 546, True),
        ({"retention_period": "1 weeks", "is_csv": None}, 7, True),
    ],
)  # fmt: skip
def test_what_a_file_object_may_ask_for(send, committed, service, fields, days, confirmed):
    assert send(file(**fields)).status == 201
    (row,) = rows(committed, service)
    assert (row["days"], row["confirmation"] is not None) == (days, confirmed)


@pytest.mark.parametrize(
    ("value", "errors"),
    [
        ({"file": 5}, ["file 5 is not of type string"]),
        ({"file": None}, ["file None is not of type string"]),
        ({"file": {"a": [1]}}, ["file {a: [1]} is not of type string"]),
        (file(is_csv="yes"), [f"is_csv Unsupported value for is_csv: yes. {FLAG}"]),
        (file(is_csv=1), [f"is_csv Unsupported value for is_csv: 1. {FLAG}"]),
        (file(confirm_email_before_download="no"),
         ["confirm_email_before_download Unsupported value for confirm_email_before_download: "
          f"no. {FLAG}"]),
        *(
            (file(retention_period=period),
             [f"retention_period Unsupported value for retention_period: {shown}. {PERIOD}"])
            for period, shown in [
                (26, "26"), ("0 weeks", "0 weeks"), ("79 weeks", "79 weeks"), ("1 day", "1 day"),
                ("", ""), (True, "True"), (["1 week"], "[1 week]"), ("١ week", "١ week"),
            ]
        ),
        (file(filename="noextension"),
         ["filename `filename` must end with a file extension. For example, filename.csv"]),
        (file(filename=5),
         ["filename `filename` must end with a file extension. For example, filename.csv"]),
        (file(filename="\ud800.txt"), ["filename is not valid Unicode"]),
        (file(is_csv=True, filename="a.csv"),
         ["Do not set a value for `is_csv` if `filename` is set."]),
        (file(is_csv=None, filename="a.csv"),
         ["Do not set a value for `is_csv` if `filename` is set."]),
        (file(colour="red"), ["Additional properties are not allowed (colour was unexpected)"]),
        (file(colour="red", File="x"),
         ["Additional properties are not allowed (File, colour were unexpected)"]),
        ({"file": 5, "is_csv": 2, "filename": "x", "a": 1},
         ["file 5 is not of type string", f"is_csv Unsupported value for is_csv: 2. {FLAG}",
          "filename `filename` must end with a file extension. For example, filename.csv",
          "Do not set a value for `is_csv` if `filename` is set.",
          "Additional properties are not allowed (a was unexpected)"]),
    ],
)  # fmt: skip
def test_faults_of_a_file_object(send, committed, service, value, errors):
    answer = send(value)

    assert (answer.status, answer.errors) == (400, errors)
    assert answer.body["errors"][0]["error"] == "ValidationError"
    assert rows(committed, service) == []


def test_the_first_bad_file_object_ends_the_request(send):
    answer = send(file(), second={"file": 1}, third={"file": 2})
    assert answer.errors == ["file 1 is not of type string"]


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (file(b""), "No document upload"),
        ({"file": "YQ"}, "Document is not base64 encoded"),
        ({"file": "é"}, "Document is not base64 encoded"),
        (file(b"x" * (2**21 + 1025)), "Uploaded file exceeds file size limit"),
        ({"file": "A" * 4_000_000}, "Uploaded file exceeds file size limit"),
        (file(b"\0"), f"Unsupported file type 'application/octet-stream'. {SUPPORTED}"),
        (file(filename="a.exe"), f"Unsupported file type '.exe'. {SUPPORTED}"),
        (file(b"text", filename="a.pdf"), f"Unsupported file type 'text/plain'. {SUPPORTED}"),
        (file(filename="x" * 97 + ".pdf"), "`filename` cannot be longer than 100 characters"),
        (file(filename="a."),
         "`filename` must end with a file extension. For example, filename.csv"),
    ],
)  # fmt: skip
def test_files_that_are_refused(send, committed, service, store, value, error):
    answer = send(value, other=file())

    assert (answer.status, answer.body["errors"]) == (
        400, [{"error": "BadRequestError", "message": error}],
    )  # fmt: skip
    assert rows(committed, service) == announced(committed, service) == []


def test_the_largest_file(send):
    assert send(file(b"x" * (2**21 + 1024))).status == 201


@pytest.fixture
def scanned(app, monkeypatch):
    """scanned(url): files are scanned there."""

    def scanned(url):
        monkeypatch.setitem(app.config, "postroom", replace(app.config["postroom"], clamd_url=url))

    return scanned


def test_files_pass_the_scanner(send, scanned, clamd):
    seen = []
    clamd.answer = lambda data: seen.append(data) or b"OK"
    scanned(clamd.url)

    assert send(file()).status == 201
    assert seen == [PDF]


@pytest.mark.parametrize("said", [b"Eicar FOUND", b"INSTREAM size limit exceeded. ERROR"])
def test_a_file_that_does_not_pass_the_scanner(send, committed, service, scanned, clamd, said):
    clamd.answer = lambda data: said
    scanned(clamd.url)

    assert send(file()).error == "File did not pass the virus scan"
    assert rows(committed, service) == announced(committed, service) == []


def test_without_its_scanner_no_file_is_taken(send, committed, service, scanned):
    scanned("tcp://127.0.0.1:9")

    answer = send(file())

    assert (answer.status, answer.error) == (503, "Service unavailable, try again later")
    assert send("no file").status == 201
    assert rows(committed, service) == []


def test_nothing_is_stored_for_a_simulated_recipient(send, committed, service, store):
    address = "Simulate-Delivered@notifications.service.gov.uk"
    answer = send(file(b"\0"), address=address)

    link = f"http://127.0.0.1:6011/services/{service.id}/documents/test-document"
    assert (answer.status, answer.body["content"]["body"]) == (201, f"Hello {link}")
    assert rows(committed, service) == announced(committed, service) == []
    assert list(store.list(f"documents/{service.id}")) == []
    assert send({"file": 5}, address=address).error == "file 5 is not of type string"
    set_up(committed, service, None)
    assert send(file(), address=address).error.startswith("Send files by email has not been")


def test_a_test_key_stores_its_files(send, committed, service):
    assert send(file(), key="test").status == 201
    assert len(rows(committed, service)) == 1


def test_the_order_of_checks(ask, send, committed, service, store):
    def body(**fields):
        template = str(service.templates["email"])
        values = {"name": {"file": 1}}
        return {"email_address": "ann@example.com", "template_id": template,
                "personalisation": values, **fields}  # fmt: skip

    sms = {"phone_number": "07900900123", "template_id": str(service.templates["sms"]),
           "personalisation": {"name": {"file": 1}}}  # fmt: skip
    assert ask("POST /v2/notifications/sms", sms).error == "Can only send a file by email"
    assert ask(SEND, body(personalisation={"x": {"file": 1}})).error == (
        "Missing personalisation: name"
    )
    unknown = "0a1b2c3d-1111-4222-8333-444455556666"
    assert "does not exist" in ask(SEND, body(email_reply_to_id=unknown)).error
    assert ask(SEND, body(), key="team").error.startswith("Can’t send to this recipient")
    set_up(committed, service, "")
    assert ask(SEND, body()).error == "file 1 is not of type string"
    assert send({"file": "YQ"}).error.startswith("Send files by email has not been set up")
    set_up(committed, service)
    long = make.template(committed, service, "email", "((file))((name))")
    values = {"file": {"file": "YQ"}, "name": "x" * 2_000_000}
    of_long = {"template_id": str(long)}
    assert ask(SEND, body(**of_long, personalisation=values)).error.startswith("Document is not")
    answer = ask(SEND, body(**of_long, personalisation={**values, "file": file()}))
    assert answer.error.startswith("Your message is too long")
    assert list(store.list(f"documents/{service.id}")) == []


def test_over_the_days_limit_nothing_is_uploaded(send, committed, service, store):
    committed.execute(
        "update postroom.services set email_message_limit = 0 where id = %s", (service.id,)
    )
    assert send(file()).status == 429
    assert list(store.list(f"documents/{service.id}")) == []


def test_a_request_that_dies_leaves_only_an_announced_file(
    send, committed, service, store, monkeypatch
):
    from api import database

    original = database.call

    def call(name, **fields):
        return 1 / 0 if name == "api.send_notifications" else original(name, **fields)

    monkeypatch.setattr(database, "call", call)

    assert send(file()).status == 500

    (key,) = store.list(f"documents/{service.id}")
    assert [row["key"] for row in announced(committed, service)] == [key]
    assert rows(committed, service) == []


def attach(committed, service, store, template, name, data=PDF, **fields):
    """A live file of a template, as the admin app makes it."""
    id = make.call(
        committed, "api.create_email_file", service_id=service.id, template_id=template,
        filename=name, created_by_id=service.user, **fields,
    )["id"]  # fmt: skip
    store.put(f"template-email-files/{service.id}/{id}", data)
    make.call(
        committed, "api.update_email_file", service_id=service.id, template_id=template,
        file_id=id, changes='{"pending": false}',
    )  # fmt: skip
    return id


@pytest.fixture
def template(committed, service):
    return make.template(committed, service, "email", "Hello ((name)): ((form.pdf)) ((b.txt))")


@pytest.fixture
def send_template(ask, template):
    def send(address="ann@example.com", **values):
        body = {"email_address": address, "template_id": str(template), "personalisation": values}
        return ask(SEND, body)

    return send


def test_a_templates_files_are_linked_to(send_template, committed, service, store, template):
    assert send_template(name="Ann").error == "Missing personalisation: form.pdf, b.txt"
    attach(committed, service, store, template, "form.pdf", link_text="The form",
           validate_users_email=False)  # fmt: skip
    attach(committed, service, store, template, "b.txt", b"hello", retention_period=78)
    attach(committed, service, store, template, "unused.txt", b"hello")

    first, second = (send_template(name="Ann").body["content"]["body"] for _ in range(2))

    link = r"http://[^ )]+"
    found = re.fullmatch(rf"Hello Ann: \[The form\]\(({link})\) ({link})", first)
    form, text = rows(committed, service)[:2]
    assert (form["days"], form["confirmation"]) == (7, None)
    assert text["days"] == 78 * 7 and text["confirmation"]
    assert decrypt(key_of(found[1]), store.get(form["object_key"])) == PDF
    assert decrypt(key_of(found[2]), store.get(text["object_key"])) == b"hello"
    assert decrypt(key_of(found[2]), text["filename"]) == b"b.txt"
    assert found[1] not in second and len(rows(committed, service)) == 4
    assert send_template().error == "Missing personalisation: name"


def test_files_out_of_use_are_missed(send_template, committed, service, store, template):
    for name in ("form.pdf", "b.txt"):
        id = attach(committed, service, store, template, name)
    assert send_template(name="Ann").status == 201

    make.call(committed, "api.update_template", service_id=service.id, template_id=template,
              changes="{}", given='{"archived": true}', archived_file_ids=[id])  # fmt: skip

    assert send_template(name="Ann").error == "Missing personalisation: b.txt"


def test_a_simulated_email_links_to_the_test_document(
    send_template, committed, service, store, template
):
    attach(committed, service, store, template, "form.pdf", link_text="Form")
    attach(committed, service, store, template, "b.txt")

    address = "simulate-delivered@notifications.service.gov.uk"
    body = send_template(address, name="Ann").body["content"]["body"]

    link = f"http://127.0.0.1:6011/services/{service.id}/documents/test-document"
    assert body == f"Hello Ann: [Form]({link}) {link}"
    assert rows(committed, service) == []


def test_a_template_file_that_is_not_there_stops_the_email(
    send_template, committed, service, store, template
):
    for name in ("form.pdf", "b.txt"):
        id = attach(committed, service, store, template, name)
    store.delete(f"template-email-files/{service.id}/{id}")

    assert send_template(name="Ann").status == 500
    assert rows(committed, service) == []
