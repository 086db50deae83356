"""DNS does not answer: what needs no name goes on as always, what does waits and then goes on."""

import base64
import socket
import subprocess
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from postroom.launch import supervisor
from tests.faults.clients import V2, ask, send
from tests.tools.receiver import receiver
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

NAMESERVER = ("127.0.0.77", 53)
NAMELESS = "nobody-knows.example"
SECONDS = 60  # that a loaded machine may need


class Nameserver(threading.Thread):
    """Says nothing until .answers is true, and then that every name is of this machine."""

    def __init__(self, listener):
        super().__init__(daemon=True)
        self.listener, self.answers, self.asked = listener, False, 0

    def run(self):
        with suppress(OSError):
            while True:
                query, client = self.listener.recvfrom(4096)
                self.asked += 1
                if self.answers:
                    self.listener.sendto(answer(query), client)


def answer(query):
    """To a question for an IPv4 address 127.0.0.1, to any other nothing."""
    question = query[12 : query.index(b"\0", 12) + 5]
    is_address = question[-4:-2] == b"\0\1"
    head = query[:2] + b"\x81\x80\0\1" + (b"\0\1" if is_address else b"\0\0") + bytes(4)
    record = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4\x7f\0\0\1"
    return head + question + (record if is_address else b"")


@pytest.fixture
def nameserver(tmp_path, monkeypatch):
    """Whom the API and the worker, and nobody else, ask for addresses."""
    settings = tmp_path / "resolv.conf"
    settings.write_text(f"nameserver {NAMESERVER[0]}\n")
    inside = f'mount --bind {settings} /etc/resolv.conf && exec "$@"'
    wrapped = ["unshare", "--mount", "sh", "-c", inside, "sh"]
    tried = subprocess.run([*wrapped, "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"nothing can be mounted here: {tried.stderr.strip()}")
    for name, command in list(supervisor.COMMANDS.items()):
        monkeypatch.setitem(
            supervisor.COMMANDS,
            name,
            lambda environment, command=command: [*wrapped, *command(environment)],
        )
    with socket.socket(type=socket.SOCK_DGRAM) as listener:
        listener.bind(NAMESERVER)
        server = Nameserver(listener)
        server.start()
        yield server


@pytest.fixture
def running(nameserver):
    with receiver() as (url, received):
        port = urlsplit(url).port
        variables = {
            "MMG_URL": f"http://{NAMELESS}:{port}/",
            "MMG_API_KEY": "key",
            "OBJECT_STORE_URL": "s3://files",
            "AWS_ENDPOINT_URL_S3": f"http://{NAMELESS}:{port}",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_REGION": "eu-west-2",
            "DELIVERY_LEASE_SECONDS": "60",
        }
        with stack(NOTIFY_LOG_LEVEL="WARNING", **variables) as stacked:
            stacked.received, stacked.demo = received, demo_service(stacked)
            with connect(stacked) as db:
                db.execute("select ops.set_provider('sms', 'sandbox', false)")
                db.execute("select ops.set_provider('sms', 'mmg', true, 100)")
            yield stacked


def email(running):
    body = {
        "email_address": "ann@example.com",
        "template_id": running.demo["templates"]["email"],
        "personalisation": {"name": "Ann"},
    }
    return ask(running, "POST", "/v2/notifications/email", json=body)


def letter(running):
    body = {"reference": "r", "content": base64.b64encode(b"%PDF-1.7").decode()}
    return ask(running, "POST", "/v2/notifications/letter", json=body)


def wait_until(condition):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def statuses(running, ids):
    with connect(running) as db:
        query = "select status from postroom.notifications where id = any(%s::uuid[])"
        return {row["status"] for row in db.execute(query, (ids,)).fetchall()}


def all_arrived(running, texts):
    time.sleep(1)
    return len(running.received.arrived) == len(texts)


def test_names_that_nobody_tells(running, nameserver):
    texts = [send(running) for _ in range(30)]
    wait_until(lambda: nameserver.asked)
    began = time.monotonic()
    refused = letter(running)
    waited = time.monotonic() - began
    emails = [email(running) for _ in range(10)]

    assert {one.status for one in (*texts, *emails)} == {201}
    assert max(one.took for one in emails) < 5
    assert (refused.status, refused.body, refused.retry_after) == (503, V2, "1")
    assert waited < 30
    print(f"a letter was refused after {waited:.1f} s")
    # Those that need no name are not held up by those that do.
    wait_until(lambda: statuses(running, [one.body["id"] for one in emails]) == {"delivered"})
    assert statuses(running, [one.body["id"] for one in texts]) == {"created"}
    assert ask(running, "GET", "/_status").status == 200

    nameserver.answers = True
    # By themselves they would be tried again five minutes after the last time.
    with connect(running) as db:
        wait_until(lambda: db.execute("select ops.retry_now()") and all_arrived(running, texts))
    assert all(part.poll() is None for part in running.parts.values()), "no process has ended"
