"""Who fails all the time is left out, tried now and then, and put back: for all workers alike."""

from datetime import timedelta

import pytest

from tests.sql.test_claim import claim
from tests.sql.test_providers import at, calls, use
from tests.tools import make


@pytest.fixture
def db(db):
    """Twenty messages wait; mmg carries nearly all."""
    at(db, timedelta(days=-1))
    use(db, mmg=100, firetext=0)
    at(db)
    service = make.service(db)
    for _ in range(20):
        make.send(db, service)
    return db


def asked(db, size=2):
    """Whom the next messages are given to; they come back."""
    rows = claim(db, size=size)
    db.execute("update postroom.delivery_queue set due_at = postroom.now()")
    return sorted((row["providers"] for row in rows), reverse=True)


def state(db, identifier="mmg"):
    rows = db.execute("select * from ops.providers()").fetchall()
    return next(row["state"] for row in rows if row["identifier"] == identifier)


def test_20_failures_within_30_seconds_leave_a_provider_out(db):
    calls(db, "mmg", 19)
    at(db, timedelta(seconds=29))
    assert asked(db) == [["mmg", "firetext"]] * 2

    calls(db, "mmg", 1)

    assert state(db) == "left out"
    assert asked(db) == [["firetext"]] * 2


def test_older_failures_do_not_count(db):
    calls(db, "mmg", 19)
    at(db, timedelta(seconds=30))
    calls(db, "mmg", 1)

    assert state(db) == "works"


@pytest.mark.parametrize(("failures", "expected"), [(18, "left out"), (17, "works")])
def test_nine_in_ten_failures_are_too_many(db, failures, expected):
    calls(db, "mmg", failures, successes=20 - failures)

    assert state(db) == expected


def test_after_30_seconds_one_message_a_second_tries_it(db):
    calls(db, "mmg", 20)
    at(db, timedelta(seconds=29))
    assert asked(db) == [["firetext"]] * 2

    at(db, timedelta(seconds=30))
    assert state(db) == "being tried"
    assert asked(db) == [["mmg", "firetext"], ["firetext"]]
    assert asked(db) == [["firetext"]] * 2

    at(db, timedelta(seconds=31))
    assert asked(db) == [["mmg", "firetext"], ["firetext"]]


def test_claims_of_other_messages_do_not_take_its_turn(db):
    calls(db, "mmg", 20)
    at(db, timedelta(seconds=30))
    service = make.service(db)
    make.send(db, service, "email")
    make.send(db, service, key_type="test")
    claim(db, "email")
    claim(db, "test")

    assert asked(db) == [["mmg", "firetext"], ["firetext"]]


def test_one_success_puts_it_back(db):
    calls(db, "mmg", 20)
    at(db, timedelta(seconds=30))
    calls(db, "mmg", 0, successes=1)

    assert state(db) == "works"
    assert asked(db) == [["mmg", "firetext"]] * 2
    # What failed before is forgotten.
    at(db, timedelta(seconds=31))
    calls(db, "mmg", 1)
    assert state(db) == "works"


def test_one_failure_leaves_it_out_again(db):
    calls(db, "mmg", 20)
    at(db, timedelta(seconds=30))
    calls(db, "mmg", 1)

    at(db, timedelta(seconds=59))
    assert state(db) == "left out"
    assert asked(db) == [["firetext"]] * 2


def test_late_answers_change_nothing_while_it_is_left_out(db):
    calls(db, "mmg", 20)
    at(db, timedelta(seconds=10))
    calls(db, "mmg", 50, successes=1)
    assert state(db) == "left out"

    at(db, timedelta(seconds=30))
    assert state(db) == "being tried"


def test_when_everybody_fails_all_are_asked_rather_than_nobody(db):
    calls(db, "mmg", 20)
    calls(db, "firetext", 20)

    assert asked(db) == [["mmg", "firetext"]] * 2


def test_test_messages_go_to_the_sandbox_whatever_its_state(db):
    calls(db, "sandbox", 20)
    make.send(db, make.service(db), key_type="test")

    assert [row["providers"] for row in claim(db, "test")] == [["sandbox"]]


def test_ops_providers_tells_calls_of_the_last_minute(db):
    calls(db, "mmg", 3, successes=4)
    at(db, timedelta(seconds=60))
    calls(db, "mmg", 1, successes=1)

    rows = db.execute("select * from ops.providers()").fetchall()
    (mmg,) = [row for row in rows if row["identifier"] == "mmg"]
    assert (mmg["calls"], mmg["failures"], mmg["priority"]) == (2, 1, 100)
