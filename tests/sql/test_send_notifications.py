import json
import uuid

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

    with pytest.raises(
        make.Refused, match=r"^Exceeded send limits \(sms: 2\) for today$"
    ) as raised:
        make.send(db, service, key_type=key_type)

    assert raised.value.sqlstate == "NT429"


def test_test_keys_are_not_counted(db):
    service = make.service(db, sms_message_limit=1)

    for _ in range(3):
        make.send(db, service, key_type="test")

    assert make.send(db, service)


def test_a_limit_of_nought_stops_test_keys_too(db):
    service = make.service(db, sms_message_limit=0)

    with pytest.raises(make.Refused, match="Exceeded send limits"):
        make.send(db, service, key_type="test")


def test_messages_abroad_have_a_limit_of_their_own(db):
    service = make.service(db)
    db.execute(
        "update postroom.services set international_sms_message_limit = 1 where id = %s",
        (service.id,),
    )
    abroad = {"international": True, "phone_prefix": "33", "rate_multiplier": 2}
    make.send(db, service, **abroad)

    with pytest.raises(make.Refused, match=r"international_sms: 1"):
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

    with pytest.raises(make.Refused) as raised:
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


def outcomes(db, *messages):
    return [row["refusal"] for row in make.send_all(db, *messages)]


def limit(db, service, **limits):
    for kind, number in limits.items():
        db.execute(
            f"update postroom.services set {kind}_message_limit = %s where id = %s",
            (number, service.id),
        )


def test_many_are_told_in_their_order_what_became_of_each(db):
    one, other = make.service(db), make.service(db)
    messages = [
        make.new_message(db, one, client_reference="a"),
        make.new_message(db, other, "email", client_reference="b"),
        make.new_message(db, one, key_type="test", client_reference="c"),
    ]

    rows = make.send_all(db, *messages)

    found = [make.facts(db, row["id"]) for row in rows]
    assert [row["client_reference"] for row in found] == ["a", "b", "c"]
    assert [row["service_id"] for row in found] == [one.id, other.id, one.id]
    assert [row["created_at"] for row in found] == [row["created_at"] for row in rows]


def test_exactly_as_many_as_the_limit_allows_are_accepted_in_one_call(db):
    service, other = make.service(db), make.service(db)
    limit(db, service, sms=3)
    make.send(db, service)
    message = make.new_message(db, service)

    assert outcomes(
        db,
        message,
        make.new_message(db, other),
        make.new_message(db, service, "email"),
        message,
        message,
    ) == [None, None, None, None, "NT429"]


def test_what_the_limit_abroad_refuses_takes_no_place_in_the_other(db):
    service = make.service(db)
    limit(db, service, sms=3, international_sms=1)
    home = make.new_message(db, service)
    abroad = {**home, "international": True, "phone_prefix": "33"}

    rows = make.send_all(db, abroad, abroad, home, home, home, abroad)

    assert [row["reason"] for row in rows] == [
        None, "Exceeded send limits (international_sms: 1) for today", None, None,
        "Exceeded send limits (sms: 3) for today", "Exceeded send limits (sms: 3) for today",
    ]  # fmt: skip


def test_what_counts_nothing_takes_no_place(db):
    service = make.service(db)
    limit(db, service, sms=1)
    message = make.new_message(db, service)
    test, simulated = make.new_message(db, service, key_type="test"), {**message, "simulated": True}
    stale = {**message, "context_version": message["context_version"] - 1}

    assert outcomes(db, test, simulated, stale, message, test, simulated) == [
        None, None, "NTOLD", None, None, "NT429",
    ]  # fmt: skip


def test_a_stale_message_refuses_no_other(db):
    service = make.service(db)
    message = make.new_message(db, service)
    unknown = {**message, "service_id": uuid.uuid4()}

    assert outcomes(db, unknown, message) == ["NTOLD", None]


def test_what_cannot_be_stored_takes_all_with_it(db):
    service = make.service(db)
    message = make.new_message(db, service)

    with pytest.raises(psycopg.Error), db.transaction():
        make.send_all(db, message, {**message, "template_version": 2**40})

    assert db.execute("select count(*) as n from postroom.notifications").fetchone()["n"] == 0


def test_a_value_may_hold_a_nul(db):
    service = make.service(db)

    id = make.send(db, service, personalisation=json.dumps({"name": "a\0b"}))

    stored = db.execute(
        "select personalisation from postroom.notification_contents where id = %s", (id,)
    ).fetchone()
    assert stored == {"personalisation": {"name": "a\0b"}}


@pytest.mark.parametrize(
    ("service_id", "shard"),
    [
        ("00000000-0000-4000-8000-000000000000", 0),
        ("00000000-0000-4000-8000-0000000003ff", 1023),
        ("00000000-0000-4000-8000-000000000401", 1),
        ("ffffffff-ffff-4fff-8fff-fffffffffe07", 519),
    ],
)
def test_a_shard_is_the_last_ten_bits_of_the_services_id(db, service_id, shard):
    found = db.execute("select postroom.shard(%s) as shard", [service_id]).fetchone()

    assert found == {"shard": shard}


def test_ids_carry_the_shard_after_their_version(db):
    service = make.service(db)

    ids = [make.send(db, service), make.send(db, service, simulated=True)]

    shard = int(str(service.id)[-3:], 16) & 1023
    assert [(id.int >> 66) & 1023 for id in ids] == [shard] * 2
    assert {id.version for id in ids} == {7}
    assert {id.variant for id in ids} == {uuid.RFC_4122}


def test_a_letter_from_an_uploaded_file_is_stored_once(db):
    service = make.service(db)
    file = str(uuid.uuid4())

    first, again = (make.letter(db, service, file_id=file) for _ in range(2))

    assert first == again


def test_a_count_moves_on_to_a_new_row_every_ten_seconds(db):
    service = make.service(db)
    for moment in ("12:00:01", "12:00:09", "12:00:10", "12:00:25"):
        make.at(db, f"2026-07-01 {moment}+00")
        make.send(db, service)

    rows = db.execute("select bucket, count from postroom.daily_counts").fetchall()
    assert rows == [{"bucket": 12 * 360 + 2, "count": 4}]
