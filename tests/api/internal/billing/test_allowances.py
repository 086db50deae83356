"""What is free: as the type of organisation has it, or as agreed with a service alone."""

import pytest

from tests.tools import make

UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."


@pytest.fixture
def path(service):
    return f"/service/{service.id}/billing/free-sms-fragment-limit"


def row(db, service):
    return db.execute(
        "select fragments, is_custom, high_volume_last_year from postroom.allowances"
        " where service_id = %s order by financial_year desc limit 1",
        (service.id,),
    ).fetchone()


def test_a_missing_year_is_made(admin, path, committed, service):
    committed.execute("delete from postroom.allowances where service_id = %s", (service.id,))

    made = admin(f"GET {path}").body
    assert made["free_sms_fragment_limit"] == 5000
    assert admin(f"GET {path}?financial_year_start=").body == made
    assert admin(f"GET {path}?financial_year_start={made['financial_year_start']}").body == made


@pytest.mark.parametrize(
    ("year", "fragments"),
    [(2016, 25000), (2020, 25000), (2021, 10000), (2022, 10000), (2024, 5000), (2025, 5000)],
)
def test_earlier_years(admin, path, year, fragments):
    assert admin(f"GET {path}?financial_year_start={year}").body == {
        "financial_year_start": year,
        "free_sms_fragment_limit": fragments,
    }


@pytest.mark.parametrize(
    ("year", "status"),
    [("2015", 400), ("2999", 400), ("-1", 400), (str(10**30), 400), ("abc", 404), ("2025.5", 404)],
)
def test_years_without_an_allowance(admin, path, year, status):
    assert admin(f"GET {path}?financial_year_start={year}").status == status


def test_setting_one(admin, path, committed, service):
    answer = admin(f"POST {path}", {"free_sms_fragment_limit": 123, "extra": "x"})

    assert (answer.status, answer.body) == (201, {"free_sms_fragment_limit": 123, "extra": "x"})
    assert admin(f"GET {path}").body["free_sms_fragment_limit"] == 123
    assert row(committed, service) == {
        "fragments": 123, "is_custom": True, "high_volume_last_year": False,
    }  # fmt: skip
    assert admin(f"POST {path}", {"free_sms_fragment_limit": 20.0}).status == 201
    assert row(committed, service)["fragments"] == 20


def test_what_all_such_services_have_is_nothing_special(admin, path, committed, service):
    committed.execute(
        "update postroom.allowances set high_volume_last_year = true where service_id = %s",
        (service.id,),
    )
    admin(f"POST {path}", {"free_sms_fragment_limit": 123})
    admin(f"POST {path}", {"free_sms_fragment_limit": 5000})

    assert row(committed, service) == {
        "fragments": 5000, "is_custom": False, "high_volume_last_year": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "free_sms_fragment_limit is a required property"),
        (
            {"free_sms_fragment_limit": -1},
            "free_sms_fragment_limit -1 is less than the minimum of 0",
        ),
        ({"free_sms_fragment_limit": "5"}, "free_sms_fragment_limit 5 is not of type integer"),
        ({"free_sms_fragment_limit": True}, "free_sms_fragment_limit True is not of type integer"),
        (
            {"free_sms_fragment_limit": 2**31},
            "free_sms_fragment_limit 2147483648 is greater than the maximum of 2147483647",
        ),
    ],
)
def test_what_is_no_limit(admin, path, body, text):
    answer = admin(f"POST {path}", body)

    assert (answer.status, answer.errors) == (400, [text])


def test_an_unknown_service(admin, nowhere):
    path = f"/service/{nowhere}/billing/free-sms-fragment-limit"

    assert admin(f"GET {path}").message == "No result found"
    answer = admin(f"POST {path}", {"free_sms_fragment_limit": 1})
    assert (answer.status, answer.message) == (404, "No result found")


def test_one_agreed_last_year_goes_on(db):
    make.at(db, "2026-06-01T12:00Z")
    service = make.service(db)
    make.call(db, "api.set_allowance", service_id=service.id, fragments=777)
    make.at(db, "2027-06-01T12:00Z")

    made = make.call(db, "api.read_allowance", service_id=service.id)

    assert made == {"financial_year_start": 2027, "free_sms_fragment_limit": 777}
    assert row(db, service)["is_custom"]


@pytest.mark.parametrize(("units", "fragments"), [(100_000, 0), (99_999, 5000)])
def test_nothing_is_free_after_much(db, units, fragments):
    make.at(db, "2026-06-01T12:00Z")
    service = make.service(db)
    make.charges(db, service, "2026-03-31", units=units, multiplier=3)
    db.execute("delete from postroom.allowances where service_id = %s", (service.id,))

    made = make.call(db, "api.read_allowance", service_id=service.id)

    assert made["free_sms_fragment_limit"] == fragments
    assert row(db, service)["high_volume_last_year"] is (fragments == 0)


def test_a_body_that_is_no_object(admin, path):
    assert admin(f"POST {path}", data="{").message == UNREADABLE
    assert admin(f"POST {path}", data="null").errors == ["None is not of type object"]
