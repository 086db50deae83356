"""All services in a file: who they are, and what becomes of what they send."""

import pytest

from tests.tools import make

NO_JOB = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def owner(db):
    make.at(db, "2026-06-30T12:00Z")
    db.execute("update postroom.services set active = false")
    db.execute("truncate postroom.status_facts")
    return make.service(db)


def live(db):
    return [row["row"] for row in db.execute("select api.list_live_services() as row").fetchall()]


def count(db, owner, day, status, number, channel="sms", key_type="normal"):
    db.execute(
        "insert into postroom.status_facts values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (day, owner.id, owner.id, NO_JOB, channel, key_type, status, number),
    )


def monthly(db, start, end):
    rows = db.execute(
        "select api.list_monthly_statuses(%s::date, %s::date) as row", (start, end)
    ).fetchall()
    return [[row["row"][0], *row["row"][3:]] for row in rows]


def test_live_services(db, owner):
    organisation = db.execute(
        "insert into postroom.organisations (name, organisation_type) values ('Council', 'local')"
        " returning id"
    ).fetchone()["id"]
    db.execute(
        "update postroom.services set organisation_id = %s, go_live_user_id = %s, volume_sms = 5,"
        " consent_to_research = true, go_live_at = '2026-05-04T17:07:38.9Z' where id = %s",
        (organisation, owner.user, owner.id),
    )
    make.charges(db, owner, "2026-04-01", messages=3)
    make.charges(db, owner, "2026-06-29", "email", messages=4)
    make.charges(db, owner, "2026-06-29", "letter", messages=5)
    make.charges(db, owner, "2026-03-31", messages=100)

    (row,) = live(db)

    person = db.execute("select * from postroom.users where id = %s", (owner.user,)).fetchone()
    assert row.pop("service_name").startswith("Service ")
    assert row == {
        "service_id": str(owner.id), "organisation_name": "Council", "organisation_type": "local",
        "consent_to_research": True, "contact_name": "Ann",
        "contact_email": person["email_address"], "contact_mobile": person["mobile_number"],
        "live_date": "Mon, 04 May 2026 17:07:38 GMT", "sms_volume_intent": 5,
        "email_volume_intent": None, "letter_volume_intent": None, "sms_totals": 3,
        "email_totals": 4, "letter_totals": 5, "free_sms_fragment_limit": 5000,
    }  # fmt: skip


def test_only_live_services_with_an_allowance_the_oldest_first(db, owner):
    services = {"owner": owner} | {
        name: make.service(db) for name in ("older", "never", "trial", "ours", "gone", "bare")
    }
    for name, change in (
        ("owner", "go_live_at = '2026-05-04T17:07Z'"),
        ("older", "go_live_at = '2026-05-03T17:07Z'"), ("trial", "restricted = true"),
        ("ours", "count_as_live = false"), ("gone", "active = false"),
    ):  # fmt: skip
        db.execute(f"update postroom.services set {change} where id = %s", (services[name].id,))
    db.execute("delete from postroom.allowances where service_id = %s", (services["bare"].id,))
    db.execute(
        "insert into postroom.allowances (service_id, financial_year, fragments)"
        " values (%s, 2025, 1)", (services["never"].id,)
    )  # fmt: skip

    rows = live(db)

    assert [row["service_id"] for row in rows] == [
        str(services[name].id) for name in ("older", "owner", "never")
    ]
    assert rows[2]["live_date"] is None and rows[2]["free_sms_fragment_limit"] == 5000


def test_statuses_by_month(db, owner):
    for status, number in (
        ("sending", 1), ("pending", 2), ("delivered", 4), ("technical-failure", 8), ("failed", 16),
        ("temporary-failure", 32), ("permanent-failure", 64), ("sent", 128), ("created", 256),
    ):  # fmt: skip
        count(db, owner, "2026-05-01", status, number)
    count(db, owner, "2026-05-31", "delivered", 1000)
    count(db, owner, "2026-05-31", "delivered", 5, "email")
    count(db, owner, "2026-05-31", "created", 5, "letter")
    count(db, owner, "2026-06-05", "delivered", 7)
    count(db, owner, "2026-06-05", "delivered", 7, key_type="test")

    may = ["2026-05-01", "sms", 3, 1004, 24, 32, 64, 128]
    email = ["2026-05-01", "email", 0, 5, 0, 0, 0, 0]
    june = ["2026-06-01", "sms", 0, 7, 0, 0, 0, 0]
    assert monthly(db, "2026-05-01", "2026-06-30") == [email, may, june]
    assert monthly(db, "2026-05-02", "2026-06-04") == [
        email, ["2026-05-01", "sms", 0, 1000, 0, 0, 0, 0],
    ]  # fmt: skip
    assert monthly(db, "0001-01-01", "9999-12-31") == [email, may, june]
    assert monthly(db, "2026-06-06", "2026-06-05") == []
    db.execute("update postroom.services set restricted = true where id = %s", (owner.id,))
    assert monthly(db, "2026-05-01", "2026-06-30") == []


def test_on_the_wire(admin, committed, service):
    count(committed, service, "2019-05-03", "delivered", 2)
    name = committed.execute(
        "select name from postroom.services where id = %s", (service.id,)
    ).fetchone()["name"]

    assert str(service.id) in {
        row["service_id"] for row in admin("GET /service/live-services-data").data
    }
    path = "/service/monthly-data-by-service"
    rows = admin(f"GET {path}?start_date=2019-05-01&end_date=2019-05-31").body
    assert ["2019-05-01", str(service.id), name, "sms", 0, 2, 0, 0, 0, 0] in rows
    for query in ("", "start_date=2019-05-01", "start_date=x&end_date=2019-05-31"):
        answer = admin(f"GET {path}?{query}")
        assert answer.status == 400
        assert answer.message == "Input must be a date in the format: YYYY-MM-DD"
