"""Days that retention is to forget, messages to measure beside it, and what it promises."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg
from psycopg.rows import dict_row

from postroom.launch import cluster
from tests.tools import make

DAYS = 8  # that are due in each test
# The days ahead for which partman makes partitions.
TREES = {
    "facts": ("postroom.notifications", 14),
    "contents": ("postroom.notification_contents", 100),
    "inbound": ("postroom.inbound_messages", 100),
}
WEEK = 7  # days that messages are kept
# Contents and received messages of those days and of the day with which facts fall due.
DUE = 2 * (DAYS + 1) + 1


def connect(home):
    return psycopg.connect(cluster.url(home), row_factory=dict_row, autocommit=True)


def expire(db):
    """Days that are due in every tree, and what is in them.

    Each has messages that are forgotten, one on hold, one in flight and a received one; today
    has one that stays. Each call lets one more day of the facts fall due.
    """
    today = make.call(db, "ops.today")
    (row,) = db.execute("update public.calls set number = number + 1 returning number").fetchall()
    old = today - timedelta(days=make.call(db, "ops.history_days") + row["number"])
    days = [old, *(today - timedelta(days=n + WEEK) for n in range(1, DAYS + 1))]
    for day in days:
        make.partition(db, "notifications", day)
        make.partition(db, "notification_contents", day + timedelta(days=WEEK))
        make.partition(db, "inbound_messages", day + timedelta(days=WEEK))
    usual, held = make.service(db), make.service(db)
    number = make.inbound_number(db, usual)
    made = {"forgotten": [], "held": [], "in flight": [], "old": old, "today": today}
    for day in days:
        make.at(db, f"{day}T12:00:00Z")
        made["forgotten"] += [make.send(db, usual) for _ in range(3)]
        made["held"].append(make.send(db, held))
        make.receive(db, number, provider_reference=str(day))
    make.settle(db)
    for day in days[1:]:
        make.at(db, f"{day}T12:00:00Z")
        made["in flight"].append(make.send(db, usual))
    make.at(db, "")
    made["kept"] = [make.send(db, usual)]
    make.call(db, "ops.hold", service_id=held.id, reason="Case 12")
    return made


def check(db, made):
    """At any moment: what must stay is there, and no partition has left its tree by half."""
    stays = made["kept"] + made["in flight"]
    assert count(db, "postroom.notifications", stays) == len(stays)
    assert count(db, "postroom.notification_contents", stays) == len(stays)
    due = count(db, "postroom.notification_contents", made["held"])
    assert count(db, "postroom.held_contents", made["held"]) + due >= len(made["held"])
    loose = db.execute(
        "select c.oid::regclass from pg_class as c"
        " left join pg_inherits as i on i.inhrelid = c.oid"
        " where c.relkind = 'r' and c.relname ~ '_p[0-9]{4}_[0-9]{2}_[0-9]{2}$'"
        " and (c.relnamespace = 'postroom'::regnamespace)"
        " is distinct from (i.inhparent is not null and not i.inhdetachpending)"
    ).fetchall()
    assert loose == []


def check_forgotten(db, made):
    """After a run: what is due has gone, what is kept back is where it belongs."""
    check(db, made)
    assert count(db, "postroom.notification_contents", made["forgotten"] + made["held"]) == 0
    assert count(db, "postroom.held_contents", made["held"]) == len(made["held"])
    assert db.execute("select * from ops.expired_partitions()").fetchall() == []
    assert (
        db.execute("select from pg_class where relnamespace = 'expired'::regnamespace").rowcount
        == 0
    )
    for tree in ("notification_contents", "inbound_messages"):
        assert (
            db.execute(f"select from postroom.{tree} where kept_until < ops.today()").rowcount == 0
        )
    # Of the facts' day that is past the horizon: all messages but those in flight.
    assert db.execute(f"select from archive.notifications_p{made['old']:%Y_%m_%d}").rowcount == 4
    db.execute("call ops.maintain_partitions()")
    for tree, (parent, ahead) in TREES.items():
        rows = db.execute("select day from ops.partitions() where tree = %s", [tree]).fetchall()
        wanted = {made["today"] + timedelta(days=n) for n in range(ahead + 1)}
        assert wanted <= {row["day"] for row in rows}
        assert db.execute(f"select from {parent}_default").rowcount == 0


def count(db, table, ids):
    query = f"select count(*) from {table} where id = any(%s)"
    return db.execute(query, [ids]).fetchone()["count"]


@contextmanager
def sending(home):
    """Sends all the time, until PostgreSQL is gone: .accepted ids, .longest seconds of one."""

    class Sender(threading.Thread):
        accepted, longest, stop = [], 0.0, False

        def run(self):
            try:
                with connect(home) as db:
                    owner = make.service(db)
                    while not self.stop:
                        began = time.monotonic()
                        self.accepted.append(make.send(db, owner))
                        self.longest = max(self.longest, time.monotonic() - began)
                        time.sleep(0.002)
            except psycopg.OperationalError:
                pass

    sender = Sender()
    sender.start()
    while sender.is_alive() and not sender.accepted:
        time.sleep(0.01)
    try:
        yield sender
    finally:
        sender.stop = True
        sender.join()
