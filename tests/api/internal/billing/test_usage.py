"""What a service pays for: the worked example of the contract, and how the allowance is used up."""

import pytest

from tests.tools import make

YEAR = 2026


@pytest.fixture
def owner(db):
    """A service with 20 fragments free, on 30 November 2026."""
    make.at(db, "2026-11-30T12:00Z")
    service = make.service(db)
    allow(db, service, 20)
    return service


def allow(db, owner, fragments, year=YEAR):
    db.execute(
        "insert into postroom.allowances (service_id, financial_year, fragments)"
        " values (%s, %s, %s) on conflict (service_id, financial_year)"
        " do update set fragments = excluded.fragments",
        (owner.id, year, fragments),
    )


def monthly(db, owner, year=YEAR):
    return make.call(db, "api.read_monthly_usage", service_id=owner.id, year=year)


def yearly(db, owner, year=YEAR):
    return make.call(db, "api.read_yearly_usage", service_id=owner.id, year=year)


def amounts(rows):
    return [
        (
            row.get("month"), row["chargeable_units"], row["free_allowance_used"],
            row["charged_units"], row["cost"],
        )
        for row in rows
    ]  # fmt: skip


def test_the_worked_example(db, owner):
    make.charges(db, owner, "2026-04-01", units=15)
    make.charges(db, owner, "2026-04-02", units=10, multiplier=3, international=True)
    make.charges(db, owner, "2026-06-15", units=7)

    assert amounts(monthly(db, owner)) == [("April", 45, 20, 25, 0.6), ("June", 7, 0, 7, 0.168)]
    assert amounts(yearly(db, owner)) == [(None, 52, 20, 32, 0.768)]


def test_the_fields_of_both(db, owner):
    make.charges(db, owner, "2026-04-01", units=30, messages=3)

    assert monthly(db, owner) == [
        {
            "month": "April", "notification_type": "sms", "postage": "none",
            "notifications_sent": 3, "chargeable_units": 30, "free_allowance_used": 20,
            "charged_units": 10, "rate": 0.024, "cost": 0.24,
        }
    ]  # fmt: skip
    assert yearly(db, owner) == [
        {
            "notification_type": "sms", "notifications_sent": 3, "chargeable_units": 30,
            "free_allowance_used": 20, "charged_units": 10, "rate": 0.024, "cost": 0.24,
        }
    ]  # fmt: skip


def test_an_allowance_ends_inside_a_row(db, owner):
    allow(db, owner, 10)
    make.charges(db, owner, "2026-04-01", units=15)

    assert amounts(yearly(db, owner)) == [(None, 15, 10, 5, 0.12)]


def test_without_an_allowance_text_messages_are_not_shown(db, owner):
    db.execute("delete from postroom.allowances where service_id = %s", (owner.id,))
    make.charges(db, owner, "2026-04-01", units=15)
    make.charges(db, owner, "2026-04-01", "email", messages=4)
    make.charges(db, owner, "2026-04-01", "letter", messages=2, units=4, rate="0.77")

    assert [row["notification_type"] for row in monthly(db, owner)] == ["letter"]
    assert [row["notification_type"] for row in yearly(db, owner)] == ["email", "letter"]


def test_letters_are_charged_by_letter_and_emails_cost_nothing(db, owner):
    make.charges(db, owner, "2026-05-01", "letter", messages=3, units=6, rate="0.77")
    make.charges(db, owner, "2026-05-02", "letter", messages=1, units=1, rate="1.8",
                 postage="europe")  # fmt: skip
    make.charges(db, owner, "2026-05-03", "letter", messages=1, units=1, rate="1.8",
                 postage="rest-of-world")  # fmt: skip
    make.charges(db, owner, "2026-05-02", "email", messages=9)
    make.charges(db, owner, "2026-05-02", units=7)

    assert [
        (row["notification_type"], row["postage"], row["rate"], row["notifications_sent"],
         row["chargeable_units"], row["charged_units"], row["free_allowance_used"], row["cost"])
        for row in monthly(db, owner)
    ] == [
        ("letter", "second", 0.77, 3, 3, 3, 0, 2.31),
        ("letter", "europe", 1.8, 1, 1, 1, 0, 1.8),
        ("letter", "rest-of-world", 1.8, 1, 1, 1, 0, 1.8),
        ("sms", "none", 0.024, 1, 7, 0, 7, 0),
    ]  # fmt: skip
    assert [
        (row["notification_type"], row["rate"], row["notifications_sent"], row["cost"])
        for row in yearly(db, owner)
    ] == [("email", 0, 9, 0), ("letter", 0.77, 3, 2.31), ("letter", 1.8, 2, 3.6),
          ("sms", 0.024, 1, 0)]  # fmt: skip
    # Exact, though 7 times 0.024 is not in binary.
    allow(db, owner, 0)
    assert yearly(db, owner)[-1]["cost"] == 0.168


def test_months_come_as_in_a_financial_year(db, owner):
    for day in ("2027-03-31", "2026-04-01", "2027-01-05", "2026-03-31", "2027-04-01"):
        make.charges(db, owner, day)
    make.at(db, "2027-04-05T12:00Z")

    assert [row["month"] for row in monthly(db, owner)] == ["April", "January", "March"]


def test_a_rate_that_changes_within_a_month_keeps_the_order_of_days(db, owner):
    """As in May 2022, but in the middle; what is cheaper may come first or last."""
    make.charges(db, owner, "2026-07-10", units=15, rate="0.03")
    make.charges(db, owner, "2026-07-11", units=15, rate="0.02")
    make.charges(db, owner, "2026-07-12", units=15, rate="0.03")

    assert [
        (row["rate"], row["free_allowance_used"], row["charged_units"], row["cost"])
        for row in monthly(db, owner)
    ] == [(0.02, 5, 10, 0.2), (0.03, 15, 15, 0.45)]


def test_the_facts_example_gives_the_bill_of_june(db, owner):
    make.charges(db, owner, "2026-06-30", units=4, messages=2)
    make.charges(db, owner, "2026-06-30", units=2, multiplier=8, international=True)
    make.charges(db, owner, "2026-06-30", units=1, provider="unknown")
    assert amounts(monthly(db, owner)) == [("June", 21, 20, 1, 0.024)]

    make.charges(db, owner, "2026-06-29", units=1)
    assert amounts(monthly(db, owner)) == [("June", 22, 20, 2, 0.048)]


def test_what_was_sent_a_moment_ago_counts_and_nothing_is_written(db, owner):
    allow(db, owner, 1)
    make.charges(db, owner, "2026-11-29", units=1)
    make.send(db, owner)
    make.settle(db)

    assert amounts(monthly(db, owner)) == [("November", 2, 1, 1, 0.024)]
    assert amounts(yearly(db, owner)) == [(None, 2, 1, 1, 0.024)]
    # So do the facts of today that the last hour has counted, once.
    make.call(db, "ops.build_billing_today")
    make.send(db, owner)
    make.settle(db)
    assert amounts(monthly(db, owner)) == [("November", 3, 1, 2, 0.048)]
    counted = db.execute(
        "select sum(notifications_sent)::int as messages from postroom.billing_facts"
        " where service_id = %s and day = '2026-11-30'", (owner.id,)
    ).fetchone()  # fmt: skip
    assert counted == {"messages": 1}


def test_what_a_missed_night_has_left_out_counts(db, owner):
    other = make.service(db)
    make.charges(db, other, "2026-11-27")
    make.at(db, "2026-11-28T12:00Z")
    make.send(db, owner)
    make.settle(db)
    make.at(db, "2026-11-30T12:00Z")

    assert amounts(monthly(db, owner)) == [("November", 1, 1, 0, 0)]


def test_channels_that_a_service_may_not_use_are_not_looked_at(db, owner):
    make.charges(db, owner, "2026-11-30", units=5)
    make.send(db, owner)
    make.settle(db)
    assert amounts(monthly(db, owner)) == [("November", 1, 1, 0, 0)]

    db.execute("update postroom.services set permissions = '{email}' where id = %s", (owner.id,))
    assert amounts(monthly(db, owner)) == [("November", 5, 5, 0, 0)]


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        ("2026-03-31T22:59Z", 2025),
        ("2026-03-31T23:30Z", 2026),
        ("2027-03-31T22:59Z", 2026),
    ],
)
def test_a_message_late_in_march_belongs_to_the_local_day(db, owner, moment, year):
    make.at(db, moment)
    allow(db, owner, 9, year)
    make.send(db, owner)
    make.settle(db)

    assert [row["month"] for row in monthly(db, owner, year)] == [
        "April" if year == 2026 and "2026" in moment else "March"
    ]
    assert monthly(db, owner, year - 1) == []


@pytest.mark.parametrize("kind", ["monthly-usage", "yearly-usage-summary"])
@pytest.mark.parametrize("query", ["", "?year=", "?year=x", "?year=0", "?year=9999"])
def test_a_year_is_needed(admin, service, kind, query):
    answer = admin(f"GET /service/{service.id}/billing/{kind}{query}")

    assert (answer.status, answer.message) == (400, "No valid year provided")


@pytest.mark.parametrize("kind", ["monthly-usage", "yearly-usage-summary"])
def test_an_unknown_service_has_used_nothing(admin, service, nowhere, kind):
    assert admin(f"GET /service/{nowhere}/billing/{kind}?year=2026").body == []
    assert admin(f"GET /service/{service.id}/billing/{kind}?year=9998").body == []
