from datetime import UTC, date, datetime

import pytest

from tests.tools import make


def stored(db, service):
    return [(row["content"], row["user_number"]) for row in make.received(db, service)]


def test_a_message_is_stored_for_the_service_with_the_number(db):
    service = make.service(db)
    number = make.inbound_number(db, service)
    make.at(db, "2026-12-01T23:30:00Z")

    assert make.receive(
        db, number, provider_reference="7", received_at=datetime(2026, 12, 1, 23, 29, tzinfo=UTC)
    )

    (row,) = make.received(db, service)
    assert (row["notify_number"], row["user_number"], row["content"]) == (
        number, "447700900001", "Hello",
    )  # fmt: skip
    assert (row["provider"], row["provider_reference"]) == ("mmg", "7")
    assert row["received_at"] == datetime(2026, 12, 1, 23, 29, tzinfo=UTC)
    assert row["created_at"] == datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert (row["day"], row["kept_until"]) == (date(2026, 12, 1), date(2026, 12, 8))


def test_a_provider_that_does_not_say_when_means_now(db):
    service = make.service(db)

    make.receive(db, make.inbound_number(db, service))

    (row,) = make.received(db, service)
    assert row["received_at"] == row["created_at"]


def test_it_is_kept_as_long_as_the_services_text_messages(db):
    service = make.service(db)
    make.call(db, "ops.set_retention", service_id=service.id, notification_type="sms", days=30)
    make.call(db, "ops.set_retention", service_id=service.id, notification_type="email", days=90)

    make.receive(db, make.inbound_number(db, service))

    (row,) = make.received(db, service)
    assert (row["kept_until"] - row["day"]).days == 30


@pytest.mark.parametrize(
    "spoilt",
    [
        "update postroom.inbound_numbers set active = false where number = %s",
        "update postroom.inbound_numbers set service_id = null where number = %s",
        "update postroom.inbound_numbers set number = '0' where number = %s",
        "update postroom.services set permissions = '{sms}' where id ="
        " (select service_id from postroom.inbound_numbers where number = %s)",
    ],
)
def test_a_message_for_nobody_is_not_stored(db, spoilt):
    service = make.service(db)
    number = make.inbound_number(db, service)
    db.execute(spoilt, (number,))

    assert not make.receive(db, number)
    assert make.received(db, service) == []


def test_what_a_provider_sends_again_is_stored_once(db):
    service = make.service(db)
    number = make.inbound_number(db, service)

    assert all(make.receive(db, number, provider_reference="7") for _ in range(3))
    assert make.receive(db, number, provider_reference="8", content="Another")
    assert make.receive(db, number, provider_reference="7", provider="firetext", content="Third")

    assert {content for content, _ in stored(db, service)} == {"Hello", "Another", "Third"}
    assert len(stored(db, service)) == 3


def test_also_when_midnight_lies_between(db):
    service = make.service(db)
    number = make.inbound_number(db, service)

    for moment in ("2026-12-01T23:59:59Z", "2026-12-02T00:00:01Z"):
        make.at(db, moment)
        assert make.receive(db, number, provider_reference="7")

    assert len(make.received(db, service)) == 1


def test_a_reference_may_be_used_again_another_day(db):
    service = make.service(db)
    number = make.inbound_number(db, service)

    for moment in ("2026-12-01T12:00:00Z", "2026-12-03T12:00:00Z"):
        make.at(db, moment)
        make.receive(db, number, provider_reference="7")

    assert len(make.received(db, service)) == 2


def test_without_a_reference_equal_messages_are_two(db):
    service = make.service(db)
    number = make.inbound_number(db, service)

    make.receive(db, number)
    make.receive(db, number)

    assert stored(db, service) == [("Hello", "447700900001")] * 2


def test_the_api_may_store_and_not_look(db):
    number = make.inbound_number(db, make.service(db))
    db.execute("set role postroom_api")

    assert make.receive(db, number)


@pytest.mark.parametrize(
    "other",
    [
        {"content": "Another"},
        {"user_number": "447700900002"},
        {"received_at": datetime(2026, 12, 1, 12, 0, 1, tzinfo=UTC)},
    ],
)
def test_a_provider_may_give_every_message_the_same_reference(db, other):
    service = make.service(db)
    number = make.inbound_number(db, service)
    first = {
        "provider_reference": "0",
        "received_at": datetime(2026, 12, 1, 12, 0, 0, tzinfo=UTC),
    }
    for moment in ("2026-12-01T23:59:59Z", "2026-12-02T00:00:01Z"):
        make.at(db, moment)

        assert make.receive(db, number, **first) and make.receive(db, number, **{**first, **other})

    assert len(make.received(db, service)) == 2
