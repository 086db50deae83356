"""Partitions that are missing, and rows that lie in the defaults for want of them.

Moving them commits as it goes, so each test has a database of its own.
"""

import random
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tools import make

pytestmark = pytest.mark.slow

TREES = {
    "facts": ("postroom.notifications", "day", 14),
    "contents": ("postroom.notification_contents", "kept_until", 100),
    "inbound": ("postroom.inbound_messages", "kept_until", 100),
}


def connect(dsn):
    return psycopg.connect(dsn, row_factory=dict_row, autocommit=True)


@pytest.fixture
def db(fresh_dsn):
    with connect(fresh_dsn) as db:
        yield db


def maintain(db, **arguments):
    placed = ", ".join(f"{name} => {value}" for name, value in arguments.items())
    (row,) = db.execute(f"call ops.maintain_partitions({placed})").fetchall()
    return row


def drop(db, *days, trees=tuple(TREES)):
    """Drop the partitions of some days."""
    for tree in trees:
        found = db.execute("select partition, day from ops.partitions() where tree = %s", [tree])
        for row in found.fetchall():
            if row["day"] in days:
                db.execute(f"drop table {row['partition']}")


def ahead(db, first=0, last=101):
    today = make.call(db, "ops.today")
    return [today + timedelta(days=n) for n in range(first, last)]


def in_default(db):
    return {
        row["tree"]: row["rows"]
        for row in db.execute("select * from ops.rows_in_default() where rows > 0").fetchall()
    }


def assert_whole(db):
    """No row in a default, no day ahead missing, no day between two others either, nothing left."""
    assert in_default(db) == {}
    today = make.call(db, "ops.today")
    for tree, (_, _, days_ahead) in TREES.items():
        days = [
            row["day"]
            for row in db.execute(
                "select day from ops.partitions() where tree = %s and day is not null"
                " and abs(day - ops.today()) < 400 order by day",
                [tree],
            ).fetchall()
        ]
        assert {today + timedelta(days=n) for n in range(days_ahead + 1)} <= set(days)
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))], tree
    assert leftovers(db) == []


def leftovers(db):
    """Tables that belong to no tree."""
    return db.execute(
        "select c.oid::regclass::text from pg_class as c where c.relkind in ('r', 'p') and ("
        " c.relnamespace in ('expired'::regnamespace, 'moving'::regnamespace)"
        "  and c.oid <> 'moving.changes'::regclass"
        " or c.relname ~ '_p[0-9]' and not c.relispartition)"
    ).fetchall()


def ids(db, tree):
    parent, *_ = TREES[tree]
    return sorted(
        (row["id"], row["day"])
        for row in db.execute(f"select id, {TREES[tree][1]} as day from {parent}").fetchall()
    )


def test_one_message_in_the_defaults_is_moved_and_partitions_are_made(db):
    # As it was found: the first tree's temporary table stood in the second one's way.
    drop(db, *ahead(db))
    service = make.service(db)
    number = make.inbound_number(db, service)
    id = make.send(db, service)
    make.receive(db, number)
    assert in_default(db) == {"facts": 1, "contents": 1, "inbound": 1}
    before = make.facts(db, id), make.contents(db, id), make.received(db, service)

    assert maintain(db) == {"details": {"made": 217 - 3, "moved": 3}, "failure": None}

    assert_whole(db)
    assert (make.facts(db, id), make.contents(db, id), make.received(db, service)) == before
    assert maintain(db) == {"details": {"made": 0, "moved": 0}, "failure": None}


def fill(db, tree, service, days, rows):
    """Rows of a tree on these days, so many each."""
    if tree == "facts":
        db.execute(
            "insert into postroom.notifications (id, created_at, day, kept_until, service_id,"
            " template_id, template_version, notification_type, key_type, status)"
            " select i.id, postroom.uuid7_time(i.id), d.day, d.day + 7, %s, %s, 1, 'sms',"
            " 'normal', 'delivered' from unnest(%s::date[]) as d (day) cross join lateral (select"
            " postroom.uuid7(d.day + time '12:00' + n * interval '1 ms') as id, n"
            " from generate_series(1, %s) as n) as i",
            (service.id, service.templates["sms"], days, rows),
        )
    elif tree == "contents":
        db.execute(
            "insert into postroom.notification_contents"
            " (id, kept_until, service_id, recipient, normalised_recipient)"
            " select postroom.uuid7(), d.day, %s, '447700900001', '447700900001'"
            " from unnest(%s::date[]) as d (day), generate_series(1, %s)",
            (service.id, days, rows),
        )
    else:
        db.execute(
            "insert into postroom.inbound_messages (id, created_at, received_at, day, kept_until,"
            " service_id, notify_number, user_number, content, provider)"
            " select i.id, postroom.uuid7_time(i.id), now(),"
            " postroom.local_day(postroom.uuid7_time(i.id)), i.day, %s, '1', '2', 'x', 'mmg'"
            " from (select postroom.uuid7() as id, d.day from unnest(%s::date[]) as d (day),"
            " generate_series(1, %s)) as i",
            (service.id, days, rows),
        )


@pytest.mark.parametrize("tree", TREES)
def test_rows_of_any_day_are_moved(db, tree):
    today = make.call(db, "ops.today")
    days = [today + timedelta(days=n) for n in (-3000, -40, -30, -2, 0, 1, 14, 99, 130, 5000)]
    drop(db, *days)
    fill(db, tree, make.service(db), days, 2)
    stored = ids(db, tree)

    assert maintain(db)["failure"] is None

    assert_whole(db)
    assert ids(db, tree) == stored


def test_days_without_end_stay_and_hinder_nothing(db):
    drop(db, *ahead(db))
    service = make.service(db)
    db.execute(
        "insert into postroom.notification_contents"
        " (id, kept_until, service_id, recipient, normalised_recipient)"
        " values (postroom.uuid7(), 'infinity', %s, 'x', 'x')",
        (service.id,),
    )
    id = make.send(db, service)

    assert maintain(db)["failure"] is None

    assert in_default(db) == {"contents": 1}
    assert make.contents(db, id)
    assert maintain(db) == {"details": {"made": 0, "moved": 0}, "failure": None}


def test_a_tree_that_fails_does_not_stop_the_others(db):
    drop(db, *ahead(db))
    fill(db, "contents", make.service(db), ahead(db, 0, 2), 3)
    # Where a partition should go there is something else.
    taken = f"postroom.notifications_p{ahead(db)[3]:%Y_%m_%d}"
    db.execute(f"create table {taken} (number int)")

    failure = maintain(db)["failure"]

    assert failure.startswith("facts, partition of") and "already exists" in failure
    assert in_default(db) == {}
    assert {r["tree"]: r["days"] for r in partitions_ahead(db)} == {
        "facts": 2,
        "contents": 10,
        "inbound": 10,
        # None of these are gone.
        "keys": 14,
    }
    db.execute(f"drop table {taken}")
    maintain(db)
    assert_whole(db)


def partitions_ahead(db):
    return db.execute("select * from ops.partitions_ahead()").fetchall()


def test_days_ahead_are_made_while_rows_cannot_be_moved(db, fresh_dsn):
    today = make.call(db, "ops.today")
    drop(db, *ahead(db))
    make.send(db, make.service(db))
    maintain(db)
    drop(db, *ahead(db, 8))
    fill(db, "contents", make.service(db), [today + timedelta(days=8)], 5)

    with connect(fresh_dsn) as reader, reader.transaction():
        # Uses the tree, though not its default.
        reader.execute(
            f"select count(*) from postroom.notification_contents where kept_until = '{today}'"
        )
        time.sleep(1.1)
        failure = maintain(db, tries=2)["failure"]
        assert failure == "contents, rows in the default: busy"
        assert in_default(db) == {"contents": 5}
        missing = db.execute("select * from ops.missing_days('contents')").fetchall()
        assert missing == []
        days = db.execute("select day from ops.partitions() where tree = 'contents'").fetchall()
        assert {"day": today + timedelta(days=9)} in days
        assert {"day": today + timedelta(days=8)} not in days

    maintain(db)
    assert_whole(db)


def test_an_interrupted_run_changes_nothing_and_the_next_finishes(db, fresh_dsn):
    drop(db, *ahead(db))
    service = make.service(db)
    fill(db, "facts", service, ahead(db, 0, 3), 10)
    stored = ids(db, "facts")
    for statement in ("start_move('facts')", "copy_rows('facts', 20)"):
        db.execute(f"select ops.{statement}")
    make.send(db, service)
    stored = ids(db, "facts")
    assert len(stored) == 31

    maintain(db)

    assert ids(db, "facts") == stored
    assert_whole(db)


def test_what_is_written_while_rows_are_copied_is_kept(db):
    """Each kind of change, at each point between the steps."""
    drop(db, *ahead(db))
    service = make.service(db)
    old = [make.send(db, service) for _ in range(6)]
    db.execute("select ops.start_move('facts')")
    db.execute("select ops.start_move('contents')")

    new = [make.send(db, service)]
    erase(db, old[0])
    update(db, old[1])
    for tree in ("facts", "contents"):
        assert make.call(db, "ops.copy_rows", tree=tree, size=3) == 3
    new.append(make.send(db, service))
    erase(db, old[2])
    erase(db, old[5])
    update(db, old[3])
    for tree in ("facts", "contents"):
        while make.call(db, "ops.copy_rows", tree=tree, size=3):
            pass
        make.call(db, "ops.copy_changes", tree=tree)
    new.append(make.send(db, service))
    erase(db, new[1])
    update(db, new[0])
    update(db, old[3], "sending")
    before = [(make.facts(db, id), make.contents(db, id)) for id in old + new]
    for tree in ("facts", "contents"):
        make.call(db, "ops.finish_move", tree=tree)
        make.call(db, "ops.discard_move", tree=tree)

    assert [(make.facts(db, id), make.contents(db, id)) for id in old + new] == before
    assert make.contents(db, old[0]) is None
    assert make.facts(db, old[3])["status"] == "sending"
    maintain(db)
    assert_whole(db)


def erase(db, id):
    db.execute("delete from postroom.notification_contents where id = %s", (id,))


def update(db, id, status="delivered"):
    db.execute("update postroom.notifications set status = %s where id = %s", (status, id))


@contextmanager
def sending(dsn):
    """Sends, updates and reads all the time, as the API does; what went wrong is raised."""

    class Sender(threading.Thread):
        accepted, overtaken, longest, fault, stop = [], 0, 0.0, None, False

        def run(self):
            try:
                with connect(dsn) as db:
                    service = make.service(db)
                    while not self.stop:
                        began = time.monotonic()
                        self.accepted.append(self.send(db, service))
                        update(db, random.choice(self.accepted), random.choice(["sending", "sent"]))
                        sought = random.choice(self.accepted)
                        assert make.facts(db, sought), "a message that cannot be seen"
                        assert make.contents(db, sought), "contents that cannot be seen"
                        self.longest = max(self.longest, time.monotonic() - began)
            except Exception as fault:
                self.fault = fault

        def send(self, db, service):
            for _ in range(2):
                try:
                    return make.send(db, service)
                except psycopg.errors.CheckViolation:
                    self.overtaken += 1
            return make.send(db, service)

    sender = Sender()
    sender.accepted = []
    sender.start()
    while sender.is_alive() and not sender.accepted:
        time.sleep(0.01)
    try:
        yield sender
    finally:
        sender.stop = True
        sender.join()
        if sender.fault:
            raise sender.fault


def test_many_rows_are_moved_while_messages_are_sent(db, fresh_dsn):
    drop(db, *ahead(db))
    service = make.service(db)
    for tree in TREES:
        fill(db, tree, service, ahead(db, 0, 3), 20_000)
    with sending(fresh_dsn) as sender:
        assert maintain(db)["failure"] is None

    assert_whole(db)
    print(
        f"{len(sender.accepted)} sends, the longest round {sender.longest * 1000:.0f} ms,"
        f" {sender.overtaken} sent again"
    )
    for tree, sent in (("facts", sender.accepted), ("contents", sender.accepted), ("inbound", [])):
        assert {id for id, _ in ids(db, tree)} >= set(sent)
        assert len(ids(db, tree)) == 60_000 + len(sent)


@contextmanager
def reading(dsn, db, chance):
    """Somebody who has read a part of the trees and forgets to end."""
    with connect(dsn) as reader, reader.transaction():
        parts = db.execute("select partition from ops.partitions()").fetchall()
        relations = [row["partition"] for row in parts] + [parent for parent, *_ in TREES.values()]
        reader.execute(f"select count(*) from {chance.choice(relations)}")
        yield


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_missing_maintenance_mends_it(db, fresh_dsn, seed):
    chance = random.Random(seed)
    today = make.call(db, "ops.today")
    service = make.service(db)
    for _ in range(2):
        for tree in TREES:
            share = chance.choice([0, 0.1, 0.3])
            present = db.execute(
                "select partition, day, rows from ops.partitions() where tree = %s", [tree]
            ).fetchall()
            for row in present:
                empty = db.execute(f"select from {row['partition']} limit 1").rowcount == 0
                if row["day"] and empty and chance.random() < share:
                    db.execute(f"drop table {row['partition']}")
            days = [
                today + timedelta(days=chance.randint(-30, 120))
                for _ in range(chance.randint(0, 12))
            ]
            if days:
                fill(db, tree, service, days, chance.choice([1, 7, 300]))
        stored = {tree: ids(db, tree) for tree in TREES}

        if chance.random() < 0.6:
            with reading(fresh_dsn, db, chance):
                time.sleep(1.1)
                maintain(db, tries=1)
                assert {tree: ids(db, tree) for tree in TREES} == stored
        assert maintain(db)["failure"] is None

        assert_whole(db)
        assert {tree: ids(db, tree) for tree in TREES} == stored


def test_a_second_run_at_the_same_time_says_so(db, fresh_dsn):
    with connect(fresh_dsn) as other:
        other.execute("select pg_advisory_lock(hashtext('postroom.partitions'))")

        assert maintain(db)["failure"] == "partitions are being made in another session"


def test_maintenance_logs_what_it_did_and_what_hindered_it(db, fresh_dsn):
    drop(db, *ahead(db))
    make.send(db, make.service(db))
    with connect(fresh_dsn) as reader, reader.transaction():
        reader.execute("select count(*) from postroom.notifications")
        time.sleep(1.1)
        db.execute("call ops.run_maintenance()")
    logged = "select details, error from ops.maintenance_log where step = 'partitions' limit 1"
    log = db.execute(logged).fetchone()
    assert log["error"] and "busy" in log["error"]

    db.execute("call ops.run_maintenance()")
    assert db.execute(logged).fetchone()["error"] is None
    assert_whole(db)


def test_check_and_alerts_say_what_is_amiss(db):
    checks = (
        "select name, ok, found, remedy from ops.check()"
        " where name ~ '^(partitions|default) of [cfi]'"
    )
    assert [(row["ok"], row["remedy"]) for row in db.execute(checks).fetchall()] == [
        (True, None)
    ] * 6
    drop(db, *ahead(db, 5), trees=["facts"])
    drop(db, *ahead(db), trees=["inbound"])
    service = make.service(db)
    make.receive(db, make.inbound_number(db, service))

    found = {row["name"]: row["found"] for row in db.execute(checks).fetchall() if not row["ok"]}
    assert found == {
        "partitions of facts": "made for 4 days ahead",
        "partitions of inbound": "missing for 91 of the days that messages of today need",
        "default of inbound": "1 row without a partition for their day",
    }
    alerts = {
        (row["name"], row["subject"])
        for row in db.execute("select * from ops.alerts()").fetchall()
        if "partition" in row["name"] or "default" in row["name"]
    }
    assert alerts == {
        ("partitions_short", "facts"),
        ("partitions_short", "inbound"),
        ("partitions_missing", "inbound"),
        ("rows_in_default", "inbound"),
    }


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (8, set()),
        (7, {"partitions_short"}),
        (4, {"partitions_short"}),
        (3, {"partitions_short", "partitions_missing"}),
    ],
)
def test_alerts_on_either_side_of_their_boundaries(db, days, names):
    drop(db, ahead(db)[days + 1], trees=["facts"])

    found = db.execute("select name, subject from ops.alerts() where name ~ '^partitions'")
    assert {(row["name"], row["subject"]) for row in found} == {(name, "facts") for name in names}


def test_a_new_partition_is_like_the_others(db):
    day = ahead(db, 14)[0]
    name = f"postroom.notifications_p{day:%Y_%m_%d}"
    before = described(db, name)
    drop(db, day)
    maintain(db)
    assert described(db, name) == before

    drop(db, day)
    fill(db, "facts", make.service(db), [day], 1)
    maintain(db)
    assert described(db, name) == before


def described(db, name):
    """A partition's columns, constraints, attached indexes, triggers and owner."""
    return db.execute(
        "select array_agg((a.attname, a.atttypid, a.attnotnull)::text order by a.attname),"
        " (select array_agg((k.conname, pg_get_constraintdef(k.oid), k.convalidated)::text"
        "   order by k.conname) from pg_constraint as k where k.conrelid = c.oid),"
        " (select array_agg(i.inhparent::regclass::text order by i.inhparent::regclass::text)"
        "   from pg_index as x"
        "   inner join pg_inherits as i on i.inhrelid = x.indexrelid where x.indrelid = c.oid),"
        " (select count(*) from pg_trigger as t where t.tgrelid = c.oid),"
        " c.relowner::regrole::text, pg_get_expr(c.relpartbound, c.oid)"
        " from pg_class as c inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0"
        " where c.oid = %s::regclass group by c.oid",
        (name,),
    ).fetchone()
