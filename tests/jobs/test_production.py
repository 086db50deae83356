"""The whole of Postroom outside development, before anybody has said who carries its messages."""

import time

import httpx
import pytest

from postroom.launch import supervisor
from tests.api.conftest import token
from tests.tools import stack
from tests.tools.make import SECRET_KEYS, service


@pytest.fixture(scope="module")
def running():
    port = stack.free_port()
    settings = {
        "PORT": port,
        "NOTIFY_ENVIRONMENT": "production",
        "BASE_URL": f"https://127.0.0.1:{port}",
        "SECRET_KEYS": SECRET_KEYS,
    }
    with stack.stack(supervisor.COMMANDS, **settings) as running:
        running.url = f"http://127.0.0.1:{port}"
        with stack.connect(running) as db:
            running.owner = service(db)
        yield running


def ask(running, method, path, key="normal", **more):
    headers = {"Authorization": f"Bearer {token(running.owner, key)}"}
    return httpx.request(method, running.url + path, headers=headers, timeout=60, **more)


def send(running, key="normal"):
    answer = ask(
        running, "POST", "/v2/notifications/sms", key,
        json={
            "phone_number": "07700900123",
            "template_id": str(running.owner.templates["sms"]),
            "personalisation": {"name": "Bo"},
        },
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def status(running, id):
    return ask(running, "GET", f"/v2/notifications/{id}").json()["status"]


def wait_for(running, id, expected):
    deadline = time.monotonic() + 60
    while (found := status(running, id)) != expected:
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def test_live_messages_wait_until_somebody_is_to_carry_them(running):
    live = send(running)
    tested = send(running, "test")

    wait_for(running, tested, "delivered")
    assert status(running, live) == "created"
    with stack.connect(running) as db:
        queued = "select attempts from postroom.delivery_queue where notification_id = %s"
        assert db.execute(queued, [live]).fetchone() == {"attempts": 0}
        db.execute("select ops.refresh_alerts()")
        assert db.execute(
            "select count(*) from postroom.alerts where name = 'provider_missing'"
        ).fetchone() == {"count": 2}
        db.execute("select ops.set_provider('sms', 'sandbox', true)")

    # The periodic sweep wakes the lane; so does whoever sends next.
    send(running)
    wait_for(running, live, "delivered")


def test_the_sandboxs_mailbox_and_figures_are_closed(running):
    for path in ("/_sandbox/messages", "/metrics", "/_status/details"):
        assert httpx.get(running.url + path).status_code in (403, 404)
    assert httpx.get(f"{running.url}/_status").status_code == 200
