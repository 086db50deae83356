"""A disk without space: nothing that was accepted is lost, and all goes on once there is some."""

import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from postroom.launch import server
from tests.faults.clients import check, sending
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

# Of a file system in memory that holds the whole of PostgreSQL, its log of writes as well.
SIZE = "500m"
BACK = 15  # seconds; the machine may be loaded


@pytest.fixture
def disk(monkeypatch):
    """A small disk, in which the cluster will lie: where PostgreSQL's user can enter it."""
    with tempfile.TemporaryDirectory(prefix="postroom-disk-") as name:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0755", "none", name],
            capture_output=True,
            text=True,
        )
        if mounted.returncode:
            pytest.skip(f"nothing can be mounted here: {mounted.stderr.strip()}")
        Path(name).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)
        subprocess.run(["umount", "--lazy", name], check=True)


@pytest.fixture
def running(disk):
    with stack(NOTIFY_LOG_LEVEL="WARNING") as stacked:
        stacked.demo = demo_service(stacked)
        with connect(stacked) as db:
            db.execute("update postroom.services set rate_limit = 1000000")
        yield stacked


@contextmanager
def full(disk: Path):
    """Not a page is left, whatever becomes free meanwhile."""
    filler, done = disk / "filler", threading.Event()

    def fill():
        with filler.open("wb", buffering=0) as file:
            while not done.wait(0.01):
                with suppress(OSError):
                    while True:
                        file.write(b"x" * 2**16)

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        filler.unlink()


def test_a_full_disk_loses_nothing(running, disk):
    with sending(running) as clients:
        clients.wait_for(201, after=0)
        with full(disk):
            clients.wait_for(503, after=time.monotonic(), seconds=120)
            time.sleep(5)
        # Without space for its log PostgreSQL ends, and somebody has to start it.
        ended = not server.running(running.directory)
        if ended:
            server.start(running.directory)
        back = clients.wait_for(201, after=time.monotonic())

    check(running, clients)
    assert all(part.poll() is None for part in running.parts.values()), "no process has ended"
    assert back < BACK
    print(f"PostgreSQL ended: {ended}; back after {back:.1f} s; {clients.statuses}")
