import uuid

import psycopg
import pytest

from tests.tools import make


def page(db, service, **fields):
    return db.execute(
        "select content, id from api.list_received_messages(service_id => %(service_id)s,"
        " context_version => %(context_version)s, older_than => %(older_than)s,"
        " page_size => %(page_size)s)",
        {
            "service_id": service.id,
            "context_version": make.version(db, service),
            "older_than": None,
            "page_size": 250,
            **fields,
        },
    ).fetchall()


def contents(rows):
    return [row["content"] for row in rows]


def test_pages_run_from_the_newest_to_the_oldest_of_one_service(db):
    service, other = make.service(db), make.service(db)
    number, others = make.inbound_number(db, service), make.inbound_number(db, other)
    for n in range(5):
        make.at(db, f"2026-12-0{n + 1}T12:00:00Z")
        make.receive(db, number, content=str(n))
        make.receive(db, others, content="other")

    first = page(db, service, page_size=2)
    second = page(db, service, page_size=2, older_than=first[-1]["id"])
    third = page(db, service, page_size=2, older_than=second[-1]["id"])

    assert [contents(rows) for rows in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]
    assert page(db, service, older_than=third[-1]["id"]) == []


def test_older_than_may_be_of_any_service_but_must_be_known(db):
    service, other = make.service(db), make.service(db)
    number, others = make.inbound_number(db, service), make.inbound_number(db, other)
    make.at(db, "2026-12-01T12:00:00Z")
    make.receive(db, number)
    make.at(db, "2026-12-01T13:00:00Z")
    make.receive(db, others)
    (last,) = page(db, other)

    assert contents(page(db, service, older_than=last["id"])) == ["Hello"]
    assert page(db, service, older_than=uuid.uuid4()) == []


def test_a_message_disappears_when_its_last_day_ends(db):
    service = make.service(db)
    number = make.inbound_number(db, service)
    make.at(db, "2026-12-01T12:00:00Z")
    make.receive(db, number)

    make.at(db, "2026-12-08T23:59:59Z")
    (row,) = page(db, service)
    make.at(db, "2026-12-09T00:00:00Z")

    assert page(db, service) == []
    assert page(db, service, older_than=row["id"]) == []


def test_the_longest_retention_is_seen_to_its_end(db):
    service = make.service(db)
    make.call(db, "ops.set_retention", service_id=service.id, notification_type="sms", days=90)

    make.receive(db, make.inbound_number(db, service))

    assert len(page(db, service)) == 1


def test_a_service_that_has_changed_is_read_again(db):
    service = make.service(db)

    with pytest.raises(psycopg.Error) as raised:
        page(db, service, context_version=0)

    assert raised.value.sqlstate == "NTOLD"


def test_a_shortened_retention_hides_nothing_that_still_has_to_move(db):
    service = make.service(db)
    number = make.inbound_number(db, service)
    for days in (90, 3):
        make.call(
            db, "ops.set_retention", service_id=service.id, notification_type="sms", days=days
        )
        make.receive(db, number)

    assert len(page(db, service)) == 2
