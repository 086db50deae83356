import threading
import uuid
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.tools import make


def unsubscribe(db, id, address="bo@example.com"):
    return make.call(db, "api.unsubscribe", notification_id=id, email_address=address)


def requests(db, service):
    return db.execute(
        "select * from postroom.unsubscribe_requests where service_id = %s", (service.id,)
    ).fetchall()


def platform_service(db, id):
    """A service with a fixed id, as the platform's own have."""
    service = make.service(db)
    db.execute(
        "insert into postroom.services select (jsonb_populate_record(s, %s)).*"
        " from postroom.services as s where s.id = %s",
        (Jsonb({"id": id, "name": id, "normalised_name": id}), service.id),
    )
    message = make.send(db, service, "email")
    db.execute("update postroom.notifications set service_id = %s where id = %s", (id, message))
    return SimpleNamespace(id=id), message


def test_a_request_says_who_wants_no_more_of_what(db):
    service = make.service(db)
    id = make.send(db, service, "email")

    assert unsubscribe(db, id)

    (request,) = requests(db, service)
    assert request["notification_id"] == id
    assert (request["template_id"], request["template_version"]) == (service.templates["email"], 1)
    assert request["email_address"] == "bo@example.com"


def test_a_second_request_stores_nothing(db):
    service = make.service(db)
    id = make.send(db, service, "email")

    assert unsubscribe(db, id) and unsubscribe(db, id)

    assert len(requests(db, service)) == 1


@pytest.mark.parametrize("id", [uuid.uuid4(), uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)])
def test_an_unknown_notification_is_said_to_be_so(db, id):
    assert unsubscribe(db, id) is False


def test_history_is_enough(db):
    service = make.service(db)
    make.at(db, "2026-01-01T12:00:00Z")
    id = make.send(db, service, "email")
    make.at(db, "2026-11-01T12:00:00Z")

    assert unsubscribe(db, id)


def test_a_repeat_works_when_the_notification_is_gone(db):
    service = make.service(db)
    id = make.send(db, service, "email")
    unsubscribe(db, id)
    db.execute("delete from postroom.notifications where id = %s", (id,))

    assert unsubscribe(db, id)


def test_clicks_at_the_same_time_store_one_request(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        service = make.service(db)
        id = make.send(db, service, "email")
        answers = []

        def click():
            with psycopg.connect(fresh_dsn, row_factory=dict_row) as connection:
                answers.append(unsubscribe(connection, id))

        clicks = [threading.Thread(target=click) for _ in range(8)]
        for thread in clicks:
            thread.start()
        for thread in clicks:
            thread.join()

        assert answers == [True] * 8
        assert len(requests(db, service)) == 1


@pytest.mark.parametrize(
    ("id", "changed", "kept"),
    [
        ("6c335bf6-ea00-45f1-a40c-6612c7639386", "take_part_in_research",
         "receives_new_features_email"),
        ("2242f811-1027-44c0-b7d1-1459823d6740", "receives_new_features_email",
         "take_part_in_research"),
    ],
)  # fmt: skip
def test_mailings_of_the_platform_are_a_setting_of_the_user(db, id, changed, kept):
    user = make.user(db, email_address="Ann.Bee@example.gov.uk")
    service, message = platform_service(db, id)

    assert unsubscribe(db, message, "ann.bee@example.gov.uk")

    settings = db.execute("select * from postroom.users where id = %s", (user,)).fetchone()
    assert (settings[changed], settings[kept]) == (False, True)
    assert requests(db, service) == []


def test_who_is_no_user_of_the_platform_makes_a_request_like_any_other(db):
    service, message = platform_service(db, "6c335bf6-ea00-45f1-a40c-6612c7639386")

    unsubscribe(db, message, "nobody@example.com")

    assert len(requests(db, service)) == 1


def test_addresses_in_reports_are_forgotten_after_a_week(db):
    service = make.service(db)
    make.at(db, "2026-11-20T12:00:00Z")
    unsubscribe(db, make.send(db, service, "email"))
    make.call(
        db,
        "api.create_unsubscribe_report",
        service_id=service.id,
        count=1,
        earliest_at="2026-11-20T00:00:00Z",
        latest_at="2026-11-21T00:00:00Z",
    )

    make.at(db, "2026-11-27T23:59:00Z")
    assert make.call(db, "ops.forget_unsubscribed") == 0
    make.at(db, "2026-11-28T00:00:00Z")
    assert make.call(db, "ops.forget_unsubscribed") == 1


def test_addresses_are_forgotten_after_ninety_days(db):
    service = make.service(db)
    id = make.send(db, service, "email")
    unsubscribe(db, id)
    db.execute("update postroom.unsubscribe_requests set created_at = '2026-01-01T23:59:00Z'")

    make.at(db, "2026-04-01T12:00:00+01:00")
    assert make.call(db, "ops.forget_unsubscribed") == 0
    make.at(db, "2026-04-02T00:00:00+01:00")
    assert make.call(db, "ops.forget_unsubscribed") == 1
    assert make.call(db, "ops.forget_unsubscribed") == 0

    assert requests(db, service)[0]["email_address"] is None
    assert unsubscribe(db, id)
