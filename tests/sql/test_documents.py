"""Files by link: kept with their message, forgotten in time, with their bytes."""

import base64
import json
import uuid

import psycopg
import pytest
from psycopg.rows import dict_row

from postroom.files.documents import Document
from tests.tools import make


@pytest.fixture
def live(fresh_dsn):
    """A database whose retention may commit."""
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        yield db


@pytest.fixture
def service(db):
    return make.service(db)


def announce(db, *keys):
    make.call(db, "api.announce_objects", keys=list(keys))


def send(db, service, *documents, **fields):
    """An email that links to these files, which have been announced and written."""
    announce(db, *(document.object_key for document in documents))
    rows = [document.row(5) for document in documents]
    return make.send(db, service, "email", documents=rows, **fields)


def document(service, weeks=1):
    return Document(service.id, "text/plain", filename="a.txt", address="a@x.com", weeks=weeks)


def kept(db):
    return {row["id"] for row in db.execute("select id from postroom.documents").fetchall()}


def removable(db):
    rows = db.execute("select key from postroom.object_removals where remove_at <= postroom.now()")
    return {row["key"] for row in rows.fetchall()}


def announced(db):
    return {row["key"] for row in db.execute("select key from postroom.object_removals").fetchall()}


def test_files_stay_with_the_message_that_links_to_them(db, service):
    first, second, other = (document(service) for _ in range(3))
    announce(db, other.object_key)

    id = send(db, service, first, second)

    rows = db.execute("select * from postroom.documents").fetchall()
    assert {(row["id"], row["notification_id"]) for row in rows} == {
        (first.id, id), (second.id, id),
    }  # fmt: skip
    assert rows[0]["key_hash"] in {base64.b64decode(d.row(0)["key_hash"]) for d in (first, second)}
    assert make.facts(db, id)["document_download_count"] == 2
    assert announced(db) == {other.object_key}
    assert make.facts(db, make.send(db, service, "email"))["document_download_count"] is None


def test_a_message_that_is_not_stored_keeps_no_file(db, service):
    db.execute("update postroom.services set email_message_limit = 0 where id = %s", (service.id,))
    file = document(service)
    with pytest.raises(make.Refused, match="Exceeded send limits"), db.transaction():
        send(db, service, file)
    announce(db, file.object_key)
    assert kept(db) == set() and announced(db) == {file.object_key}

    assert send(db, service, file, limited=False, simulated=True)
    assert kept(db) == set() and announced(db) == {file.object_key}


def test_many_at_once_as_an_upload_stores_them(db, service):
    files = [document(service, weeks) for weeks in (1, 2, 78)]
    announce(db, *(file.object_key for file in files))
    rows = [{**file.row(5), "notification_id": str(uuid.uuid4())} for file in files]

    make.call(db, "api.keep_documents", documents=json.dumps(rows))

    assert kept(db) == {file.id for file in files} and announced(db) == set()


def test_no_login_role_keeps_files_on_its_own(db):
    for role in ("postroom_api", "postroom_worker", "postroom_dba"):
        assert not db.execute(
            "select has_function_privilege(%s, 'api.keep_documents(jsonb)', 'execute') as may",
            (role,),
        ).fetchone()["may"]


def get(db, file, **wrong):
    known = {"service_id": file.service_id, "document_id": file.id}
    key_hash = base64.b64decode(file.row(0)["key_hash"])
    return make.call(db, "api.get_document", **{**known, "key_hash": key_hash, **wrong})


def test_a_link_works_to_the_end_of_its_last_local_day(db, service):
    make.at(db, "2026-03-22T12:00:00Z")
    file = document(service)
    send(db, service, file)

    # British Summer Time began that morning.
    make.at(db, "2026-03-29T22:59:59Z")
    assert get(db, file)["service_name"]
    assert get(db, file, key_hash=b"") is None
    assert get(db, file, service_id=uuid.uuid4()) is None
    make.at(db, "2026-03-29T23:00:00Z")
    assert get(db, file) is None


def test_the_night_forgets_what_is_over(live):
    make.at(live, "2026-03-01T12:00:00Z")
    service = make.service(live)
    old, younger = document(service, 1), document(service, 2)
    send(live, service, old, younger)
    make.settle(live)

    make.at(live, "2026-03-08T23:59:00Z")
    live.execute("call ops.run_retention()")
    assert kept(live) == {old.id, younger.id}

    make.at(live, "2026-03-09T00:00:00Z")
    for forgotten in (1, 0):
        live.execute("call ops.run_retention()")
        entry = live.execute("select details from ops.maintenance_log limit 1").fetchone()
        assert entry["details"]["documents"] == forgotten
        assert kept(live) == {younger.id}
        assert removable(live) == {old.object_key}


def test_files_on_hold_stay_until_the_release(db, service):
    make.at(db, "2026-03-01T12:00:00Z")
    held, live = document(service, 1), document(service, 9)
    send(db, service, held, live)
    make.call(db, "ops.hold", service_id=service.id, reason="Case 12")

    make.at(db, "2026-03-20T12:00:00Z")
    assert make.call(db, "ops.forget_documents") == 0
    assert make.call(db, "ops.erase_document", link=held.link("")) is False
    assert get(db, held) is None

    make.call(db, "ops.release", service_id=service.id)
    assert kept(db) == {live.id} and removable(db) == {held.object_key}


def test_one_file_is_erased_by_its_link(db, service):
    file, other = document(service), document(service)
    send(db, service, file, other)

    without_key = file.link("https://notify.example").split("?")[0]
    answers = [make.call(db, "ops.erase_document", link=without_key) for _ in range(2)]
    assert answers == [True, False]
    assert kept(db) == {other.id} and removable(db) == {file.object_key}


@pytest.mark.parametrize("link", ["", "https://x/d/", "/d/" + "A" * 22 + "/" + "!" * 22])
def test_what_is_no_link_erases_nothing(db, link):
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="no link to a file"):
        make.call(db, "ops.erase_document", link=link)


def test_erasing_a_recipient_takes_their_files_along(db, service):
    theirs, others = document(service), document(service)
    send(db, service, theirs, recipient="Ann@x.com", normalised_recipient="ann@x.com")
    send(db, service, others)

    rows = db.execute("select * from ops.erase_recipient('ann@x.com')").fetchall()

    assert [row["messages"] for row in rows] == [1]
    assert kept(db) == {others.id} and removable(db) == {theirs.object_key}


def confirm(db, file, address):
    confirmation = base64.b64decode(
        Document(file.service_id, "", address=address, key=file.key).row(0)["confirmation"]
    )
    return make.call(
        db, "api.confirm_document", document_id=file.id, confirmation=confirmation, most_wrong=2
    )


def test_addresses_are_counted_within_an_hour(db, service):
    file = document(service)
    make.at(db, "2026-03-01T12:00:00Z")
    send(db, service, file)

    def answers(*addresses):
        return [confirm(db, file, address) for address in addresses]

    assert answers("a@x.com", "b@x.com", "a@x.com") == ["confirmed", "wrong", "confirmed"]
    make.at(db, "2026-03-01T12:59:00Z")
    assert answers("b@x.com", "b@x.com", "a@x.com") == ["wrong", "limited", "limited"]
    make.at(db, "2026-03-01T13:00:01Z")
    assert answers("b@x.com", "a@x.com") == ["wrong", "confirmed"]


def test_two_guesses_at_once_are_two(fresh_dsn):
    with (
        psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db,
        psycopg.connect(fresh_dsn, row_factory=dict_row) as first,
        psycopg.connect(fresh_dsn, row_factory=dict_row) as second,
    ):
        service = make.service(db)
        file = document(service)
        send(db, service, file)
        confirm(first, file, "b@x.com")
        second.execute("set lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            confirm(second, file, "c@x.com")


def email_file(db, service, name, **fields):
    id = make.call(
        db, "api.create_email_file", service_id=service.id, created_by_id=service.user,
        template_id=service.templates["email"], filename=name,
    )["id"]  # fmt: skip
    for column, value in fields.items():
        db.execute(
            f"update postroom.template_email_files set {column} = %s where id = %s", (value, id)
        )
    return id


def test_files_of_templates_go_when_they_are_out_of_use(db, service):
    make.at(db, "2026-03-20T12:00:00Z")
    day_old, fresh, live, old, older, gone = (
        email_file(db, service, name, **fields)
        for name, fields in [
            ("a", {"created_at": "2026-03-19T11:59Z"}),
            ("b", {"created_at": "2026-03-19T12:01Z"}),
            ("c", {"created_at": "2026-01-01T00:00Z", "pending": False}),
            ("d", {"pending": False, "archived_at": "2026-03-06T12:01Z"}),
            ("e", {"pending": False, "archived_at": "2026-03-06T11:59Z"}),
            ("f", {"archived_at": "2025-03-06T11:59Z", "discarded_at": "2025-03-21Z"}),
        ]
    )

    assert make.call(db, "ops.discard_email_files") == 1

    rows = db.execute("select * from postroom.template_email_files").fetchall()
    archived = {str(row["id"]) for row in rows if row["archived_at"]}
    assert archived == {day_old, old, older, gone}
    assert {fresh, live} == {str(row["id"]) for row in rows} - archived
    assert removable(db) == {f"template-email-files/{service.id}/{older}"}
    assert make.call(db, "ops.discard_email_files") == 0

    make.at(db, "2026-04-03T12:00:01Z")
    assert make.call(db, "ops.discard_email_files") == 2


def test_a_change_of_a_templates_file_stamps_its_service(db, service):
    versions = [make.version(db, service)]
    id = email_file(db, service, "a.pdf")
    versions.append(make.version(db, service))
    make.call(db, "api.update_email_file", service_id=service.id, file_id=id,
              template_id=service.templates["email"], changes='{"pending": false}')  # fmt: skip
    versions.append(make.version(db, service))
    assert versions == sorted(set(versions))
