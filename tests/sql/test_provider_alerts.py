"""Outages of providers: who is out, who waits, and that somebody hears of it and of its end."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

from tests.sql.test_providers import use
from tests.tools import make

# Noon of today, whose partitions and those of the days after are there.
NOW = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def db(db):
    make.at(db, NOW.isoformat())
    db.execute("insert into procrastinate.procrastinate_workers (last_heartbeat) values (now())")
    use(db, mmg=100)
    # Maintenance, whose hours a pinned clock knows nothing of, is not meant here.
    db.execute("update postroom.alert_rules set enabled = name ~ 'provider|retries'")
    return db


@pytest.fixture
def owner(db):
    return make.service(db)


def at(db, **later):
    make.at(db, (NOW + timedelta(**later)).isoformat())


def alerts(db):
    """Text by name and subject."""
    rows = db.execute("select name, subject, text, severity from ops.alerts()").fetchall()
    return {(row["name"], row["subject"]): row["text"] for row in rows}


def fail(db, *ids, by="mmg", tries=2):
    """These messages were claimed and their provider did not take them."""
    for _ in range(tries):
        db.execute(
            "update postroom.delivery_queue set attempts = attempts + 1"
            " where notification_id = any(%s)",
            (list(ids),),
        )
        failed = [by] if by else []
        results = [{"id": str(id), "outcome": "retry", "failed": failed} for id in ids]
        make.call(db, "jobs.record_results", results=Jsonb(results))


def succeed(db, id, by="mmg"):
    results = [{"id": str(id), "outcome": "sent", "provider": by, "failed": []}]
    make.call(db, "jobs.record_results", results=Jsonb(results))


def test_one_text_that_nobody_took_is_enough(db, owner):
    fail(db, make.send(db, owner))
    make.send(db, owner)
    at(db, seconds=30)

    text = alerts(db)["no_provider", "sms"]

    assert "No provider is left for text messages: mmg fails. 2 messages wait" in text
    assert "the oldest for 00:00:30" in text
    assert "What to do" in text


def test_it_holds_until_one_was_taken_however_long_nobody_asks(db, owner):
    first, then = make.send(db, owner), make.send(db, owner)
    fail(db, first, then)
    at(db, minutes=50)
    assert ("no_provider", "sms") in alerts(db)

    succeed(db, first)
    assert alerts(db).keys() & {("no_provider", "sms")} == set()


def test_a_failure_now_and_then_is_none(db, owner):
    fail(db, make.send(db, owner))
    succeed(db, make.send(db, owner))
    at(db, seconds=5)
    fail(db, make.send(db, owner))

    assert alerts(db) == {}
    at(db, seconds=16)
    assert ("no_provider", "sms") in alerts(db)


def test_while_another_works_there_is_one(db, owner):
    use(db, mmg=50, firetext=50)
    fail(db, make.send(db, owner))

    assert alerts(db) == {}
    fail(db, make.send(db, owner), by="firetext")
    assert "firetext, mmg fail." in alerts(db)["no_provider", "sms"]


def test_nobody_is_switched_on(db, owner):
    use(db)
    assert alerts(db) == {}

    fail(db, make.send(db, owner), by=None)
    assert "none is switched on" in alerts(db)["no_provider", "sms"]


def test_emails_have_providers_of_their_own(db, owner):
    fail(db, make.send(db, owner, "email"), by="sandbox", tries=1)

    assert [key for key in alerts(db) if key[0] == "no_provider"] == [("no_provider", "email")]


def test_numbers_abroad_without_anybody_who_serves_them(db, owner):
    use(db, firetext=100)
    abroad = {"international": True, "phone_prefix": "33", "rate_multiplier": 2}
    fail(db, make.send(db, owner, **abroad), by=None)
    make.send(db, owner)

    found = alerts(db)
    assert found.keys() == {("no_provider", "sms abroad")}
    assert "none is switched on. 1 messages wait" in found["no_provider", "sms abroad"]

    db.execute("update postroom.provider_details set supports_international = true")
    assert alerts(db) == {}


def test_a_message_of_the_platform_counts_by_what_it_is(db, owner):
    id = make.send(db, owner)
    db.execute("update postroom.delivery_queue set lane = 'platform'")
    fail(db, id)

    assert alerts(db).keys() == {("no_provider", "sms")}


def test_messages_of_test_keys_say_nothing_of_providers(db, owner):
    fail(db, make.send(db, owner, key_type="test"), by=None)

    assert alerts(db) == {}


def test_a_provider_that_is_left_out(db, owner):
    use(db, mmg=50, firetext=50)
    fail(db, *[make.send(db, owner) for _ in range(10)])

    found = alerts(db)
    text = found["provider_left_out", "sms mmg"]
    assert "its calls fail: 20 of 20 in the last minute. 10 messages wait, which others" in text
    assert ("no_provider", "sms") not in found

    use(db, firetext=100)
    assert ("provider_left_out", "sms mmg") not in alerts(db), "nobody asks it any more"


def test_retries_that_grow_and_those_that_only_wait(db, owner):
    succeed(db, make.send(db, owner))
    fail(db, *[make.send(db, owner) for _ in range(10)])
    assert ("retries_growing", "sms") not in alerts(db)

    fail(db, make.send(db, owner))
    assert "11 messages wait for another try" in alerts(db)["retries_growing", "sms"]

    at(db, minutes=10, seconds=1)
    db.execute("update postroom.delivery_queue set due_at = postroom.now() + '1 minute'")
    assert ("retries_growing", "sms") not in alerts(db)


def test_it_is_critical_and_tells_how_many_wait(db, owner):
    fail(db, *[make.send(db, owner) for _ in range(3)])
    make.call(db, "ops.refresh_alerts")

    rows = db.execute("select * from jobs.alerts_to_post()").fetchall()
    (alert,) = [row for row in rows if row["name"] == "no_provider"]
    assert (alert["severity"], alert["subject"], alert["value"]) == ("critical", "sms", 3)
    assert alert["ended_at"] is None


def test_whoever_heard_of_it_hears_of_its_end_once(db, owner):
    ids = [make.send(db, owner) for _ in range(3)]
    fail(db, *ids)
    make.call(db, "ops.refresh_alerts")
    (begun,) = db.execute("select id from jobs.alerts_to_post()").fetchall()
    make.call(db, "jobs.mark_alerts_posted", ids=[begun["id"]])
    assert make.call(db, "jobs.email_alerts", address="ops@example.gov.uk") == 1
    db.execute("delete from postroom.delivery_queue where lane = 'platform'")

    at(db, minutes=7)
    for id in ids:
        succeed(db, id)
    make.call(db, "ops.refresh_alerts")

    (ended,) = db.execute("select * from jobs.alerts_to_post()").fetchall()
    assert ended["id"] == begun["id"]
    assert ended["ended_at"] == NOW + timedelta(minutes=7)
    assert ended["text"].startswith("ended after 00:07:00: No provider is left for text messages")
    make.call(db, "jobs.mark_alerts_posted", ids=[ended["id"]])
    assert db.execute("select * from jobs.alerts_to_post()").fetchall() == []

    assert make.call(db, "jobs.email_alerts", address="ops@example.gov.uk") == 1
    assert make.call(db, "jobs.email_alerts", address="ops@example.gov.uk") == 0
    emails = db.execute(
        "select personalisation from postroom.notification_contents"
        " where recipient = 'ops@example.gov.uk' order by id"
    ).fetchall()
    assert emails[1]["personalisation"]["summary"] == "1: no_provider ended"
    assert "ended after 00:07:00: No" in emails[1]["personalisation"]["alerts"]


def test_what_nobody_heard_of_ends_in_silence(db, owner):
    id = make.send(db, owner)
    fail(db, id)
    make.call(db, "ops.refresh_alerts")
    succeed(db, id)
    make.call(db, "ops.refresh_alerts")

    assert db.execute("select * from jobs.alerts_to_post()").fetchall() == []
    assert make.call(db, "jobs.email_alerts", address="ops@example.gov.uk") == 0


def test_one_that_ends_while_it_is_told_has_its_end_told_next(db, owner):
    id = make.send(db, owner)
    fail(db, id)
    make.call(db, "ops.refresh_alerts")
    (begun,) = db.execute("select id from jobs.alerts_to_post()").fetchall()
    succeed(db, id)
    make.call(db, "ops.refresh_alerts")
    make.call(db, "jobs.mark_alerts_posted", ids=[begun["id"]])

    (ended,) = db.execute("select * from jobs.alerts_to_post()").fetchall()
    assert (ended["id"], ended["ended_at"]) == (begun["id"], NOW)
