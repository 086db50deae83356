import pytest

from tests.tools import make

YEAR_BEGUN = {f"2025-{month:02}" for month in range(4, 13)} | {"2026-01", "2026-02"}
EMPTY = {"sms": {}, "email": {}, "letter": {}}


@pytest.fixture
def history(db):
    """A service with messages of three months, of which the nights have counted two."""
    service = make.service(db)
    for moment, kind in (
        ("2025-03-31T22:59Z", "sms"),
        ("2025-03-31T23:00Z", "sms"),
        ("2025-07-09T10:00Z", "email"),
        ("2025-07-10T10:00Z", "sms"),
        ("2025-07-10T11:00Z", "sms"),
        ("2026-02-08T10:00Z", "sms"),
        ("2026-02-09T10:00Z", "sms"),
    ):
        make.at(db, moment)
        make.send(db, service, kind)
        make.send(db, service, kind, key_type="test")
    make.settle(db)
    for day in ("2025-03-31", "2025-04-01", "2025-07-09", "2025-07-10"):
        make.call(db, "ops.build_status_facts", day=day)
    make.at(db, "2026-02-09T10:00Z")
    db.execute(
        "update postroom.notifications set status = 'cancelled' where id = %s",
        (make.letter(db, service),),
    )
    return service


def call(db, service, function, **arguments):
    return make.call(db, f"api.{function}", service_id=service.id, **arguments)


def rows(db, service, function, argument):
    return db.execute(f"select * from api.{function}(%s, %s)", (service.id, argument)).fetchall()


def test_months_of_a_financial_year(db, history):
    found = call(db, history, "monthly_statistics", year=2025)

    assert found.keys() == YEAR_BEGUN
    assert found["2025-04"] == {**EMPTY, "sms": {"delivered": 1}}
    assert found["2025-05"] == EMPTY
    assert found["2025-07"] == {**EMPTY, "sms": {"delivered": 2}, "email": {"delivered": 1}}
    assert found["2026-02"] == {
        **EMPTY, "sms": {"delivered": 2}, "letter": {"cancelled": 1},
    }  # fmt: skip
    assert call(db, history, "monthly_statistics", year=2026) == {}
    before = call(db, history, "monthly_statistics", year=2024)
    assert len(before) == 12 and before["2025-03"] == {**EMPTY, "sms": {"delivered": 1}}


def test_facts_are_not_counted_twice_nor_days_left_out(db, history):
    # Yesterday counted, the days before as well, and what had not been counted until then.
    for day in ("2026-02-08", "2026-02-09"):
        make.call(db, "ops.build_status_facts", day=day)

    found = call(db, history, "monthly_statistics", year=2025)

    assert found["2026-02"] == {
        **EMPTY, "sms": {"delivered": 2}, "letter": {"cancelled": 1},
    }  # fmt: skip


def test_before_the_first_night_all_is_counted_from_the_messages(db, history):
    db.execute("delete from postroom.status_facts")

    found = call(db, history, "monthly_statistics", year=2025)

    assert found["2025-04"] == {**EMPTY, "sms": {"delivered": 1}}
    assert found["2025-07"] == {**EMPTY, "sms": {"delivered": 2}, "email": {"delivered": 1}}
    assert call(db, history, "service_statistics", days=1)["sms"]["requested"] == 2


def test_template_usage_by_month(db, history):
    found = rows(db, history, "monthly_template_usage", 2025)

    assert [(row["year"], row["month"], row["name"], row["count"]) for row in found] == [
        (2025, 4, "sms template", 1),
        (2025, 7, "email template", 1),
        (2025, 7, "sms template", 2),
        (2026, 2, "sms template", 2),
    ]
    assert {row["type"] for row in found} == {"sms", "email"}
    assert not any(row["is_precompiled_letter"] for row in found)


def test_templates_of_the_last_days(db, history):
    def found(days):
        return [
            (row["template_type"], row["status"], row["count"])
            for row in rows(db, history, "template_statistics", days)
        ]

    assert found(0) == [("letter", "cancelled", 1), ("sms", "delivered", 1)]
    assert found(7) == [("letter", "cancelled", 1), ("sms", "delivered", 2)]


def test_when_a_template_was_last_used(db, history):
    def used(kind):
        return make.call(
            db,
            "api.template_last_used",
            service_id=history.id,
            template_id=history.templates[kind],
        )

    assert f"{used('sms'):%Y-%m-%d %H:%M}" == "2026-02-09 10:00"
    assert f"{used('email'):%Y-%m-%d %H:%M}" == "2025-07-09 00:00"
    make.at(db, "2026-07-10T10:00Z")
    assert used("email") is None
    assert f"{used('sms'):%Y-%m-%d %H:%M}" == "2026-02-09 00:00"


def test_totals_of_days(db, history):
    assert call(db, history, "service_statistics", days=1) == {
        "sms": {"requested": 2, "delivered": 2, "failed": 0},
        "email": {"requested": 0, "delivered": 0, "failed": 0},
        "letter": {"requested": 0, "delivered": 0, "failed": 0},
    }


def test_what_was_charged(db, history):
    for day in ("2026-02-08", "2026-02-09"):
        make.call(db, "ops.build_billing_facts", day=day)

    assert call(db, history, "count_sent", days=7) == 2
    assert call(db, history, "count_sent", days=0, template_types=["sms"]) == 1
    assert call(db, history, "count_sent", days=7, template_types=["email", "letter"]) == 0


def test_on_the_wire(admin, committed, service):
    path = f"/service/{service.id}"
    make.send(committed, service)

    monthly = admin(f"GET {path}/notifications/monthly?year=2019").data
    assert monthly["2019-04"] == monthly["2020-03"] == EMPTY and len(monthly) == 12
    assert admin(f"GET {path}/notifications/count").body == {"notifications_sent_count": 0}
    (usage,) = admin(f"GET {path}/template-statistics?limit_days=0").data
    assert usage["template_id"] == str(service.templates["sms"]) and usage["count"] == 1
    last_used = f"{path}/template-statistics/last-used"
    assert admin(f"GET {last_used}/{service.templates['email']}").body == {"last_date_used": None}
    assert admin(f"GET {last_used}/{service.id}").status == 404


@pytest.mark.parametrize("year", ["", "year=x", "year=0", "year=9999", f"year={10**30}"])
def test_a_year_is_a_number(admin, service, nowhere, year):
    for kind in ("monthly", "templates_usage/monthly"):
        answer = admin(f"GET /service/{service.id}/notifications/{kind}?{year}")
        assert (answer.status, answer.message) == (400, "Year must be a number")
    assert admin(f"GET /service/{nowhere}/notifications/monthly?year=2020").status == 404
    usage = admin(f"GET /service/{nowhere}/notifications/templates_usage/monthly?year=2020")
    assert usage.body == {"stats": []}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", " is not an integer"),
        ("?whole_days=x", "x is not an integer"),
        ("?whole_days=8", "whole_days must be between 0 and 7"),
        ("?limit_days=-1", "whole_days must be between 0 and 7"),
    ],
)
def test_days_of_template_statistics(admin, service, query, message):
    answer = admin(f"GET /service/{service.id}/template-statistics{query}")

    assert (answer.status, answer.message) == (400, {"whole_days": [message]})


def test_days_of_the_count(admin, service):
    path = f"/service/{service.id}/notifications/count"

    assert admin(f"GET {path}?limit_days=x").message == {"limit_days": ["Not a valid integer."]}
    assert admin(f"GET {path}?template_type=fax").status == 400
    assert admin(f"GET {path}?limit_days={10**30}").status == 200
