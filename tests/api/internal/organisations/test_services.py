import time

import pytest

from tests.tools import make

YEAR = "GET {0}/services-with-usage?year=2025"


@pytest.fixture
def made(organisation):
    return organisation(organisation_type="central", crown=True)


@pytest.fixture
def linked(admin, made, owned):
    admin(f"POST {made.path}/service", {"service_id": owned.id})
    return owned


def test_a_linked_service_takes_type_and_allowance(admin, made, owned, committed):
    path = f"{owned.path}/billing/free-sms-fragment-limit"
    committed.execute(
        "update postroom.allowances set fragments = 7, is_custom = true where service_id = %s",
        [owned.id],
    )
    before = admin(f"GET {owned.path}/history").data["service_history"]

    assert admin(f"POST {made.path}/service", {"service_id": owned.id}).status == 204

    service = admin(f"GET {owned.path}").data
    assert (service["organisation"], service["organisation_type"]) == (made.id, "central")
    assert service["email_branding"] is None
    assert admin(f"GET {path}").body["free_sms_fragment_limit"] == 20000
    after = admin(f"GET {owned.path}/history").data["service_history"]
    assert len(after) == len(before) + 1
    row = committed.execute(
        "select crown from postroom.services where id = %s", [owned.id]
    ).fetchone()
    assert row["crown"] is True


def test_what_was_agreed_last_year_is_kept(admin, made, owned, committed):
    committed.execute(
        "insert into postroom.allowances select service_id, financial_year - 1, 777, true"
        " from postroom.allowances where service_id = %s",
        [owned.id],
    )

    admin(f"POST {made.path}/service", {"service_id": owned.id})

    path = f"GET {owned.path}/billing/free-sms-fragment-limit"
    assert admin(path).body["free_sms_fragment_limit"] == 777


def test_what_cannot_be_linked(admin, made, owned, nowhere):
    path = f"POST {made.path}/service"

    assert admin(path, {"service_id": "x"}).errors == ["service_id is not a valid UUID"]
    assert admin(path, {}).errors == ["service_id is a required property"]
    assert admin(path, {"service_id": nowhere}).message == "No result found"
    other = admin(f"POST /organisations/{nowhere}/service", {"service_id": owned.id})
    assert (other.status, other.message) == (404, "No result found")


def test_services_of_an_organisation(admin, made, linked, nowhere, person, mark, committed):
    names = [f"{letter} {mark}" for letter in "bAc"]
    for name in names:
        user = person()["id"]
        body = {**dict.fromkeys(("user_id", "created_by"), user), "name": name, "restricted": True}
        limits = dict.fromkeys(
            ("email_message_limit", "sms_message_limit", "letter_message_limit"), 50
        )
        id = admin("POST /service", {**body, **limits}).data["id"]
        admin(f"POST {made.path}/service", {"service_id": id})
        if name.startswith("A"):
            admin(f"POST /service/{id}/archive")

    listed = admin(f"GET {made.path}/services").body

    assert [s["name"] for s in listed[:3]] == [linked.body["name"], names[0], names[2]]
    assert set(listed[0]) == {"id", "name", "active", "restricted"}
    assert [s["active"] for s in listed] == [True, True, True, False]
    assert admin(f"GET /organisations/{nowhere}/services").message == "No result found"


def test_the_organisation_of_a_service(admin, made, linked, nowhere):
    assert admin(f"GET {linked.path}/organisation").body == admin(f"GET {made.path}").body
    assert admin(f"GET /service/{nowhere}/organisation").body == {}
    admin(f"POST {linked.path}", {"organisation": None})
    assert admin(f"GET {linked.path}/organisation").body == {}


@pytest.mark.parametrize("year", ["", "?year=", "?year=abc", "?year=1.5", "?year=0", "?year=99999"])
def test_usage_needs_a_year(admin, made, year):
    answer = admin(f"GET {made.path}/services-with-usage{year}")

    assert (answer.status, answer.message) == (400, "No valid year provided")


def use(db, service, day, kind="sms", units=1, sent=1, rate="0.024", multiplier=1):
    db.execute(
        "insert into postroom.billing_facts values"
        " (%s, %s, %s, %s, 'x', %s, false, %s, 'none', %s, %s)",
        (day, service, service, kind, multiplier, rate, units, sent),
    )


def test_text_messages_cost_once_the_allowance_is_used_up(admin, made, linked, committed):
    admin(f"POST {linked.path}", {"restricted": False})
    committed.execute("insert into postroom.allowances values (%s, 2025, 10)", [linked.id])
    use(committed, linked.id, "2025-03-31", units=1000)
    use(committed, linked.id, "2025-04-01", units=4, multiplier=2)
    use(committed, linked.id, "2026-03-30", units=3)
    use(committed, linked.id, "2026-03-31", units=5, rate="0.5")
    use(committed, linked.id, "2026-04-01", units=1000)
    use(committed, linked.id, "2025-05-01", kind="email", units=0, sent=9, rate="0")
    use(committed, linked.id, "2025-05-01", kind="letter", units=2, sent=3, rate="0.77")

    assert admin(YEAR.format(made.path)).body == {
        "services": [
            {
                "service_id": linked.id, "service_name": linked.body["name"], "active": True,
                "free_sms_limit": 10, "sms_remainder": 0, "sms_billable_units": 16,
                "chargeable_billable_sms": 6, "sms_cost": 2.524, "letter_cost": 2.31,
                "emails_sent": 9,
            }
        ],
        "updated_at": None,
    }  # fmt: skip


def test_a_rate_that_comes_back_is_charged_in_the_order_of_days(db):
    service = make.service(db).id
    organisation = db.execute("select id from postroom.organisations limit 1").fetchone()["id"]
    db.execute(
        "update postroom.services set organisation_id = %s where id = %s", (organisation, service)
    )
    db.execute("insert into postroom.allowances values (%s, 2025, 10)", [service])
    for day, rate in (("2025-05-31", "0.1"), ("2025-06-01", "0.2"), ("2025-07-01", "0.1")):
        db.execute(
            "insert into postroom.sms_rates (valid_from, rate)"
            " values (%s::timestamp at time zone 'Europe/London', %s)",
            (day, rate),
        )
        use(db, service, day, units=6, rate=rate)

    (usage,) = make.call(
        db, "api.read_organisation_usage", organisation_id=organisation, financial_year=2025
    )["services"]

    assert (usage["chargeable_billable_sms"], usage["sms_cost"]) == (8, 1.0)


def test_without_an_allowance_everything_costs(admin, made, linked, committed, nowhere):
    assert admin(YEAR.format(made.path)).body["services"] == []
    admin(f"POST {linked.path}", {"restricted": False})
    use(committed, linked.id, "2025-06-01", units=10)
    admin(f"POST {linked.path}/archive")

    (usage,) = admin(YEAR.format(made.path)).body["services"]

    assert (usage["free_sms_limit"], usage["sms_remainder"], usage["active"]) == (0, 0, False)
    assert (usage["chargeable_billable_sms"], usage["sms_cost"]) == (10, 0.24)
    nothing = admin(YEAR.format(f"/organisations/{nowhere}")).body
    assert nothing == {"services": [], "updated_at": None}


def test_when_the_running_year_was_counted(db):
    make.at(db, "2026-11-23T16:30:00Z")
    counted = "select api.usage_counted_at(%s) as at"
    assert db.execute(counted, [2026]).fetchone()["at"] is None

    db.execute(
        "insert into postroom.maintenance_log (step, finished_at, error) values"
        " ('billing_today', now(), 'no'),"
        " ('billing_today', '2026-11-23T16:00:00.123456Z', null)"
    )

    assert db.execute(counted, [2026]).fetchone()["at"] == "2026-11-23T16:00:00.123456+00:00"
    assert db.execute(counted, [2025]).fetchone()["at"] is None
    make.at(db, "2027-03-31T12:00:00Z")
    assert db.execute(counted, [2026]).fetchone()["at"] is not None


def test_usage_of_many_services_is_read_at_once(db):
    """500 services with facts of eight months, beside as many of others."""
    db.execute(
        "with o as ("
        "    insert into postroom.organisations (name) values ('Many'), ('Others')"
        "    returning id, name"
        "), s as ("
        "    insert into postroom.services ("
        "        name, normalised_name, email_sender_local_part, restricted, created_by_id,"
        "        organisation_id"
        "    )"
        "    select o.name || n, o.name || n, 'x', false, (select id from postroom.users limit 1),"
        "        o.id"
        "    from o, generate_series(1, 500) as n returning id"
        ")"
        "insert into postroom.billing_facts"
        " select d::date, s.id, s.id, k, 'x', 1, false, 0.024, 'none', 5, 5"
        " from generate_series(date '2025-04-01', '2025-11-30', '1 day') as d, s,"
        " unnest('{sms,email}'::text[]) as k"
    )
    db.execute("analyze postroom.billing_facts")
    organisation = db.execute("select id from postroom.organisations where name = 'Many'")
    id = organisation.fetchone()["id"]

    def seconds():
        start = time.perf_counter()
        found = make.call(
            db, "api.read_organisation_usage", organisation_id=id, financial_year=2025
        )
        assert len(found["services"]) == 500
        return time.perf_counter() - start

    # A tenth of a second on a machine with nothing else to do.
    assert min(seconds() for _ in range(3)) < 0.5
