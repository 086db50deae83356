"""A real streaming replica: what goes there, and what happens when it does not answer."""

import json
import re
import shutil
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row
from structlog.testing import capture_logs

from api import database
from api.app import create_app
from postroom.launch import cluster, migrate, server
from postroom.settings import config
from tests.api.internal.conftest import admin_token
from tests.tools import make

# Takes a while where it is asked to, and says where it was.
WHERE = """
create function api.asked_of_replica(seconds float default 0) returns boolean
language plpgsql stable security definer as $$
begin
    perform count(*) from postroom.notification_contents;
    perform pg_sleep(case when pg_is_in_recovery() then seconds else 0 end);
    return pg_is_in_recovery();
end $$;
grant execute on function api.asked_of_replica to postroom_api;
"""
RENEWED = 30  # seconds: what the application may take to come back, and WAL to arrive


@pytest.fixture(scope="module")
def running():
    """.primary, .standby (connections), .copy (the replica's folder), .app"""
    with cluster.temporary() as directory:
        migrate.main(cluster.url(directory))
        copy = make_standby(directory)
        with connect(directory) as primary, connect(copy) as standby:
            primary.execute(WHERE)
            settings = {
                "DATABASE_URL": cluster.url(directory),
                "REPLICA_DATABASE_URL": cluster.url(copy, "postroom_api"),
                "SECRET_KEYS": make.SECRET_KEYS,
                "NOTIFY_ENVIRONMENT": "development",
                "OBJECT_STORE_URL": str(directory / "objects"),
            }
            app = create_app(config.load(settings))
            yield SimpleNamespace(primary=primary, standby=standby, copy=copy, app=app)
            for name in ("database", "replica"):
                app.extensions[name].close()
        cluster.stop(copy)


def connect(home):
    return psycopg.connect(cluster.url(home), row_factory=dict_row, autocommit=True)


def make_standby(directory):
    """A copy of the cluster in a folder of it, that follows it from then on."""
    home = directory.resolve()
    with (home / "data/pg_hba.conf").open("a") as rules:
        rules.write("local replication all peer map=postroom\n")
    server.run(home, "pg_ctl", "reload")
    copy = home / "standby"
    copy.mkdir(mode=0o700)
    shutil.chown(copy, *server.server_user(home))
    source = f"--dbname={cluster.url(home)}"
    done = server.run(copy, "pg_basebackup", source, "--write-recovery-conf", "--checkpoint=fast")
    assert done.returncode == 0, done.stderr
    server.start(copy)
    return copy


def catch_up(running):
    sent = make.call(running.primary, "pg_current_wal_lsn")
    arrived = "select pg_last_wal_replay_lsn() >= %s as there"
    wait_until(lambda: running.standby.execute(arrived, [sent]).fetchone()["there"])


def wait_until(condition):
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < RENEWED
        time.sleep(0.05)


@contextmanager
def paused(running):
    running.standby.execute("select pg_wal_replay_pause()")
    state = "select pg_get_wal_replay_pause_state() as state"
    wait_until(lambda: running.standby.execute(state).fetchone()["state"] == "paused")
    yield
    running.standby.execute("select pg_wal_replay_resume()")


def asked_of_replica(running, **arguments):
    with running.app.app_context():
        return database.call_value("api.asked_of_replica", replica=True, **arguments)


def get(running, path):
    headers = {"Authorization": f"Bearer {admin_token()}"}
    response = running.app.test_client().get(path, headers=headers)
    assert response.status_code == 200
    return json.loads(response.data)


def paths(service):
    return [
        f"/service/{service.id}/{path}"
        for path in (
            "statistics?today_only=True",
            "notifications",
            "notifications/csv?template_type=sms",
            "notifications/monthly?year=2026",
            "notifications/templates_usage/monthly?year=2026",
            "template-statistics?whole_days=7",
            f"template-statistics/last-used/{service.templates['sms']}",
            "job/scheduled-job-stats",
            "returned-letter-statistics",
            "returned-letter-summary",
            "returned-letters?reported_at=2026-01-01",
        )
    ] + ["/complaint", "/complaint/count-by-date-range"]


def test_statistics_and_lists_come_from_the_replica(running):
    service = make.service(running.primary)
    make.send(running.primary, service)
    catch_up(running)
    of_service = f"/service/{service.id}"

    with paused(running), capture_logs() as logs:
        make.send(running.primary, service)

        for path in paths(service):
            get(running, path)
        counted = get(running, f"{of_service}/statistics?today_only=True")
        assert counted["data"]["sms"]["requested"] == 1
        listed = get(running, f"{of_service}/notifications")
        assert len(listed["notifications"]) == 1
    assert [log for log in logs if log["event"] == "replica failed"] == []

    catch_up(running)
    counted = get(running, f"{of_service}/statistics?today_only=True")
    assert counted["data"]["sms"]["requested"] == 2


def test_what_has_not_arrived_yet_is_asked_of_the_primary(running):
    catch_up(running)
    with paused(running):
        service = make.service(running.primary)

        get(
            running,
            f"/service/{service.id}/template-statistics/last-used/{service.templates['sms']}",
        )


def test_a_conflict_with_recovery_is_asked_again_of_the_primary(running):
    running.standby.execute("alter system set max_standby_streaming_delay = 0")
    running.standby.execute("select pg_reload_conf()")
    catch_up(running)
    (last,) = running.primary.execute(
        "select partition from ops.partitions() where tree = 'contents' and day is not null"
        " order by day desc limit 1"
    ).fetchall()
    said = []
    asking = threading.Thread(
        target=lambda: said.append(asked_of_replica(running, seconds=RENEWED))
    )
    asking.start()
    slow = "select from pg_stat_activity where usename = 'postroom_api' and wait_event = 'PgSleep'"
    wait_until(lambda: running.standby.execute(slow).rowcount)
    running.primary.execute(f"drop table {last['partition']}")
    asking.join(RENEWED)

    assert said == [False]
    catch_up(running)
    assert asked_of_replica(running)


def test_without_the_replica_everything_is_asked_of_the_primary(running):
    assert asked_of_replica(running)
    running.standby.close()
    cluster.stop(running.copy)

    assert not asked_of_replica(running)
    began = time.monotonic()
    assert not asked_of_replica(running)
    assert time.monotonic() - began < 1  # it is left alone for a while

    server.start(running.copy)
    running.standby = connect(running.copy)
    wait_until(lambda: asked_of_replica(running))


def test_what_goes_to_the_replica_writes_nothing(db):
    sources = "".join(path.read_text() for path in Path("api").rglob("*.py"))
    names = set(re.findall(r'"(api\.\w+)",\s*replica=True', sources))

    rows = db.execute(
        "select oid::regproc::text as name from pg_proc"
        " where pronamespace = 'api'::regnamespace and provolatile = 's'"
    ).fetchall()

    assert len(names) > 10
    assert names <= {row["name"] for row in rows}
