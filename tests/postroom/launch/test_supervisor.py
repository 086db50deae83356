import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from postroom.launch import supervisor
from tests.tools.stack import free_port

ANSWERING = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def python(code):
    return lambda environment: [sys.executable, "-c", code]


@pytest.fixture
def environment():
    return {**os.environ, "HOST": "127.0.0.1", "PORT": free_port()}


@pytest.fixture
def commands(monkeypatch):
    parts = {"api": python(ANSWERING), "worker": python("import time; time.sleep(60)")}
    monkeypatch.setattr(supervisor, "COMMANDS", parts)
    return parts


def test_parts_run_in_this_process_group_and_all_end(commands, environment):
    with supervisor.background(environment, commands) as parts:
        groups = {os.getpgid(part.pid) for part in parts.values()}

    assert groups == {os.getpgrp()}
    assert all(part.poll() is not None for part in parts.values())


def test_what_dies_as_it_starts_ends_it_all(commands, environment):
    commands["api"] = python("raise SystemExit(7)")

    with (
        pytest.raises(SystemExit, match="The api ended with status 7 as it started"),
        supervisor.background(environment, commands),
    ):
        pass


INTERRUPTING = """
import os, signal, time
os.kill(os.getppid(), signal.SIGINT)
time.sleep(60)
"""


def test_a_part_that_dies_is_started_again(commands, environment):
    with capture_logs() as logs, supervisor.background(environment, commands) as parts:
        first = parts["worker"]
        commands["worker"] = python(INTERRUPTING)
        first.kill()

        with pytest.raises(KeyboardInterrupt):
            supervisor.watch(parts, environment)

        assert parts["worker"] is not first and parts["worker"].poll() is None
    assert {
        "event": "part ended",
        "part": "worker",
        "status": -9,
        "started_again_in_seconds": 0,
        "log_level": "warning",
    } in logs
    told = [entry["event"] for entry in logs]
    assert (told[0], told[-2:]) == ("started", ["stopping", "stopped"])


def test_a_part_that_keeps_dying_ends_it_all_after_ever_longer_pauses(
    commands, environment, monkeypatch
):
    monkeypatch.setattr(supervisor, "WITHIN", 600)  # seconds: a loaded machine is slow
    began = time.monotonic()
    with (
        capture_logs() as logs,
        pytest.raises(SystemExit, match="The worker keeps ending, 6 times .* status 3, for the"),
        supervisor.background(environment, commands) as parts,
    ):
        commands["worker"] = python("raise SystemExit(3)")
        parts["worker"].kill()
        supervisor.watch(parts, environment)

    assert time.monotonic() - began > 1 + 2 + 4 + 8
    pauses = [entry.get("started_again_in_seconds") for entry in logs]
    assert [pause for pause in pauses if pause is not None] == [0, 1, 2, 4, 8]


def test_a_port_in_use_is_one_sentence(environment):
    with (
        socket.create_server(("127.0.0.1", int(environment["PORT"]))),
        pytest.raises(SystemExit, match=r"Port \d+ of 127.0.0.1 cannot be used"),
    ):
        supervisor.refuse_used_port("127.0.0.1", environment["PORT"])


LONELY = """
import os, sys, time
from postroom.launch import supervisor
supervisor.COMMANDS = {"worker": lambda _: [sys.executable, "-c", "import time; time.sleep(60)"]}
print(supervisor.start("worker", os.environ).pid, flush=True)
time.sleep(60)
"""


def test_the_parts_end_when_the_supervisor_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", LONELY], stdout=subprocess.PIPE, text=True)
    command_line = Path(f"/proc/{int(parent.stdout.readline())}/cmdline")
    # Until setpriv has asked the kernel for its signal and become what it was to start.
    while (started := command_line.read_bytes()) == b"" or b"setpriv" in started:
        time.sleep(0.01)

    parent.kill()
    parent.wait()

    deadline = time.monotonic() + 5
    while command_line.exists() and command_line.read_bytes():  # a zombie's is empty
        assert time.monotonic() < deadline
        time.sleep(0.01)
