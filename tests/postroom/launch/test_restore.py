"""Backups restored into another server, by the commands of docs/operations.md, and used."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from postroom.launch import cluster, migrate, postgres, server, supervisor
from tests.tools import make
from tests.tools.stack import free_port

pytestmark = pytest.mark.slow

AGE = 120  # days


def connect(home):
    return psycopg.connect(cluster.url(home), row_factory=dict_row, autocommit=True)


def postroom(home, *arguments):
    """What a command of Postroom says about this cluster's database, and its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "postroom", *map(str, arguments)],
        env={**os.environ, "DATABASE_URL": cluster.url(home), "SECRET_KEYS": "unused"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(f"$ python -m postroom {' '.join(map(str, arguments))}\n{done.stdout}")
    return done.stdout, done.returncode


def server_program(home, name, *arguments):
    program = postgres.find(postgres.PARTMAN) / name
    command = [*server.as_server(home), program, *map(str, arguments)]
    done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout.decode()


@contextmanager
def empty_server():
    """Another server, on which nobody has heard of Postroom."""
    with cluster.temporary() as home:
        with connect(home) as db:
            assert db.execute("select from pg_roles where rolname = 'postroom_owner'").rowcount == 0
        yield home


def dump(home):
    path = home / "postroom.dump"
    server_program(home, "pg_dump", "--format=custom", f"--file={path}", cluster.url(home))
    return path


@pytest.fixture(scope="module")
def original():
    with cluster.temporary() as home:
        migrate.main(cluster.url(home))
        yield home


def use(home):
    """Start all of Postroom on a restored database, and send through it."""
    port = free_port()
    variables = {
        **os.environ,
        **cluster.urls(home),
        "HOST": "127.0.0.1",
        "PORT": port,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "NOTIFY_ENVIRONMENT": "development",
        "NOTIFY_LOG_LEVEL": "ERROR",
        "SECRET_KEYS": make.SECRET_KEYS,
        "OBJECT_STORE_URL": str(home / "objects"),
    }
    with supervisor.background(variables), connect(home) as db:
        assert urllib.request.urlopen(f"{variables['BASE_URL']}/_status").status == 200
        sent = make.send(db, make.service(db))
        wait_for(lambda: make.facts(db, sent)["status"] == "delivered")
        wait_for(lambda: not db.execute("select from postroom.delivery_queue").rowcount)


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def given(db, ids):
    """Which of these messages the sandbox was given."""
    rows = db.execute(
        "select id from postroom.sandbox_messages where id = any(%s)", (ids,)
    ).fetchall()
    return {row["id"] for row in rows}


def test_a_dump_is_restored_and_its_queue_kept(original):
    with connect(original) as db:
        service = make.service(db)
        waiting = [make.send(db, service), make.send(db, service, "email")]
        facts = {id: make.facts(db, id) for id in waiting}
        path = dump(original)
        db.execute("delete from postroom.delivery_queue")

    with empty_server() as home:
        output, status = postroom(home, "restore", path, "--queue=keep")

        assert status == 0
        assert "2  messages that a worker will send" in output
        assert "MISSING" not in output and "error" not in output.lower()
        with connect(home) as db:
            assert {id: make.facts(db, id) for id in waiting} == facts
            use(home)
            assert given(db, waiting) == set(waiting)
            again, status = postroom(home, "restore", path, "--queue=keep")
            assert "has a Postroom already" in again and status == 1


def test_a_dump_is_restored_and_its_queue_emptied(original):
    with connect(original) as db:
        service = make.service(db)
        make.service_callback(db, service)
        sms, letter = make.send(db, service), make.letter(db, service)
        upload = make.job(db, service, scheduled_for="2099-01-01T00:00:00Z")
        make.receipt(db, make.send(db, service))
        path = dump(original)
        db.execute("delete from postroom.delivery_queue")
        db.execute("delete from postroom.callback_queue")

    with empty_server() as home:
        output, status = postroom(home, "restore", path, "--queue=empty")

        assert status == 0
        assert "0  messages that a worker will send" in output
        with connect(home) as db:
            assert make.facts(db, sms)["status"] == "technical-failure"
            assert make.facts(db, letter)["status"] == "cancelled"
            assert make.job_facts(db, upload)["status"] == "cancelled"
            assert make.queued_callbacks(db) == []
            use(home)
            assert given(db, [sms]) == set()


def test_a_worker_that_lives_stops_the_choice(original):
    with connect(original) as db:
        db.execute("insert into procrastinate.procrastinate_workers default values")

        output, status = postroom(original, "restored", "--queue=empty")

        assert status == 1
        assert "a worker is alive" in output and "Traceback" not in output
        db.execute("delete from procrastinate.procrastinate_workers")
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            db.execute("select * from ops.restored('perhaps')")


@contextmanager
def archiving():
    """A server that keeps its WAL in .archive, and one base backup in .backup."""
    with cluster.temporary(durable=True) as home:
        for name in ("archive", "backup"):
            (home / name).mkdir(mode=0o700)
            os.chown(home / name, *server.server_user(home))
        cluster.stop(home)
        with (home / "data/postgresql.conf").open("a") as settings:
            settings.write(f"archive_mode = on\narchive_command = 'cp %p {home}/archive/%f'\n")
        with (home / "data/pg_hba.conf").open("a") as rules:
            rules.write("local replication all peer map=postroom\n")
        cluster.ensure(home)
        migrate.main(cluster.url(home))
        yield home


def recover(source, home, moment):
    """The base backup and the WAL up to a moment, in the place of another server's data."""
    cluster.stop(home)
    shutil.rmtree(home / "data")
    subprocess.run(["cp", "-a", source / "backup", home / "data"], check=True)
    with (home / "data/postgresql.conf").open("a") as settings:
        settings.write(
            f"archive_mode = off\nrestore_command = 'cp {source}/archive/%f %p'\n"
            f"recovery_target_time = '{moment}'\nrecovery_target_action = promote\n"
        )
    (home / "data/recovery.signal").touch()
    os.chown(home / "data/recovery.signal", *server.server_user(home))
    server.allow(home)
    server.start(home)
    with connect(home) as db:
        wait_for(lambda: not db.execute("select pg_is_in_recovery() as yes").fetchone()["yes"])


def test_a_base_backup_and_its_wal_lead_to_a_point_in_time():
    with archiving() as source, connect(source) as db:
        service = make.service(db)
        before = make.send(db, service)
        backup = source / "backup"
        server_program(
            source, "pg_basebackup", f"--pgdata={backup}", "--checkpoint=fast",
            f"--dbname={cluster.url(source)}",
        )  # fmt: skip
        backed_up = make.send(db, service)
        moment = db.execute("select clock_timestamp() as at").fetchone()["at"]
        time.sleep(1.1)
        too_late = make.send(db, service)
        db.execute("select pg_switch_wal()")
        wait_for(lambda: db.execute(
            "select last_archived_time > %s as yes from pg_stat_archiver", (moment,)
        ).fetchone()["yes"])  # fmt: skip

        with cluster.temporary() as home:
            recover(source, home, moment)
            output, status = postroom(home, "restored", "--queue=keep")

            assert status == 0
            assert "2  messages that a worker will send" in output
            with connect(home) as restored:
                assert make.facts(restored, too_late) is None
                use(home)
                assert given(restored, [before, backed_up]) == {before, backed_up}
                restored.execute("call ops.run_retention()")


def test_a_copy_of_long_ago_sends_nothing_expired_and_forgets_in_one_night():
    with cluster.temporary() as home:
        migrate.main(cluster.url(home))
        with connect(home) as db:
            aged(db)
            service, held = make.service(db), make.service(db)
            today = make.call(db, "ops.today")
            day = today - timedelta(days=AGE)
            make.at(db, f"{day}T12:00:00Z")
            expired = [make.send(db, service) for _ in range(3)]
            letter = make.letter(db, service)
            upload = make.job(db, service)
            on_hold = make.send(db, held)
            db.execute("delete from postroom.delivery_queue where notification_id = %s", (on_hold,))
            make.receive(db, make.inbound_number(db, service), provider_reference="1")
            make.at(db, "")
            make.call(db, "ops.hold", service_id=held.id, reason="Case 12")
            path = dump(home)

        with empty_server() as copy:
            output, status = postroom(copy, "restore", path, "--queue=keep")

            assert status == 0
            assert "4  messages given up: their retention is over" in output
            assert "1  uploads given up" in output
            assert "0  messages that a worker will send" in output
            with connect(copy) as db:
                ends = [make.facts(db, id)["status"] for id in [*expired, letter]]
                assert ends == ["technical-failure"] * 3 + ["cancelled"]
                assert make.job_facts(db, upload)["status"] == "cancelled"
                for tree in ("notification_contents", "inbound_messages"):
                    query = f"select from postroom.{tree} where kept_until < ops.today()"
                    assert db.execute(query).rowcount == 0
                assert db.execute("select from postroom.held_contents").rowcount == 1
                assert db.execute("select from ops.expired_partitions()").rowcount == 0
                unsent = db.execute("select bool_and(ok) as ok from ops.check_restored()")
                assert unsent.fetchone()["ok"]
                use(copy)
                assert given(db, [*expired, letter, on_hold]) == set()


def aged(db):
    """The partitions of a database whose last night was so many days ago."""
    today = make.call(db, "ops.today")
    for row in db.execute(
        "select partition from ops.partitions() where day is not null"
    ).fetchall():
        db.execute(f"drop table {row['partition']}")
    for number in range(AGE - 14, AGE + 10):
        make.partition(db, "notifications", today - timedelta(days=number))
    for number in range(AGE - 100, AGE + 10):
        for tree in ("notification_contents", "inbound_messages"):
            make.partition(db, tree, today - timedelta(days=number))


def test_what_is_missing_is_told_with_its_remedy(original):
    with connect(original) as db, db.transaction():
        day = make.call(db, "ops.today")
        db.execute(f"drop table postroom.notifications_p{day:%Y_%m_%d}")
        make.partition(db, "notification_contents", day - timedelta(days=40))
        db.execute("alter role postroom_worker nologin")
        db.execute("alter function ops.today() owner to postroom_admin")

        found = {row["name"]: row for row in db.execute("select * from ops.check_restored()")}

        assert {name for name, row in found.items() if not row["ok"]} == {
            "roles", "rights", "partitions of today", "forgotten in time"
        }  # fmt: skip
        assert "postroom_worker" in found["roles"]["found"]
        assert all(row["remedy"] for row in found.values())
        raise psycopg.Rollback
