"""Retention while the partitions are in use, and while PostgreSQL dies under it.

On a durable cluster of its own, which it may kill. ROUNDS=20 (3) says how often.
"""

import os
import random
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from postroom.launch import cluster, migrate, postgres, server
from tests.tools.retention_days import DAYS, DUE, check, check_forgotten, connect, expire, sending

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("ROUNDS") or 3)
# What pg_dump will lock and has not yet.
UNLOCKED = """
select from pg_class as c
where c.relkind in ('r', 'p') and c.relnamespace = 'postroom'::regnamespace
  and not exists (
    select from pg_locks as l inner join pg_stat_activity as a on a.pid = l.pid
    where l.relation = c.oid and l.granted and a.application_name = 'pg_dump'
  )
limit 1
"""
# Seconds. Usually a tenth; a loaded machine may take longer, though not because of retention.
LONGEST_SEND = 1.5


@pytest.fixture(scope="module")
def home():
    with cluster.temporary(durable=True) as directory:
        migrate.main(cluster.url(directory))
        with connect(directory) as db:
            db.execute("create table public.calls as select 0 as number")
            # Facts that the nights have not counted would stay.
            db.execute("call ops.run_maintenance()")
        yield directory


@pytest.fixture
def db(home):
    with connect(home) as db:
        yield db


def finish(db, made, sender):
    db.execute("call ops.run_retention()")
    check_forgotten(db, made)
    assert db.execute("select error from ops.maintenance_log limit 1").fetchone()["error"] is None
    print(f"{len(sender.accepted)} sends alongside, the longest {sender.longest * 1000:.0f} ms")
    assert sender.longest < LONGEST_SEND


def test_partitions_cannot_be_made_during_a_dump(home, db):
    made = expire(db)
    days = db.execute("select partition from ops.partitions() where day >= ops.today() + 100")
    for row in days.fetchall():
        db.execute(f"drop table {row['partition']}")

    with sending(home) as sender:
        with dump(home, db):
            row = db.execute("call ops.maintain_partitions(tries => 2)").fetchone()
            assert "busy" in row["failure"]
        finish(db, made, sender)


def waiting(db):
    return db.execute("select details from ops.maintenance_log limit 1").fetchone()["details"][
        "waiting"
    ]


def test_a_long_running_reader_of_the_oldest_day(home, db):
    made = expire(db)
    oldest = f"postroom.notification_contents_p{made['today'] - timedelta(days=DAYS):%Y_%m_%d}"

    with sending(home) as sender:
        with connect(home) as reader, reader.transaction():
            reader.execute(f"select count(*) from {oldest}")
            db.execute("call ops.run_retention(tries => 3)")
            assert waiting(db) == [oldest]
            check(db, made)
        finish(db, made, sender)


def test_a_worker_that_holds_rows(home, db):
    made = expire(db)

    with sending(home) as sender:
        with connect(home) as worker, worker.transaction():
            worker.execute(
                "select from postroom.notifications where id = any(%s) for update",
                (made["in flight"],),
            )
            run = threading.Thread(target=retention, args=[home])
            run.start()
            run.join(2)
            assert run.is_alive()
            check(db, made)
        run.join(60)
        finish(db, made, sender)


def retention(home):
    with connect(home) as db:
        db.execute("call ops.run_retention()")


def test_a_dump(home, db):
    made = expire(db)

    with sending(home) as sender:
        with dump(home, db):
            db.execute("call ops.run_retention(tries => 3)")
            assert len(waiting(db)) == DUE
            check(db, made)
        finish(db, made, sender)


@contextmanager
def dump(home, db):
    """pg_dump, stopped when it has locked every table."""
    program = postgres.find(postgres.PARTMAN) / "pg_dump"
    command = [*server.as_server(home), program, "--file=/dev/null", cluster.url(home)]
    process = subprocess.Popen(command, cwd="/")
    try:
        while db.execute(UNLOCKED).rowcount:
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(signal.SIGSTOP)
        yield
    finally:
        process.send_signal(signal.SIGCONT)
        assert process.wait(60) == 0


@pytest.fixture(scope="module")
def seconds(home):
    """How long a run takes that nothing disturbs."""
    with connect(home) as db:
        made = expire(db)
        with sending(home) as sender:
            finish(db, made, sender)
        log = db.execute("select took from ops.maintenance_log limit 1").fetchone()
        return log["took"].total_seconds()


@pytest.mark.parametrize("round", range(ROUNDS))
def test_postgresql_killed_at_a_random_moment(home, seconds, round):
    with connect(home) as db:
        made = expire(db)
    chosen = random.uniform(0, seconds)

    with sending(home) as sender:
        run = threading.Thread(target=interrupted, args=[home])
        run.start()
        time.sleep(chosen)
        kill(home)
        run.join()
    server.start(home)

    with connect(home) as db:
        check(db, made)
        left = len(db.execute("select from ops.expired_partitions()").fetchall())
        made["kept"] += sender.accepted
        with sending(home) as sender:
            finish(db, made, sender)
    print(f"killed after {chosen * 1000:.0f} ms, {left} of {DUE} partitions were left")


def interrupted(home):
    with suppress(psycopg.OperationalError):
        retention(home)


def kill(home):
    """SIGKILL to this cluster's processes: its postmaster's, stopped first to make no more."""
    assert server.running(home)
    postmaster = int((home / "data/postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGSTOP)
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for process in [postmaster, *map(int, children)]:
        os.kill(process, signal.SIGKILL)
    while server.running(home):
        time.sleep(0.01)
