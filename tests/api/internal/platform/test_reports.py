"""Reports of all services, as people who run the platform download them."""

import json
import uuid
from types import SimpleNamespace

import pytest

from api import database
from tests.tools import make

SPRING = {"start_date": "2026-04-01", "end_date": "2026-06-30"}


@pytest.fixture
def team(db):
    """team("Parks", "Bins") → a live service of that name and its organisation's, 30 June 2026."""
    make.at(db, "2026-06-30T12:00Z")
    db.execute("update postroom.services set active = false")

    def create(name, organisation=None, **columns):
        made = make.service(db)
        if organisation:
            columns["organisation_id"] = db.execute(
                "insert into postroom.organisations (name, purchase_order_number,"
                " billing_reference) values (%s, 'PO of all', 'REF') on conflict (name)"
                " do update set active = true returning id",
                (organisation,),
            ).fetchone()["id"]
        for column, value in {"name": name, **columns}.items():
            db.execute(
                f"update postroom.services set {column} = %s where id = %s", (value, made.id)
            )
        allow(db, made, 10)
        return made

    return create


def allow(db, service, fragments, year=2026):
    db.execute(
        "insert into postroom.allowances (service_id, financial_year, fragments)"
        " values (%s, %s, %s) on conflict (service_id, financial_year)"
        " do update set fragments = excluded.fragments",
        (service.id, year, fragments),
    )


def report(db, function, **dates):
    rows = db.execute(
        f"select api.{function}(%(start_date)s::date, %(end_date)s::date) as row",
        {**SPRING, **dates},
    ).fetchall()
    return [row["row"] for row in rows]


def names(rows):
    return [row["service_name"] for row in rows]


def test_bills(db, team):
    bins = team("Bins", "Council", purchase_order_number="PO 1", billing_contact_names="Bo")
    parks = team("Parks", "Council")
    alone, free, trial = team("Alone"), team("Free"), team("Trial", restricted=True, active=False)
    make.charges(db, bins, "2026-05-01", units=11, messages=11)
    make.charges(db, free, "2026-05-01", units=10)
    make.charges(db, alone, "2026-05-02", units=20)
    make.charges(db, trial, "2026-05-02", units=20)
    make.charges(db, parks, "2026-06-01", "letter", messages=3, rate="0.77")
    make.charges(db, parks, "2026-06-01", "email", messages=1000)

    rows = report(db, "list_bills")

    assert names(rows) == ["Bins", "Parks", "Alone", "Trial"]
    organisation = rows[0].pop("organisation_id")
    assert rows[0] == {
        "organisation_name": "Council", "service_id": str(bins.id), "service_name": "Bins",
        "sms_cost": 0.024, "sms_chargeable_units": 1, "total_letters": 0, "letter_cost": 0,
        "letter_breakdown": "", "purchase_order_number": "PO 1", "contact_names": "Bo",
        "contact_email_addresses": None, "billing_reference": "REF",
    }  # fmt: skip
    assert uuid.UUID(organisation) and rows[1]["organisation_id"] == organisation
    assert (rows[1]["purchase_order_number"], rows[1]["sms_cost"]) == ("PO of all", 0)
    assert (rows[1]["total_letters"], rows[1]["letter_cost"]) == (3, 2.31)
    assert (rows[2]["organisation_id"], rows[2]["organisation_name"]) == ("", "")
    assert (rows[2]["sms_cost"], rows[2]["billing_reference"]) == (0.24, None)


def test_an_allowance_is_used_up_from_april_on(db, team):
    bins = team("Bins")
    make.charges(db, bins, "2026-04-30", units=6)
    make.charges(db, bins, "2026-05-10", units=3)
    make.charges(db, bins, "2026-05-11", units=5)
    make.charges(db, bins, "2026-05-12", units=2)
    make.charges(db, bins, "2026-03-31", units=90)

    def units(start, end):
        rows = report(db, "list_bills", start_date=start, end_date=end)
        return rows[0]["sms_chargeable_units"] if rows else 0

    assert units("2026-04-01", "2026-06-30") == 6
    assert units("2026-05-11", "2026-05-31") == 6
    assert units("2026-05-12", "2026-05-12") == 2
    assert units("2026-04-01", "2026-05-10") == 0
    assert units("2026-05-11", "2026-05-11") == 4


def test_without_an_allowance_all_is_charged(db, team):
    bins = team("Bins")
    db.execute("delete from postroom.allowances where service_id = %s", (bins.id,))
    make.charges(db, bins, "2026-05-12", units=2)

    assert [row["sms_chargeable_units"] for row in report(db, "list_bills")] == [2]


def test_letters_in_words(db, team):
    parks = team("Parks")
    for postage, rate, letters in (
        ("rest-of-world", "1.8", 1), ("europe", "1.8", 2), ("economy", "0.638", 1),
        ("second", "0.82", 1), ("second", "0.77", 3), ("first", "1.56", 1200),
        ("first", "1234.5", 1), ("economy", "0.625", 1), ("economy", "0.635", 1),
    ):  # fmt: skip
        make.charges(db, parks, "2026-06-01", "letter", messages=letters, rate=rate,
                     postage=postage)  # fmt: skip

    (row,) = report(db, "list_bills")

    assert row["letter_breakdown"] == (
        "1 economy class letters at 62p\n"
        "1 economy class letters at 64p\n"
        "1 economy class letters at 64p\n"
        "3 second class letters at 77p\n"
        "1 second class letters at 82p\n"
        "1200 first class letters at £1.56\n"
        "1 first class letters at £1,234.50\n"
        "3 international letters at £1.80\n"
    )


def test_letters_of_the_printer(db):
    for day, postage, rate, sheets, threshold, letters in (
        ("2026-05-02", "second", "0.77", 2, "unsorted", 3),
        ("2026-05-02", "second", "0.77", 2, "sorted", 7),
        ("2026-05-02", "economy", "0.684", 2, "sorted", 1),
        ("2026-05-01", "second", "0.77", 2, "sorted", 1),
        ("2026-07-01", "second", "0.77", 2, "sorted", 1),
    ):
        db.execute(
            "insert into postroom.despatch_facts values (%s, %s, %s, %s, %s, %s)",
            (day, postage, rate, sheets, threshold, letters),
        )

    rows = report(db, "list_despatched_letters")

    assert [(row["date"], row["postage"], row["cost_threshold"]) for row in rows] == [
        ("2026-05-01", "second", "sorted"),
        ("2026-05-02", "economy", "sorted"),
        ("2026-05-02", "second", "sorted"),
        ("2026-05-02", "second", "unsorted"),
    ]
    assert rows[2] == {
        "date": "2026-05-02", "postage": "second", "cost_threshold": "sorted", "sheets": 2,
        "rate": 0.77, "letters": 7, "cost": 5.39,
    }  # fmt: skip


def test_volumes_by_day(db, team):
    bins, parks = team("Bins"), team("Parks")
    make.charges(db, bins, "2026-05-01", units=4, messages=2)
    make.charges(db, parks, "2026-05-01", units=2, multiplier=3, international=True)
    make.charges(db, parks, "2026-05-03", "email", messages=5)
    make.charges(db, parks, "2026-05-03", "letter", messages=2, units=6, rate="0.82")
    make.charges(db, parks, "2026-07-01", "email", messages=5)

    assert report(db, "list_daily_volumes") == [
        {
            "day": "2026-05-01", "sms_totals": 3, "sms_fragment_totals": 6,
            "sms_chargeable_units": 10, "email_totals": 0, "letter_totals": 0,
            "letter_sheet_totals": 0,
        },
        {
            "day": "2026-05-03", "sms_totals": 0, "sms_fragment_totals": 0,
            "sms_chargeable_units": 0, "email_totals": 5, "letter_totals": 2,
            "letter_sheet_totals": 6,
        },
    ]  # fmt: skip


def test_volumes_by_provider_know_nothing_of_allowances(db, team):
    bins = team("Bins")
    allow(db, bins, 1000)
    make.charges(db, bins, "2026-05-01", units=7)
    make.charges(db, bins, "2026-05-01", units=1, multiplier=2, international=True)
    make.charges(db, bins, "2026-05-01", units=1, provider="unknown")
    make.charges(db, bins, "2026-05-02", units=1, provider="firetext")
    make.charges(db, bins, "2026-05-02", "email")

    rows = report(db, "list_provider_volumes")

    assert [(row["day"], row["provider"], row["sms_cost"]) for row in rows] == [
        ("2026-05-01", "mmg", 0.216), ("2026-05-01", "unknown", 0.024),
        ("2026-05-02", "firetext", 0.024),
    ]  # fmt: skip
    assert rows[0] == {
        "day": "2026-05-01", "provider": "mmg", "sms_totals": 2, "sms_fragment_totals": 8,
        "sms_chargeable_units": 9, "sms_cost": 0.216,
    }  # fmt: skip


def test_volumes_by_service(db, team):
    bins, _ = team("Bins", "Council"), team("Quiet")
    team("Trial", restricted=True)
    team("Gone", active=False)
    team("Ours", count_as_live=False)
    later = team("Later")
    db.execute("delete from postroom.allowances where service_id = %s", (later.id,))
    allow(db, later, 1, year=2027)
    allow(db, bins, 99, year=2025)
    make.charges(db, bins, "2026-04-01", units=2, multiplier=3, messages=2)
    make.charges(db, bins, "2026-05-15", "email", messages=4)
    make.charges(db, bins, "2026-06-30", "letter", messages=2, units=4, rate="0.77")
    make.charges(db, bins, "2026-07-01", "email", messages=4)

    rows = report(db, "list_service_volumes")

    assert names(rows) == ["Bins", "Quiet"]
    assert rows[0].pop("organisation_id")
    assert rows[0] == {
        "service_name": "Bins", "service_id": str(bins.id), "organisation_name": "Council",
        "free_allowance": 10, "sms_notifications": 2, "sms_chargeable_units": 6,
        "email_totals": 4, "letter_totals": 2, "letter_sheet_totals": 4, "letter_cost": 1.54,
    }  # fmt: skip
    assert (rows[1]["organisation_id"], rows[1]["email_totals"]) == ("", 0)
    before = {"start_date": "2025-05-01", "end_date": "2025-06-30"}
    assert [row["free_allowance"] for row in report(db, "list_service_volumes", **before)] == [99]


REPORTS = (
    "data-for-billing-report", "data-for-dvla-billing-report", "daily-volumes-report",
    "daily-sms-provider-volumes-report", "volumes-by-service",
)  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(
    "query",
    ["", "start_date=2026-05-01", "end_date=2026-05-01", "start_date=x&end_date=y",
     "start_date=2026-02-30&end_date=2026-03-01", "start_date=&end_date=2026-03-01"],
)  # fmt: skip
def test_reports_need_two_dates(admin, name, query):
    answer = admin(f"GET /platform-stats/{name}?{query}")

    assert (answer.status, answer.message) == (
        400,
        "Input must be a date in the format: YYYY-MM-DD",
    )


@pytest.mark.parametrize("name", REPORTS[:2])
def test_bills_are_of_one_financial_year(admin, name):
    def refused(start, end):
        answer = admin(f"GET /platform-stats/{name}?start_date={start}&end_date={end}")
        return answer.status, answer.message

    one_year = (400, "Date must be in a single financial year.")
    assert refused("2026-03-31", "2026-04-01") == one_year
    assert refused("2025-04-01", "2026-04-01") == one_year
    assert refused("2026-05-02", "2026-05-01") == (400, "Start date must be before end date")
    assert refused("2026-4-1", "2027-3-31")[0] == 200


@pytest.mark.parametrize("name", REPORTS)
def test_any_range_is_answered(admin, name):
    ends = "start_date=0001-01-01&end_date=9999-12-31"
    year = "start_date=2024-04-01&end_date=2025-03-31"

    status = admin(f"GET /platform-stats/{name}?{ends}").status
    assert status == (400 if name in REPORTS[:2] else 200)
    assert isinstance(admin(f"GET /platform-stats/{name}?{year}").body, list)


def test_on_the_wire(app, admin, committed, service):
    make.charges(committed, service, "2019-05-01", units=40_000)
    path = "/platform-stats/data-for-billing-report?start_date=2019-04-01&end_date=2020-03-31"

    answer = admin(f"GET {path}")

    mine = SimpleNamespace(**{row["service_id"]: row for row in answer.body})
    row = getattr(mine, str(service.id))
    assert row["sms_chargeable_units"] == 40_000 and row["sms_cost"] == 960
    assert list(row) == sorted(row) and json.dumps(row)
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("whole", [True, False])
def test_a_connection_serves_others_after_a_report(app, admin, person, mark, service, whole):
    author = person()["id"]
    with app.app_context():
        rows = database.stream("api.list_service_volumes", **SPRING)
        assert next(rows)
        if whole:
            assert list(rows)
        del rows

        # By a person, and so in a pipeline of two statements.
        answer = admin("POST /email-branding", {"name": mark, "text": "x", "created_by": author})

    assert answer.status == 201
