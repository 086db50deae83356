import pytest

from tests.tools import make


def take(db, service, rate, wanted=1):
    return make.call(
        db,
        "api.take_tokens",
        service_id=service.id,
        key_type="normal",
        rate_limit=rate,
        wanted=wanted,
    )["granted"]


@pytest.mark.parametrize(("rate", "burst"), [(6, 2), (30, 10), (60, 20)])
def test_a_full_bucket_serves_a_third_of_a_minute(db, rate, burst):
    service = make.service(db)

    assert sum(take(db, service, rate) for _ in range(burst)) == burst
    assert take(db, service, rate) == 0


def test_a_bucket_holds_a_thousand_at_most(db):
    service = make.service(db)

    assert take(db, service, 3000, wanted=5000) == 999


def test_tokens_can_be_taken_by_the_handful(db):
    service = make.service(db)

    assert take(db, service, 30, wanted=6) == 6
    assert take(db, service, 30, wanted=6) == 4
    assert take(db, service, 30, wanted=6) == 0


def test_it_refills_evenly(db):
    service = make.service(db)
    take(db, service, 60, wanted=100)
    db.execute("update postroom.token_buckets set refilled_at = refilled_at - interval '5 s'")

    assert take(db, service, 60, wanted=100) == 5


def test_a_refused_request_takes_what_is_left(db):
    service = make.service(db)
    take(db, service, 6, wanted=2)
    assert take(db, service, 6) == 0

    left = db.execute("select tokens from postroom.token_buckets").fetchone()["tokens"]

    assert left == 0


def test_asking_takes_nothing(db):
    service = make.service(db)
    take(db, service, 6)

    asked = [ask(db, service, 6, wanted=0) for _ in range(2)]

    assert [(row["granted"], row["passing"]) for row in asked] == [(0, 1), (0, 1)]


def test_it_tells_when_one_more_passes(db):
    service = make.service(db)

    rows = [ask(db, service, 6) for _ in range(3)]

    assert [(row["granted"], row["passing"]) for row in rows] == [(1, 1), (1, 0), (0, 0)]
    assert [round(row["seconds"]) for row in rows] == [10, 10, 20]


def test_asking_leaves_what_has_been_taken_ahead(db):
    service = make.service(db)
    take(db, service, 60)
    db.execute("update postroom.token_buckets set tokens = -9")

    asked = ask(db, service, 60, wanted=0)

    assert (asked["passing"], round(asked["seconds"])) == (0, 11)
    assert db.execute("select tokens from postroom.token_buckets").fetchone()["tokens"] == -9


def ask(db, service, rate, **more):
    return make.call(
        db,
        "api.take_tokens",
        **{
            "service_id": service.id, "key_type": "normal", "rate_limit": rate, "wanted": 1, **more
        },
    )  # fmt: skip
