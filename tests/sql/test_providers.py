"""Shares of the providers of text messages: moved by failures and slowness, and back."""

import json
import re
from datetime import datetime, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make

NOON = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
PLATFORM = "6af522d0-2915-4e52-83a3-3690455a5fe6"


@pytest.fixture
def db(db):
    """At noon, with mmg and firetext at rest, unchanged for a day."""
    at(db, timedelta(days=-1))
    use(db, mmg=51, firetext=49)
    at(db)
    return db


def at(db, later=timedelta()):
    make.at(db, (NOON + later).isoformat())


def use(db, **shares):
    """These providers of text messages and no other, sharing and resting like this."""
    db.execute(
        "update postroom.provider_details set active = false where notification_type = 'sms'"
    )
    for identifier, share in shares.items():
        make.call(
            db, "ops.set_provider", notification_type="sms", identifier=identifier, active=True,
            priority=share,
        )  # fmt: skip


def share(db, **shares):
    """As if moved there a day ago."""
    for identifier, share in shares.items():
        db.execute(
            "update postroom.provider_details set priority = %s where identifier = %s",
            (share, identifier),
        )


def shares(db):
    return {
        row["identifier"]: row["priority"]
        for row in db.execute(
            "select identifier, priority from postroom.provider_details"
            " where notification_type = 'sms' and active"
        ).fetchall()
    }


def calls(db, identifier, failures, successes=0):
    """A batch of results: so many calls that failed and that did not."""
    results = [{"failed": [identifier]}] * failures + [
        {"failed": [], "provider": identifier}
    ] * successes
    make.call(db, "jobs.record_calls", results=json.dumps(results))


def test_more_than_50_failures_within_60_seconds_move_10_points(db):
    calls(db, "mmg", 50)
    assert shares(db) == {"mmg": 51, "firetext": 49}

    at(db, timedelta(seconds=59))
    calls(db, "mmg", 1)

    assert shares(db) == {"mmg": 41, "firetext": 59}


def test_50_failures_within_60_seconds_and_one_before_move_nothing(db):
    calls(db, "mmg", 1)
    at(db, timedelta(seconds=60))
    calls(db, "mmg", 50)

    assert shares(db) == {"mmg": 51, "firetext": 49}


def test_successes_make_no_failures(db):
    calls(db, "mmg", 10, successes=1000)

    assert shares(db) == {"mmg": 51, "firetext": 49}


def test_it_moves_to_mmg_as_well(db):
    calls(db, "firetext", 51)

    assert shares(db) == {"mmg": 61, "firetext": 39}


@pytest.mark.parametrize(("seconds", "moved"), [(59, False), (60, True)])
def test_failures_wait_a_minute_after_any_change(db, seconds, moved):
    calls(db, "mmg", 51)
    at(db, timedelta(seconds=seconds))
    calls(db, "mmg", 51)

    assert shares(db) == ({"mmg": 31, "firetext": 69} if moved else {"mmg": 41, "firetext": 59})


def test_a_change_by_hand_counts_as_one(db):
    at(db, timedelta(seconds=-59))
    make.call(
        db, "api.update_provider",
        id=db.execute(
            "select id from postroom.provider_details where identifier = 'firetext'"
        ).fetchone()["id"],
        changes=json.dumps({}),
    )  # fmt: skip
    at(db)
    calls(db, "mmg", 51)

    assert shares(db) == {"mmg": 51, "firetext": 49}


def test_no_share_leaves_0_to_100(db):
    share(db, mmg=4, firetext=96)
    calls(db, "mmg", 51)
    assert shares(db) == {"mmg": 0, "firetext": 100}

    at(db, timedelta(minutes=2))
    calls(db, "mmg", 51)
    assert shares(db) == {"mmg": 0, "firetext": 100}


def test_what_one_cannot_take_the_other_keeps(db):
    share(db, mmg=60, firetext=95)
    calls(db, "mmg", 51)

    assert shares(db) == {"mmg": 55, "firetext": 100}


def test_a_single_provider_keeps_its_share(db):
    use(db, mmg=100)
    at(db, timedelta(minutes=2))
    calls(db, "mmg", 51)

    assert shares(db) == {"mmg": 100}


def test_several_others_share_what_one_loses(db):
    at(db, timedelta(days=-1))
    use(db, mmg=50, firetext=30, sandbox=20)
    at(db)
    calls(db, "mmg", 51)

    moved = shares(db)
    assert moved["mmg"] == 40
    assert sum(moved.values()) == 100
    assert moved["firetext"] > 30
    assert moved["sandbox"] > 20


def test_every_move_is_a_version_with_reason_and_author(db):
    before = versions(db, "mmg")[0]["version"]
    calls(db, "mmg", 51)

    mmg, firetext = versions(db, "mmg")[0], versions(db, "firetext")[0]
    assert (mmg["version"], mmg["priority"]) == (before + 1, 41)
    assert mmg["reason"] == "Reduced due to reduced reliability"
    assert firetext["reason"] == "Increased due to reduced reliability in other provider"
    assert mmg["created_by"]["id"] == firetext["created_by"]["id"] == PLATFORM
    assert mmg["updated_at"] == "2026-11-23T12:00:00.000000Z"
    assert versions(db, "mmg")[1]["priority"] == 51


def versions(db, identifier):
    id = db.execute(
        "select id from postroom.provider_details where identifier = %s", (identifier,)
    ).fetchone()["id"]
    return make.call(db, "api.list_provider_versions", id=id)


@pytest.fixture
def sent(db):
    """sent("mmg", 85, slow=15): messages of ten minutes ago, so many of them slow."""
    service = make.service(db)

    def send(identifier, quick, slow=0, ago=timedelta(minutes=10), **fields):
        at(db, -ago)
        for number in range(quick + slow):
            id = make.send(db, service, key_type=fields.get("key_type", "normal"))
            took = timedelta(minutes=5) if number < slow else timedelta(seconds=299)
            db.execute(
                "update postroom.notifications set status = %s, sent_by = %s,"
                " sent_at = created_at, updated_at = created_at + %s where id = %s",
                (fields.get("status", "delivered"), identifier, took, id),
            )
        at(db)

    return send


def switch(db):
    return make.call(db, "jobs.switch_slow_provider")


def test_15_percent_slower_than_5_minutes_move_10_points(db, sent):
    sent("mmg", 17, slow=3)
    sent("firetext", 18, slow=2)

    assert switch(db)
    assert shares(db) == {"mmg": 41, "firetext": 59}


def test_less_than_15_percent_move_nothing(db, sent):
    sent("mmg", 18, slow=3)

    assert not switch(db)
    assert shares(db) == {"mmg": 51, "firetext": 49}


def test_it_moves_from_firetext_as_well_and_one_without_messages_is_not_slow(db, sent):
    sent("firetext", 0, slow=1)

    assert switch(db)
    assert shares(db) == {"mmg": 61, "firetext": 39}


def test_nothing_moves_when_all_are_slow(db, sent):
    sent("mmg", 0, slow=2)
    sent("firetext", 0, slow=2)

    assert not switch(db)


@pytest.mark.parametrize("status", ["sending", "pending"])
@pytest.mark.parametrize(("minutes", "slow"), [(4, False), (5, True)])
def test_waiting_counts_from_the_sending(db, sent, status, minutes, slow):
    sent("mmg", 1, ago=timedelta(minutes=minutes), status=status)

    assert switch(db) is slow


@pytest.mark.parametrize(("minutes", "counts"), [(15, True), (16, False)])
def test_messages_of_the_last_15_minutes_count(db, sent, minutes, counts):
    sent("mmg", 0, slow=1, ago=timedelta(minutes=minutes))

    assert switch(db) is counts


@pytest.mark.parametrize(
    "fields",
    [{"key_type": "test"}, {"status": "permanent-failure"}, {"status": "technical-failure"}],
)
def test_test_keys_and_failures_do_not_count(db, sent, fields):
    sent("mmg", 0, slow=1, **fields)

    assert not switch(db)


def test_it_counts_across_midnight(db, sent):
    midnight = datetime.fromisoformat("2026-11-24T00:00:00+00:00") - NOON
    sent("mmg", 0, slow=1, ago=timedelta(minutes=7) - midnight)
    at(db, midnight + timedelta(minutes=5))

    assert switch(db)


@pytest.mark.parametrize(("seconds", "moved"), [(299, False), (300, True)])
def test_slowness_waits_5_minutes_after_any_change(db, sent, seconds, moved):
    sent("mmg", 0, slow=1)
    share(db)
    db.execute(
        "update postroom.provider_details set updated_at = postroom.now() - %s"
        " where identifier = 'firetext'",
        (timedelta(seconds=seconds),),
    )

    assert switch(db) is moved


def test_slowness_is_looked_up_by_the_primary_key(db):
    db.execute("set local enable_seqscan = off")
    plan = db.execute(
        "explain select from postroom.notifications as n"
        " where n.id >= postroom.uuid7_floor('2026-11-23T11:45:00Z')"
        " and n.day between '2026-11-23' and '2026-11-23' and n.sent_by = 'mmg'"
    ).fetchall()
    text = "\n".join(row["QUERY PLAN"] for row in plan)

    # By the primary key or another index with the id: only these minutes are read.
    assert re.search(r"Index Cond: .*id >= '", text)
    assert "Append" not in text


def tend(db):
    return make.call(db, "jobs.tend_providers")


def test_shares_go_back_by_10_points_without_overshoot(db):
    share(db, mmg=36, firetext=64)

    assert tend(db)
    assert shares(db) == {"mmg": 46, "firetext": 54}
    assert versions(db, "mmg")[0]["reason"] == "Adjusted back to resting point"
    assert versions(db, "mmg")[0]["created_by"]["id"] == PLATFORM

    at(db, timedelta(minutes=15))
    assert tend(db)
    assert shares(db) == {"mmg": 51, "firetext": 49}

    at(db, timedelta(minutes=30))
    assert not tend(db)


def test_they_go_back_from_the_other_side_as_well(db):
    share(db, mmg=100, firetext=0)

    assert tend(db)
    assert shares(db) == {"mmg": 90, "firetext": 10}


@pytest.mark.parametrize(("seconds", "moved"), [(899, False), (900, True)])
def test_going_back_waits_15_minutes_after_any_change(db, seconds, moved):
    calls(db, "mmg", 51)
    at(db, timedelta(seconds=seconds))

    assert tend(db) is moved


def test_the_sum_stays_among_three(db):
    at(db, timedelta(days=-1))
    use(db, mmg=40, firetext=30, sandbox=30)
    share(db, mmg=70, firetext=20, sandbox=10)
    at(db)

    for round in range(4):
        at(db, timedelta(minutes=15 * round))
        assert sum(shares(db).values()) == 100
        tend(db)

    assert shares(db) == {"mmg": 40, "firetext": 30, "sandbox": 30}


def test_a_share_set_by_an_operator_is_where_it_rests(db):
    at(db, timedelta(days=-1))
    use(db, mmg=80, firetext=20)
    at(db)

    assert not tend(db)
    assert versions(db, "mmg")[0]["reason"] == "Set by postroom_admin"


def test_counted_calls_are_forgotten_after_an_hour(db):
    calls(db, "mmg", 1)
    at(db, timedelta(minutes=61))
    tend(db)

    assert db.execute("select from postroom.provider_calls").fetchall() == []


def test_two_moves_at_once_are_one(fresh_dsn):
    with (
        psycopg.connect(fresh_dsn, row_factory=dict_row) as one,
        psycopg.connect(fresh_dsn, row_factory=dict_row) as two,
    ):
        at(one, timedelta(days=-1))
        use(one, mmg=51, firetext=49)
        one.commit()
        at(one)
        at(two)
        two.commit()
        calls(one, "mmg", 51)
        two.execute("set lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            make.call(two, "jobs.tend_providers")
        one.commit()
        two.rollback()

        assert not make.call(two, "jobs.tend_providers")
        assert shares(two)["mmg"] == 41
