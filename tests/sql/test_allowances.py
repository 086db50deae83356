"""What is free each year: the first of April, and whoever was left out."""

from datetime import date

import pytest

from tests.tools import make


def use(db, service, units, day, multiplier=1):
    db.execute(
        "insert into postroom.billing_facts values"
        " (%s, %s, %s, 'sms', 'mmg', %s, false, 0.024, 'none', %s, 1)",
        (day, service.id, service.id, multiplier, units),
    )


def allowance(db, service, year):
    row = db.execute(
        "select fragments, is_custom, high_volume_last_year from postroom.allowances"
        " where service_id = %s and financial_year = %s",
        (service.id, year),
    ).fetchone()
    return tuple(row.values()) if row else None


@pytest.fixture
def new_year(db):
    """Moves to the first morning of April 2027, and gives what is free."""

    def begin():
        make.at(db, "2027-03-31T23:30:00Z")
        return make.call(db, "ops.set_yearly_allowances")["services"]

    make.at(db, "2026-06-01T12:00:00Z")
    return begin


def test_every_active_service_gets_one_once(db, new_year):
    central, no_type, inactive = (make.service(db) for _ in range(3))
    db.execute(
        "update postroom.services set organisation_type = 'central' where id = %s", (central.id,)
    )
    db.execute("update postroom.services set active = false where id = %s", (inactive.id,))

    assert new_year() >= 2
    assert allowance(db, central, 2027) == (20000, False, False)
    assert allowance(db, no_type, 2027) == (5000, False, False)
    assert allowance(db, inactive, 2027) is None
    assert new_year() == 0


def test_what_was_agreed_is_kept_unless_the_service_used_much(db, new_year):
    custom, busy, almost, earlier = (make.service(db) for _ in range(4))
    db.execute(
        "insert into postroom.allowances values (%(a)s, 2026, 777, true), (%(b)s, 2026, 888, true)"
        " on conflict (service_id, financial_year)"
        " do update set fragments = excluded.fragments, is_custom = true",
        {"a": custom.id, "b": busy.id},
    )
    use(db, busy, 100_000, date(2027, 3, 31), multiplier=3)
    use(db, almost, 299_999, date(2026, 4, 1))
    use(db, earlier, 300_000, date(2026, 3, 31))

    new_year()

    assert allowance(db, custom, 2027) == (777, True, False)
    assert allowance(db, busy, 2027) == (0, False, True)
    assert allowance(db, almost, 2027) == (5000, False, False)
    assert allowance(db, earlier, 2027) == (5000, False, False)


def test_one_set_this_year_is_left_alone(db, new_year):
    service = make.service(db)
    make.at(db, "2027-03-31T23:30:00Z")
    db.execute("insert into postroom.allowances values (%s, 2027, 42, true)", (service.id,))

    new_year()

    assert allowance(db, service, 2027) == (42, True, False)
