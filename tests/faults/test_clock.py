"""The clock of PostgreSQL and of the worker is 40 days ahead for a while, and then right again."""

import time
from pathlib import Path

import pytest

from postroom.launch import server, supervisor
from tests.faults.clients import check, sending
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

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
    with stack(NOTIFY_LOG_LEVEL="WARNING") as stacked:
        stacked.demo, stacked.clock = demo_service(stacked), clock
        yield stacked
    clock.unlink()


def wait_until_marked(running, seconds=90):
    """Until the worker's periodic tasks have run by the clock as it is now."""
    deadline = time.monotonic() + seconds
    query = """
        select from postroom.horizon_marks
        where at between clock_timestamp() - interval '20 seconds' and clock_timestamp()
          and not exists (select from postroom.horizon_marks where at > clock_timestamp())
    """
    with connect(running) as db:
        while not db.execute(query).rowcount:
            assert time.monotonic() < deadline
            time.sleep(0.5)


def kept(running):
    with connect(running) as db:
        return db.execute("select count(*) from postroom.notification_contents").fetchone()["count"]


def test_forty_days_ahead_and_back(running):
    with sending(running, number=2, pause=0.1) as clients:
        wait_until_marked(running)
        for offset in (f"+{DAYS}d", "+0"):
            before = kept(running)
            running.clock.write_text(offset)
            time.sleep(2)
            wait_until_marked(running)
            with connect(running) as db:
                # Between two hours it would be some time before a worker did so.
                db.execute("call ops.run_maintenance()")
                alerts = [row["name"] for row in db.execute("select * from ops.alerts()")]
            assert clients.wait_for(201, after=time.monotonic()) < 10
            assert kept(running) > before
            assert ("clock_leapt" in alerts) == (offset != "+0")

    check(running, clients)
    assert set(clients.statuses) == {201}
    assert all(part.poll() is None for part in running.parts.values()), "no process has ended"
