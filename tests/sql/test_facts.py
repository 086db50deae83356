"""Facts against what the contract's worked example and a hand count say."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from tests.tools import make
from tests.tools.make import message

DAY = date(2026, 6, 30)
NO_JOB = UUID(int=0)


def billing(db, day=DAY):
    make.call(db, "ops.build_billing_facts", day=day)
    return [
        tuple(row.values())
        for row in db.execute(
            "select notification_type, provider, rate_multiplier, international, rate, postage,"
            " billable_units, notifications_sent from postroom.billing_facts where day = %s"
            " order by 1, 6, 2, 3, 5",
            (day,),
        ).fetchall()
    ]


def statuses(db, day=DAY):
    make.call(db, "ops.build_status_facts", day=day)
    return {
        (row["notification_type"], row["key_type"], row["status"], row["job_id"]): row[
            "notification_count"
        ]
        for row in db.execute(
            "select * from postroom.status_facts where day = %s", (day,)
        ).fetchall()
    }


@pytest.fixture
def owner(db):
    return make.service(db)


def worked_example(db, owner):
    """The messages of the contract's example, in its order."""
    start = "2026-06-29T23:00:00Z"
    message(db, owner, "2026-06-29T22:59:59Z")
    message(db, owner, start, billable_units=2)
    message(db, owner, start, status="created", sent_by=None)
    message(db, owner, start, status="technical-failure", sent_by=None)
    message(db, owner, start, status="temporary-failure", sent_by=None)
    message(db, owner, start, status="sent", billable_units=2, international=True,
            rate_multiplier=8)  # fmt: skip
    message(db, owner, start, billable_units=2, key_type="team")
    message(db, owner, start, billable_units=2, key_type="test")
    for status in ("delivered", "created", "technical-failure", "permanent-failure"):
        message(db, owner, start, "email", status=status)
    economy = {"billable_units": 2, "postage": "economy"}
    for status in ("created", "sending", "delivered", "returned-letter", "technical-failure",
                   "cancelled", "validation-failed"):  # fmt: skip
        message(db, owner, "2026-06-30T22:59:59Z", "letter", status=status, **economy)
    message(db, owner, "2026-06-30T23:00:00Z", "letter", status="sending", **economy)
    message(db, owner, start, "letter", status="sending", billable_units=0, postage="second")
    message(db, owner, start, "letter", status="sending", postage="europe", international=True)


def test_the_worked_example(db, owner):
    worked_example(db, owner)

    assert billing(db) == [
        ("email", "ses", 0, False, Decimal("0"), "none", 0, 2),
        ("letter", "dvla", 1, False, Decimal("0.69"), "economy", 6, 3),
        ("letter", "dvla", 1, True, Decimal("1.8"), "europe", 1, 1),
        ("letter", "dvla", 1, False, Decimal("0"), "second", 0, 1),
        ("sms", "mmg", 1, False, Decimal("0.024"), "none", 4, 2),
        ("sms", "mmg", 8, True, Decimal("0.024"), "none", 2, 1),
        ("sms", "unknown", 1, False, Decimal("0.024"), "none", 1, 1),
    ]
    # The rate of economy changes with the first moment of July, local time.
    assert billing(db, DAY + timedelta(days=1)) == [
        ("letter", "dvla", 1, False, Decimal("0.684"), "economy", 2, 1)
    ]


CHARGED = {
    "sms": {"sending", "sent", "delivered", "pending", "temporary-failure", "permanent-failure"},
    "email": {"sending", "delivered", "temporary-failure", "permanent-failure"},
    "letter": {"sending", "delivered", "returned-letter"},
}
EVERY_STATUS = (
    "created", "sending", "sent", "delivered", "pending", "failed", "technical-failure",
    "temporary-failure", "permanent-failure", "pending-virus-check", "validation-failed",
    "virus-scan-failed", "returned-letter", "cancelled",
)  # fmt: skip


@pytest.mark.parametrize("channel", ["sms", "email", "letter"])
@pytest.mark.parametrize("key_type", ["normal", "team", "test"])
def test_who_pays_for_which_status(db, owner, channel, key_type):
    for status in EVERY_STATUS:
        template = uuid4()
        message(db, owner, "2026-06-30T12:00:00Z", channel, status=status, key_type=key_type,
                template_id=template)  # fmt: skip
        charged = sum(row[-1] for row in billing(db))
        db.execute("delete from postroom.notifications where template_id = %s", (template,))

        assert charged == (key_type != "test" and status in CHARGED[channel]), status


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [
        # Clocks go forward on 29 March 2026: that day has 23 hours; back on 25 October: 25.
        ("2026-03-29T00:00:00Z", "2026-03-29T22:59:59.999Z", date(2026, 3, 29)),
        ("2026-10-24T23:00:00Z", "2026-10-25T23:59:59.999Z", date(2026, 10, 25)),
        ("2026-01-15T00:00:00Z", "2026-01-15T23:59:59.999Z", date(2026, 1, 15)),
    ],
)
def test_a_day_is_a_local_day(db, owner, first, last, day):
    message(db, owner, first)
    message(db, owner, last)

    for n, count in ((-1, 0), (0, 2), (1, 0)):
        counted = statuses(db, day + timedelta(days=n))
        assert sum(counted.values()) == count
        assert sum(row[-1] for row in billing(db, day + timedelta(days=n))) == count


def test_the_rate_of_text_messages_changes_with_the_local_day(db, owner):
    message(db, owner, "2026-03-31T22:59:59Z")
    message(db, owner, "2026-03-31T23:00:00Z")

    assert [row[4] for row in billing(db, date(2026, 3, 31))] == [Decimal("0.0233")]
    assert [row[4] for row in billing(db, date(2026, 4, 1))] == [Decimal("0.024")]


def test_counting_again_gives_the_same_and_forgets_what_has_gone(db, owner):
    worked_example(db, owner)
    first = billing(db), statuses(db)
    assert (billing(db), statuses(db)) == first

    # Another provider had it, after all; a letter was cancelled.
    db.execute("update postroom.notifications set sent_by = 'firetext' where sent_by is null"
               " and status = 'temporary-failure'")  # fmt: skip
    db.execute("update postroom.notifications set status = 'cancelled' where postage = 'europe'")

    counted = billing(db)
    assert {row[1] for row in counted} == {"ses", "dvla", "mmg", "firetext"}
    assert "europe" not in {row[5] for row in counted}
    assert statuses(db)["letter", "normal", "cancelled", NO_JOB] == 2


def test_sheets_of_one_price_are_one_fact(db, owner):
    db.execute("update postroom.letter_rates set rate = 1 where post_class = 'first'")
    for sheets in (1, 3):
        message(db, owner, "2026-06-30T12:00:00Z", "letter", billable_units=sheets,
                postage="first")  # fmt: skip

    assert billing(db) == [("letter", "dvla", 1, False, Decimal("1"), "first", 4, 2)]


def test_a_letter_without_a_rate_does_not_keep_the_day_from_being_counted(db, owner):
    message(db, owner, "2026-06-30T12:00:00Z", "letter", billable_units=6, postage="first")
    message(db, owner, "2026-06-30T12:00:00Z")

    assert [(row[0], row[4]) for row in billing(db)] == [
        ("letter", Decimal("0")),
        ("sms", Decimal("0.024")),
    ]


def test_statuses_by_key_and_job_and_without_tests(db, owner):
    job = uuid4()
    at = "2026-06-30T12:00:00Z"
    for fields in ({}, {"key_type": "team"}, {"key_type": "test"}, {"job_id": job},
                   {"job_id": job}, {"status": "created"}):  # fmt: skip
        message(db, owner, at, **fields)

    assert statuses(db) == {
        ("sms", "normal", "delivered", NO_JOB): 1,
        ("sms", "team", "delivered", NO_JOB): 1,
        ("sms", "normal", "delivered", job): 2,
        ("sms", "normal", "created", NO_JOB): 1,
    }


def test_letters_count_on_the_day_of_their_despatch_at_its_rate(db, owner):
    for created_at, key_type, sheets, threshold in (
        ("2026-06-25T12:00:00Z", "normal", 2, "sorted"),
        ("2026-06-30T12:00:00Z", "normal", 2, "sorted"),
        ("2026-06-30T12:00:00Z", "normal", 2, "unsorted"),
        ("2026-06-30T12:00:00Z", "normal", 0, "sorted"),
        ("2026-06-30T12:00:00Z", "test", 2, "sorted"),
    ):
        message(db, owner, created_at, "letter", key_type=key_type, billable_units=sheets,
                postage="economy", despatched_on=date(2026, 7, 1),
                cost_threshold=threshold)  # fmt: skip
    message(db, owner, "2026-06-30T12:00:00Z", "letter", postage="economy")

    for _ in range(2):
        make.call(db, "ops.build_despatch_facts", day=date(2026, 7, 1))
        facts = db.execute(
            "select postage, rate, billable_units, cost_threshold, notifications_sent"
            " from postroom.despatch_facts order by rate, cost_threshold"
        ).fetchall()
        assert [tuple(row.values()) for row in facts] == [
            ("economy", Decimal("0"), 0, "sorted", 1),
            ("economy", Decimal("0.684"), 2, "sorted", 2),
            ("economy", Decimal("0.684"), 2, "unsorted", 1),
        ]

    db.execute("update postroom.notifications set despatched_on = null")
    make.call(db, "ops.build_despatch_facts", day=date(2026, 7, 1))
    assert db.execute("select from postroom.despatch_facts").fetchall() == []


def test_processing_time_counts_what_came_through_the_api(db, owner):
    key = owner.keys["normal"][0]
    at = "2026-06-30T12:00:00Z"
    for fields in (
        {"sent_at": "2026-06-30T12:00:10Z"},
        {"sent_at": "2026-06-30T12:00:10.001Z"},
        {"sent_at": None},
        {"api_key_id": None, "sent_at": at},
        {"key_type": "test", "sent_at": at},
        {"channel": "email", "sent_at": at},
        {"channel": "letter", "sent_at": at},
    ):
        message(db, owner, at, **{"api_key_id": key, **fields})

    for _ in range(2):
        counted = make.call(db, "ops.build_processing_time", day=DAY)
        assert counted == {"messages_total": 4, "messages_within_10_secs": 2}
