"""Retention commits as it goes, so each of these has a database of its own."""

from datetime import date, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make

pytestmark = pytest.mark.slow


@pytest.fixture
def live(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        yield db


def days(db, tree="contents"):
    return {
        row["day"]
        for row in db.execute(
            "select day from ops.partitions() where tree = %s and day is not null", (tree,)
        ).fetchall()
    }


def partitions(db, first, last):
    """Both trees' partitions for a stretch of the past."""
    for n in range((last - first).days + 1):
        for tree in ("notifications", "notification_contents", "inbound_messages"):
            make.partition(db, tree, first + timedelta(days=n))


def log(db):
    return db.execute("select * from ops.maintenance_log limit 1").fetchone()


def test_drops_only_what_is_due_across_a_change_to_summer_time(live):
    partitions(live, date(2026, 3, 20), date(2026, 4, 10))
    service = make.service(live)
    ids = {}
    for day in (20, 21, 22):
        make.at(live, f"2026-03-{day}T12:00:00Z")
        ids[day] = make.send(live, service)
    make.settle(live)

    # Clocks go forward on 29 March, so this local day begins at 23:00 UTC.
    make.at(live, "2026-03-28T22:59:00Z")
    live.execute("call ops.run_retention()")
    assert make.contents(live, ids[20]) is None
    assert make.contents(live, ids[21])

    make.at(live, "2026-03-29T22:59:00Z")
    live.execute("call ops.run_retention()")
    assert make.contents(live, ids[21]) is None
    assert make.contents(live, ids[22])

    make.at(live, "2026-03-29T23:00:00Z")
    live.execute("call ops.run_retention()")
    assert make.contents(live, ids[22]) is None
    assert all(make.facts(live, id) for id in ids.values())
    assert min(days(live)) == date(2026, 3, 30)


def test_in_autumn_the_longer_day_is_kept_to_its_end(live):
    partitions(live, date(2026, 10, 18), date(2026, 10, 30))
    service = make.service(live)
    make.at(live, "2026-10-18T12:00:00Z")
    id = make.send(live, service)
    make.settle(live)

    make.at(live, "2026-10-25T23:59:59Z")
    live.execute("call ops.run_retention()")
    assert make.contents(live, id)

    make.at(live, "2026-10-26T00:00:00Z")
    live.execute("call ops.run_retention()")
    assert make.contents(live, id) is None


def test_a_second_run_finds_nothing_to_do(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 5))
    live.execute("call ops.run_retention()")
    assert log(live)["details"]["dropped"] >= 5

    live.execute("call ops.run_retention()")

    entry = log(live)
    assert entry["details"]["dropped"] == 0
    assert entry["error"] is None


def test_every_class_goes_on_its_own_day(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 12))
    make.at(live, "2026-03-01T12:00:00Z")
    short, usual = make.service(live), make.service(live)
    make.call(live, "ops.set_retention", service_id=short.id, notification_type="sms", days=3)
    ids = [make.send(live, short), make.send(live, short, "email"), make.send(live, usual)]
    make.settle(live)

    make.at(live, "2026-03-05T12:00:00Z")
    live.execute("call ops.run_retention()")

    assert [bool(make.contents(live, id)) for id in ids] == [False, True, True]


def test_what_is_in_flight_outlives_its_day(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 12))
    make.at(live, "2026-03-01T12:00:00Z")
    service = make.service(live)
    sms, queued, letter = (make.send(live, service) for _ in range(3))
    live.execute(
        "update postroom.notifications set notification_type = 'letter', status = 'sending'"
        " where id = %s",
        (letter,),
    )
    live.execute("delete from postroom.delivery_queue where notification_id <> %s", (queued,))

    make.at(live, "2026-03-09T12:00:00Z")
    live.execute("call ops.run_retention()")

    assert make.contents(live, sms) is None
    for id in (queued, letter):
        assert make.contents(live, id)["kept_until"] == date(2026, 3, 10)
        assert make.facts(live, id)["kept_until"] == date(2026, 3, 10)
    assert log(live)["details"]["in_flight"] == 2


def test_a_hold_keeps_contents_out_of_sight_until_its_release(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 12))
    make.at(live, "2026-03-01T12:00:00Z")
    held, other = make.service(live), make.service(live)
    ids = [make.send(live, held), make.send(live, other)]
    make.settle(live)
    make.call(live, "ops.hold", service_id=held.id, reason="Case 12")

    make.at(live, "2026-03-09T12:00:00Z")
    live.execute("call ops.run_retention()")

    assert [make.contents(live, id) for id in ids] == [None, None]
    kept = live.execute("select id, recipient from postroom.held_contents").fetchall()
    assert kept == [{"id": ids[0], "recipient": "447700900001"}]
    assert make.call(live, "ops.release", service_id=held.id) == 1
    assert live.execute("select from postroom.held_contents").fetchall() == []


def test_test_messages_leave_no_history(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 12))
    make.at(live, "2026-03-01T12:00:00Z")
    service = make.service(live)
    real, test = make.send(live, service), make.send(live, service, key_type="test")
    make.settle(live)

    make.at(live, "2026-03-08T23:59:00Z")
    live.execute("call ops.run_retention()")
    assert make.facts(live, test)

    make.at(live, "2026-03-09T00:00:00Z")
    live.execute("call ops.run_retention()")
    assert make.facts(live, test) is None
    assert make.facts(live, real)


def test_facts_past_the_horizon_are_detached_into_the_archive(live):
    # In place of 400, for all of which there would be partitions to make.
    assert make.call(live, "ops.history_days") == 400
    live.execute(
        "create or replace function ops.history_days() returns int language sql immutable"
        " as 'select 40'"
    )
    old = date(2025, 1, 5)
    make.partition(live, "notifications", old)
    make.partition(live, "notification_contents", old + timedelta(days=7))
    make.at(live, "2025-01-05T12:00:00Z")
    id = make.send(live, make.service(live))

    make.at(live, f"{old + timedelta(days=40)}T12:00:00Z")
    live.execute("call ops.run_retention()")
    assert make.facts(live, id)

    make.at(live, f"{old + timedelta(days=41)}T12:00:00Z")
    live.execute("call ops.run_retention()")
    assert make.facts(live, id), "nobody has counted them yet"

    live.execute("call ops.run_maintenance(again => true)")
    assert make.facts(live, id) is None
    counted = live.execute("select day, notification_count from postroom.status_facts").fetchall()
    assert counted == [{"day": old, "notification_count": 1}]
    (archived,) = live.execute("select id from archive.notifications_p2025_01_05").fetchall()
    assert archived["id"] == id


def test_a_partition_in_use_delays_only_itself_and_nobody_else(live, fresh_dsn):
    partitions(live, date(2026, 3, 1), date(2026, 3, 3))
    with psycopg.connect(fresh_dsn) as reader:
        reader.execute("select * from postroom.notification_contents_p2026_03_01")

        live.execute("call ops.run_retention(tries => 2)")

        assert log(live)["details"]["waiting"] == ["postroom.notification_contents_p2026_03_01"]
        assert days(live) & {date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)} == {
            date(2026, 3, 1)
        }
        # A sender does not wait behind it.
        live.execute("set statement_timeout = '1s'")
        make.at(live, "")
        make.send(live, make.service(live))

    live.execute("call ops.run_retention()")
    assert date(2026, 3, 1) not in days(live)


def test_an_interrupted_run_is_finished_by_the_next(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 2))
    # As if the server had died between detaching and dropping.
    live.execute(
        "select ops.detach_partition('postroom.notification_contents_p2026_03_01'::regclass)"
    )

    live.execute("call ops.run_retention()")

    assert (
        live.execute("select from pg_class where relnamespace = 'expired'::regnamespace").fetchall()
        == []
    )


def test_a_partition_that_is_not_due_cannot_be_detached(live):
    day = live.execute("select ops.today() as day").fetchone()["day"]

    with pytest.raises(psycopg.Error, match="is not an expired partition"):
        live.execute(
            "select ops.detach_partition(to_regclass("
            "to_char(%s::date, '\"postroom.notification_contents_p\"YYYY_MM_DD')))",
            (day,),
        )


@pytest.mark.parametrize("role", ["postroom_dba", "postroom_worker"])
def test_a_dba_and_a_worker_may_run_it(live, role):
    partitions(live, date(2026, 3, 1), date(2026, 3, 1))
    live.execute(f"set role {role}")

    live.execute("call ops.run_retention()")

    live.execute("reset role")
    assert date(2026, 3, 1) not in days(live)


def test_changing_a_services_retention_moves_what_it_has(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 20))
    make.at(live, "2026-03-05T12:00:00Z")
    service = make.service(live)
    id = make.send(live, service)
    make.call(live, "ops.set_retention", service_id=service.id, notification_type="sms", days=10)

    (job,) = live.execute(
        "select args from procrastinate.procrastinate_jobs where task_name = 'move_contents'"
    ).fetchall()
    arguments = {**job["args"], "day": date(2026, 3, 5)}
    assert make.call(live, "ops.move_contents_day", **arguments) == 1
    assert make.call(live, "ops.move_contents_day", **arguments) == 0

    assert make.facts(live, id)["kept_until"] == date(2026, 3, 15)
    assert make.contents(live, id)["kept_until"] == date(2026, 3, 15)


def test_a_shorter_retention_takes_effect_tonight_at_the_earliest(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 20))
    make.at(live, "2026-03-01T12:00:00Z")
    service = make.service(live)
    id = make.send(live, service)
    make.at(live, "2026-03-07T12:00:00Z")
    make.call(
        live,
        "ops.set_retention",
        service_id=service.id,
        notification_type="sms",
        days=3,
        force=True,
    )

    make.call(
        live,
        "ops.move_contents_day",
        service_id=service.id,
        notification_type="sms",
        day=date(2026, 3, 1),
    )

    assert make.contents(live, id)["kept_until"] == date(2026, 3, 7)


def test_what_services_received_is_forgotten_likewise(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 12))
    make.at(live, "2026-03-01T12:00:00Z")
    services = short, usual = make.service(live), make.service(live)
    make.call(live, "ops.set_retention", service_id=short.id, notification_type="sms", days=3)
    for service in services:
        make.receive(live, make.inbound_number(live, service))

    make.at(live, "2026-03-05T00:00:00Z")
    live.execute("call ops.run_retention()")
    assert [len(make.received(live, service)) for service in services] == [0, 1]

    make.at(live, "2026-03-09T00:00:00Z")
    live.execute("call ops.run_retention()")
    assert make.received(live, usual) == []
    assert min(days(live, "inbound")) == date(2026, 3, 9)


def test_a_hold_keeps_what_a_service_received(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 12))
    make.at(live, "2026-03-01T12:00:00Z")
    held, other = make.service(live), make.service(live)
    for service in (held, other):
        make.receive(live, make.inbound_number(live, service))
    make.call(live, "ops.hold", service_id=held.id, reason="Case 12")

    make.at(live, "2026-03-09T12:00:00Z")
    live.execute("call ops.run_retention()")

    assert [make.received(live, service) for service in (held, other)] == [[], []]
    kept = live.execute("select service_id, content from postroom.held_inbound_messages").fetchall()
    assert kept == [{"service_id": held.id, "content": "Hello"}]
    assert log(live)["details"]["held"] == 1
    assert make.call(live, "ops.release", service_id=held.id) == 1
    assert live.execute("select from postroom.held_inbound_messages").fetchall() == []


def test_a_hold_is_kept_only_for_days_that_are_over(live):
    today = make.call(live, "ops.today")

    with pytest.raises(psycopg.Error, match="is not over yet"):
        make.call(live, "ops.keep_back_inbound", day=today)


def test_a_run_forgets_addresses_of_old_unsubscribe_requests(live):
    make.at(live, "2026-03-01T12:00:00Z")
    make.call(
        live,
        "api.unsubscribe",
        notification_id=make.send(live, make.service(live), "email"),
        email_address="bo@example.com",
    )

    make.at(live, "2026-06-01T12:00:00Z")
    live.execute("call ops.run_retention()")

    (request,) = live.execute("select email_address from postroom.unsubscribe_requests").fetchall()
    assert request["email_address"] is None


def test_changing_the_retention_moves_what_a_service_received(live):
    partitions(live, date(2026, 3, 1), date(2026, 3, 20))
    service = make.service(live)
    number = make.inbound_number(live, service)
    for day in (2, 5):
        make.at(live, f"2026-03-0{day}T12:00:00Z")
        make.receive(live, number, provider_reference="7")
    make.call(
        live,
        "ops.set_retention",
        service_id=service.id,
        notification_type="sms",
        days=1,
        force=True,
    )

    for day in (2, 5):
        arguments = {"service_id": service.id, "day": date(2026, 3, day)}
        for notification_type, moved in (("email", 0), ("sms", 1), ("sms", 0)):
            arguments["notification_type"] = notification_type
            assert make.call(live, "ops.move_contents_day", **arguments) == moved

    # The older one is past its new last day: it goes tonight.
    last_days = [row["kept_until"] for row in make.received(live, service)]
    assert last_days == [date(2026, 3, 5), date(2026, 3, 6)]
