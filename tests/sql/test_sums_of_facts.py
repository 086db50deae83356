"""Sums of facts by day and month are what the facts add up to, whoever changes these."""

from datetime import date

import pytest

from tests.tools import make

DAY = date(2026, 6, 30)
BILLING = (
    "sum(billable_units) as billable_units, sum(billable_units * rate_multiplier)"
    " as chargeable_units, sum(notifications_sent) as notifications_sent"
)
COUNTS = "sum(notification_count) as notification_count"
# Each: the sums, what they are of, by what, and what there would be without facts.
SUMS = {
    "billing_months": (
        "billing_facts", "service_id, notification_type, rate, postage", BILLING,
        "notifications_sent",
    ),
    "billing_days": (
        "billing_facts", "notification_type, provider, rate", BILLING, "notifications_sent",
    ),
    "status_months": (
        "status_facts", "service_id, notification_type, status", COUNTS, "notification_count",
    ),
    "status_days": ("status_facts", "notification_type, status", COUNTS, "notification_count"),
}  # fmt: skip


def differences(db):
    """Rows of sums that the facts do not add up to, or the reverse."""
    found = []
    for table, (facts, groups, sums, number) in SUMS.items():
        period = "date_trunc('month', day)::date" if table.endswith("months") else "day"
        of_no_test = "" if facts == "billing_facts" else "where key_type <> 'test'"
        added = f"select {period}, {groups}, {sums} from postroom.{facts} {of_no_test}"
        kept = f"select * from postroom.{table} where {number} <> 0"
        added = f"({added} group by {period}, {groups})"
        found += db.execute(
            f"({added} except {kept}) union all (({kept}) except {added})"
        ).fetchall()
    return found


@pytest.fixture
def owner(db):
    make.at(db, "2026-07-01T12:00Z")
    made = make.service(db)
    for at in ("2026-06-29T12:00Z", "2026-06-30T12:00Z", "2026-06-30T13:00Z"):
        for channel, fields in (
            ("sms", {"rate_multiplier": 3, "billable_units": 2}), ("email", {}),
            ("letter", {"postage": "second", "billable_units": 2}),
            ("sms", {"status": "temporary-failure"}),
        ):  # fmt: skip
            make.message(db, made, at, channel, **fields)
    for day in (date(2026, 6, 29), DAY):
        count(db, day)
    return made


def count(db, day=DAY):
    for function in ("build_billing_facts", "build_status_facts"):
        make.call(db, f"ops.{function}", day=day)


def rows_of(db, owner):
    return db.execute(
        "select sum(notifications_sent)::int as sent, sum(chargeable_units)::int as units"
        " from postroom.billing_months where service_id = %s and notification_type = 'sms'",
        (owner.id,),
    ).fetchone()


def test_counting_and_counting_again(db, owner):
    assert differences(db) == []
    assert rows_of(db, owner) == {"sent": 6, "units": 21}

    make.message(db, owner, "2026-06-30T20:00Z", billable_units=5)
    db.execute(
        "update postroom.notifications set status = 'technical-failure'"
        " where service_id = %s and status = 'temporary-failure'", (owner.id,)
    )  # fmt: skip
    count(db)

    assert differences(db) == []
    assert rows_of(db, owner) == {"sent": 5, "units": 24}


def test_a_count_that_changes_nothing_writes_nothing(db, owner):
    def versions():
        return [
            db.execute(
                f"select xmin::text, ctid::text from postroom.{table} order by 1, 2"
            ).fetchall()
            for table in ("billing_facts", "status_facts", *SUMS)
        ]

    before = versions()
    db.execute("savepoint counted")  # whose writes would have another number
    count(db)

    assert versions() == before


def test_what_a_dba_changes_by_hand(db, owner):
    db.execute(
        "update postroom.billing_facts set rate = 0.5, billable_units = billable_units + 1"
        " where service_id = %s and notification_type = 'sms'", (owner.id,)
    )  # fmt: skip
    db.execute(
        "update postroom.status_facts set key_type = 'test' where service_id = %s and day = %s",
        (owner.id, DAY),
    )
    assert differences(db) == []

    db.execute("delete from postroom.billing_facts where day = %s", (DAY,))
    db.execute("delete from postroom.status_facts where day = %s", (DAY,))
    assert differences(db) == []
    assert rows_of(db, owner)["sent"] == 2

    db.execute("truncate postroom.billing_facts, postroom.status_facts")
    assert differences(db) == []
    assert db.execute("select from postroom.billing_months").fetchall() == []


def test_a_count_that_changes_nothing_waits_for_no_other(db, other):
    for connection in (db, other):
        make.at(connection, "2026-07-01T12:00Z")
    make.message(db, make.service(db), "2026-06-30T12:00Z")
    count(db)

    other.execute("set lock_timeout = '5s'")

    assert make.call(other, "ops.build_billing_facts", day=date(2026, 6, 28)) == {"facts": 0}
