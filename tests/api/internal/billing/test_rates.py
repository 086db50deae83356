"""What messages cost now, and what they will cost later."""

import pytest

from tests.tools import make

CLASSES = ["economy", "second", "first", "europe", "rest-of-world"]


@pytest.mark.parametrize("end", ["", "/"])
def test_on_the_wire(admin, end):
    assert admin(f"GET /sms-rate{end}").body == {
        "rate": 0.024, "valid_from": "2026-03-31T23:00:00",
    }  # fmt: skip
    rates = admin(f"GET /letter-rates{end}").body
    assert rates[0] == {
        "post_class": "economy", "rate": "0.638", "sheet_count": 1,
        "start_date": "2026-06-30T23:00:00",
    }  # fmt: skip
    assert [rate["post_class"] for rate in rates] == CLASSES * 5
    assert [rate["sheet_count"] for rate in rates] == sorted([1, 2, 3, 4, 5] * 5)
    assert {rate["rate"] for rate in rates} >= {"1.8", "0.73", "1.96"}


@pytest.mark.parametrize("path", ["/sms-rate", "/letter-rates/"])
def test_without_a_token_in_the_other_envelope(admin, path):
    answer = admin(f"GET {path}", headers={})

    assert answer.status == 401
    assert answer.body["errors"][0]["error"] == "AuthError"


def test_a_rate_counts_from_its_start_to_its_end(db):
    def economy():
        rates = make.call(db, "api.list_letter_rates")
        return [r["rate"] for r in rates if r["post_class"] == "economy" and r["sheet_count"] == 1]

    make.at(db, "2026-06-30T22:59:59Z")
    assert economy() == ["0.64"]
    make.at(db, "2026-06-30T23:00:00Z")
    assert economy() == ["0.638"]
    make.at(db, "2025-03-31T22:59:59Z")
    assert economy() == []
    assert make.call(db, "api.read_sms_rate")["rate"] == 0.0227
    make.at(db, "2025-03-31T23:00:00Z")
    assert make.call(db, "api.read_sms_rate")["rate"] == 0.0233
