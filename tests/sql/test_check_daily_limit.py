import psycopg
import pytest

from tests.tools import make


@pytest.fixture
def owner(db):
    owner = make.service(db)
    db.execute("update postroom.services set sms_message_limit = 1 where id = %s", (owner.id,))
    return owner


def count(db, owner):
    make.call(db, "api.count_message", service_id=owner.id, kind="sms")


def check(db, owner, key_type="normal"):
    make.call(
        db,
        "api.check_daily_limit",
        service_id=owner.id,
        context_version=make.version(db, owner),
        key_type=key_type,
        kind="sms",
    )


def test_the_day_ends_at_midnight_utc_in_summer_too(db, owner):
    make.at(db, "2026-07-10 23:30+00")
    count(db, owner)
    make.at(db, "2026-07-11 00:00+00")
    check(db, owner)

    # In London the 11th had begun already.
    make.at(db, "2026-07-10 23:59:59+00")
    with pytest.raises(psycopg.DatabaseError, match=r"\(sms: 1\) for today"):
        check(db, owner)


def test_counts_of_all_backends_add_up(db, owner):
    check(db, owner)
    for slot in (1, 2):
        db.execute(
            "insert into postroom.daily_counts (service_id, day, kind, slot, count)"
            " values (%s, (now() at time zone 'UTC')::date, 'sms', %s, 1)",
            (owner.id, slot),
        )
    db.execute("update postroom.services set sms_message_limit = 2 where id = %s", (owner.id,))

    with pytest.raises(psycopg.DatabaseError, match=r"\(sms: 2\) for today"):
        check(db, owner)


def test_test_keys_are_not_counted(db, owner):
    count(db, owner)

    check(db, owner, "test")
