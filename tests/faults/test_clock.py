"""The clock of PostgreSQL and of the worker is 40 days ahead for a while, and then right again."""

import time
from pathlib import Path

import pytest

from postroom.launch import server, supervisor
from tests.faults.clients import check, sending
from tests.tools.stack import connect, demo_service, stack

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
DAYS = 40


@pytest.fixture
def running(tmp_path, monkeypatch):
    """A stack whose database and worker live by .clock, a file with the offset."""
    if not LIBRARY.exists():
        pytest.skip("libfaketime is missing: apt-get install -y faketime")
    clock = Path("/tmp", f"postroom-clock-{time.monotonic_ns()}")
    clock.write_text("+0")
    clock.chmod(0o644)
    faked = [
        "env",
        f"LD_PRELOAD={LIBRARY}",
        f"FAKETIME_TIMESTAMP_FILE={clock}",
        "FAKETIME_CACHE_DURATION=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
    ]
    as_server, worker = server.as_server, supervisor.COMMANDS["worker"]
    monkeypatch.setattr(server, "as_server", lambda home: [*as_server(home), *faked])
    monkeypatch.setitem(
        supervisor.COMMANDS, "worker", lambda environment: [*faked, *worker(environment)]
    )
    with stack(NOTIFY_LOG_LEVEL="INFO") as stacked:
        stacked.demo, stacked.clock = demo_service(stacked), clock
        yield stacked
    clock.unlink()


def test_forty_days_ahead_and_back(running):
    with sending(running, number=2, pause=0.1) as clients:
        clients.wait_for(201, after=0)
        for offset in (f"+{DAYS}d", "+0"):
            running.clock.write_text(offset)
            time.sleep(2)
            with connect(running) as db:
                print(db.execute("select now(), clock_timestamp()").fetchone())
            clients.wait_for(201, after=time.monotonic())
            time.sleep(30)
            with connect(running) as db:
                for q in (
                    "select * from ops.queue()",
                    "select lane, count(*), min(due_at), max(due_at) from postroom.delivery_queue group by 1",
                    "select status, count(*) from postroom.notifications group by 1",
                    "select tree,count(*),max(day) from ops.partitions() group by 1",
                    "select step, done, succeeded_at from ops.maintenance()",
                    "select * from procrastinate.procrastinate_workers",
                    "select task_name,status,count(*),max(scheduled_at) from procrastinate.procrastinate_jobs group by 1,2",
                ):
                    for r in db.execute(q).fetchall():
                        print(r)
        print(clients.statuses)
    check(running, clients)
