import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make


def claim(db, lane="sms", size=10, **arguments):
    return db.execute(
        "select * from jobs.claim(%(lane)s, %(size)s, %(lease)s)",
        {"lane": lane, "size": size, "lease": "60 seconds", **arguments},
    ).fetchall()


def test_returns_all_that_sending_takes(db):
    service = make.service(db)
    id = make.send(db, service, reply_to_text="SENDER")

    (row,) = claim(db)

    assert row["id"] == id
    assert row["recipient"] == "447700900001"
    assert row["personalisation"] == {"name": "Bo"}
    assert row["reply_to_text"] == "SENDER"
    assert row["providers"] == ["sandbox"]
    assert row["attempts"] == 1


def test_oldest_first_and_no_more_than_asked_for(db):
    service = make.service(db)
    ids = []
    for second in range(3):
        make.at(db, f"2026-11-23T12:00:0{second}Z")
        ids.append(make.send(db, service))

    assert {row["id"] for row in claim(db, size=2)} == set(ids[:2])


def test_lanes_are_separate(db):
    service = make.service(db)
    make.send(db, service, "email")

    assert claim(db, "sms") == []
    assert len(claim(db, "email")) == 1


def test_a_claimed_row_comes_back_when_its_lease_is_over(db):
    service = make.service(db)
    make.at(db, "2026-11-23T12:00:00Z")
    id = make.send(db, service)
    assert [row["id"] for row in claim(db)] == [id]

    make.at(db, "2026-11-23T12:00:59Z")
    assert claim(db) == []
    make.at(db, "2026-11-23T12:01:00Z")
    (again,) = claim(db)

    assert (again["id"], again["attempts"]) == (id, 2)


def test_skips_what_another_worker_holds(fresh_dsn):
    with (
        psycopg.connect(fresh_dsn, row_factory=dict_row) as one,
        psycopg.connect(fresh_dsn, row_factory=dict_row) as two,
    ):
        service = make.service(one)
        ids = {make.send(one, service) for _ in range(4)}
        one.commit()

        first = {row["id"] for row in claim(one, size=2)}
        second = {row["id"] for row in claim(two, size=10)}

        assert first | second == ids
        assert first & second == set()


def test_an_archived_services_messages_fail(db):
    service = make.service(db)
    id = make.send(db, service)
    db.execute("update postroom.services set active = false where id = %s", (service.id,))

    assert claim(db) == []
    assert make.facts(db, id)["status"] == "technical-failure"
    assert db.execute("select from postroom.delivery_queue").fetchall() == []


def test_an_erased_message_is_not_sent(db):
    service = make.service(db)
    id = make.send(db, service)
    make.call(db, "ops.erase_recipient", recipient="07700 900001")

    assert claim(db) == []
    assert make.facts(db, id)["status"] == "technical-failure"


def test_a_message_that_a_receipt_has_settled_is_not_sent_again(db):
    service = make.service(db)
    id = make.send(db, service)
    make.receipt(db, id, "delivered", "sandbox")

    assert claim(db) == []
    assert make.facts(db, id)["status"] == "delivered"
    assert db.execute("select from postroom.delivery_queue").fetchall() == []


def test_test_keys_go_to_the_sandbox_whatever_is_active(db):
    db.execute("update postroom.provider_details set active = identifier = 'mmg'")
    service = make.service(db)
    make.send(db, service)
    make.send(db, service, key_type="test")

    assert claim(db)[0]["providers"] == ["mmg"]
    assert claim(db, "test")[0]["providers"] == ["sandbox"]


def test_providers_share_by_weight(db):
    db.execute("update postroom.provider_details set active = identifier in ('mmg', 'firetext')")
    db.execute("update postroom.provider_details set priority = 90 where identifier = 'mmg'")
    db.execute("update postroom.provider_details set priority = 10 where identifier = 'firetext'")
    service = make.service(db)
    for _ in range(300):
        make.send(db, service)

    chosen = [row["providers"][0] for row in claim(db, size=300)]

    assert 240 <= chosen.count("mmg") <= 295
    assert chosen.count("mmg") + chosen.count("firetext") == 300


def test_a_provider_of_weight_nought_gets_nothing_while_another_is_active(db):
    db.execute("update postroom.provider_details set active = identifier in ('mmg', 'firetext')")
    db.execute("update postroom.provider_details set priority = 0 where identifier = 'mmg'")
    service = make.service(db)
    for _ in range(20):
        make.send(db, service)

    assert {tuple(row["providers"]) for row in claim(db, size=20)} == {("firetext", "mmg")}


@pytest.mark.parametrize(("active", "asked"), [(["firetext", "mmg"], ["mmg"]), (["firetext"], [])])
def test_numbers_abroad_need_a_provider_that_serves_them(db, active, asked):
    db.execute("update postroom.provider_details set active = identifier = any(%s)", (active,))
    service = make.service(db)
    make.send(db, service, international=True, phone_prefix="33", rate_multiplier=2)

    (row,) = claim(db)

    assert row["providers"] == asked


def test_services_take_turns_however_much_one_has(db):
    busy, others = make.service(db), [make.service(db) for _ in range(3)]
    make.at(db, "2026-11-23T12:00:00Z")
    backlog = {make.send(db, busy) for _ in range(30)}
    make.at(db, "2026-11-23T12:00:05Z")
    late = {make.send(db, other) for other in others}

    claimed = {row["id"] for row in claim(db, size=10)}

    assert late <= claimed
    assert len(claimed & backlog) == 7


def test_more_services_than_places_have_their_turns_in_the_next_claims(db):
    waiting = {make.send(db, make.service(db)) for _ in range(12)}

    claims = [{row["id"] for row in claim(db, size=5)} for _ in range(3)]

    assert [len(claimed) for claimed in claims] == [5, 5, 2]
    assert set.union(*claims) == waiting


def test_claiming_looks_at_the_index_by_service(db):
    db.execute("set local enable_seqscan = off")
    plan = db.execute(
        "explain select * from postroom.delivery_queue where lane = 'sms'"
        " and service_id = gen_random_uuid() and leased_until is null order by due_at limit 10"
    ).fetchall()

    assert "delivery_queue_due" in str(plan)
