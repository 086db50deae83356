import psycopg
import pytest

from tests.tools import make


def test_stores_facts_contents_and_a_queue_row(db):
    service = make.service(db)

    id = make.send(db, service, client_reference="order-1")

    facts, contents = make.facts(db, id), make.contents(db, id)
    queued = db.execute(
        "select * from postroom.delivery_queue where notification_id = %s", (id,)
    ).fetchone()
    assert facts["status"] == "created"
    assert facts["client_reference"] == "order-1"
    assert facts["kept_until"] == contents["kept_until"]
    assert (facts["kept_until"] - facts["day"]).days == 7
    assert contents["recipient"] == "447700900001"
    assert queued["lane"] == "sms"


def test_facts_hold_no_personal_data(db):
    service = make.service(db)

    id = make.send(db, service)

    stored = db.execute(
        "select n::text as row from postroom.notifications as n where id = %s", (id,)
    ).fetchone()["row"]
    assert "447700900001" not in stored
    assert "Bo" not in stored


def test_the_id_carries_created_at(db):
    service = make.service(db)

    id = make.send(db, service)

    row = db.execute(
        "select created_at = postroom.uuid7_time(id) as carried, created_at <= now() as past,"
        " now() - created_at < interval '1 second' as recent"
        " from postroom.notifications where id = %s",
        (id,),
    ).fetchone()
    assert row == {"carried": True, "past": True, "recent": True}


def test_many_sends_wake_one_job(db):
    service = make.service(db)

    for _ in range(5):
        make.send(db, service)

    jobs = db.execute(
        "select args from procrastinate.procrastinate_jobs"
        " where queueing_lock = 'deliver:sms' and status = 'todo'"
    ).fetchall()
    assert [job["args"] for job in jobs] == [{"lane": "sms"}]


def test_a_simulated_recipient_is_checked_but_not_stored(db):
    service = make.service(db)

    id = make.send(db, service, simulated=True)

    assert id is not None
    assert make.facts(db, id) is None


@pytest.mark.parametrize("key_type", ["normal", "team"])
def test_the_daily_limit_counts_normal_and_team_keys_together(db, key_type):
    service = make.service(db, sms_message_limit=2)
    make.send(db, service)
    make.send(db, service, key_type="team")

    with pytest.raises(psycopg.Error) as raised:
        make.send(db, service, key_type=key_type)

    assert raised.value.sqlstate == "NT429"
    assert raised.value.diag.message_primary == "Exceeded send limits (sms: 2) for today"
    assert raised.value.diag.message_detail == "TooManyRequestsError"


def test_test_keys_are_not_counted(db):
    service = make.service(db, sms_message_limit=1)

    for _ in range(3):
        make.send(db, service, key_type="test")

    assert make.send(db, service)


def test_a_limit_of_nought_stops_test_keys_too(db):
    service = make.service(db, sms_message_limit=0)

    with pytest.raises(psycopg.Error, match="Exceeded send limits"):
        make.send(db, service, key_type="test")


def test_messages_abroad_have_a_limit_of_their_own(db):
    service = make.service(db)
    db.execute(
        "update postroom.services set international_sms_message_limit = 1 where id = %s",
        (service.id,),
    )
    abroad = {"international": True, "phone_prefix": "33", "rate_multiplier": 2}
    make.send(db, service, **abroad)

    with pytest.raises(psycopg.Error, match=r"international_sms: 1"):
        make.send(db, service, **abroad)


def test_crown_dependencies_do_not_count_as_abroad(db):
    service = make.service(db)
    db.execute(
        "update postroom.services set international_sms_message_limit = 0 where id = %s",
        (service.id,),
    )

    assert make.send(db, service, international=True, phone_prefix="44", rate_multiplier=2)


def test_a_service_that_has_changed_is_refused(db):
    service = make.service(db)
    remembered = make.version(db, service)
    make.api_key(db, service, "normal")

    with pytest.raises(psycopg.Error) as raised:
        make.send(db, service, context_version=remembered)

    assert raised.value.sqlstate == "NTOLD"


def test_what_no_partition_is_ready_for_is_accepted_all_the_same(db):
    service = make.service(db)
    make.at(db, "2031-05-05T12:00:00Z")

    id = make.send(db, service)

    assert make.facts(db, id)["day"].isoformat() == "2031-05-05"
    assert make.contents(db, id)["kept_until"].isoformat() == "2031-05-12"


def test_the_day_is_local(db):
    service = make.service(db)
    make.at(db, "2026-07-01T23:30:00Z")

    id = make.send(db, service)

    assert make.facts(db, id)["day"].isoformat() == "2026-07-02"
