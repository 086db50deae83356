"""Counters of the whole of Postroom: the API's and the worker's on one page."""

import time

import httpx
import jwt
import pytest

from tests.api.test_monitoring import samples
from tests.tools.stack import connect, demo_service, free_port, stack

MESSAGES = 5


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    port = free_port()
    settings = {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path_factory.mktemp("counters")),
        "WORKER_METRICS_ADDRESS": f"127.0.0.1:{port}",
    }
    with stack(**settings) as stacked:
        stacked.worker_url = f"http://127.0.0.1:{port}/"
        send_all(stacked)
        yield stacked


def send_all(running):
    demo = demo_service(running)
    key = demo["keys"]["live"][-36:]
    claims = {"iss": demo["service_id"], "iat": int(time.time())}
    headers = {"Authorization": f"Bearer {jwt.encode(claims, key, algorithm='HS256')}"}
    with httpx.Client(base_url=running.base_url, headers=headers) as client:
        for _ in range(MESSAGES):
            body = {
                "phone_number": "07900900123",
                "template_id": demo["templates"]["sms"],
                "personalisation": {"name": "Bo", "day": "Monday"},
            }
            assert client.post("/v2/notifications/sms", json=body).status_code == 201
    deadline = time.monotonic() + 60
    query = "select count(*) as n from postroom.notifications where status = 'delivered'"
    with connect(running) as db:
        while db.execute(query).fetchone()["n"] < MESSAGES:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def page(url):
    return samples(httpx.get(url).text)


def value(found, metric, **labels):
    return found[metric, frozenset(labels.items())]


def test_every_web_process_tells_of_all(running):
    for _ in range(6):  # by any of them
        found = page(f"{running.base_url}/metrics")

        for status in ("created", "sending", "delivered"):
            labels = {"type": "sms", "status": status}
            assert value(found, "postroom_messages_total", **labels) == MESSAGES
        labels = {"type": "sms", "provider": "sandbox"}
        for metric in ("postroom_message_handover_seconds", "postroom_message_receipt_seconds"):
            assert value(found, f"{metric}_count", **labels) == MESSAGES
            assert value(found, f"{metric}_bucket", le="+Inf", **labels) == MESSAGES
            assert 0 < value(found, f"{metric}_sum", **labels) < 60 * MESSAGES
        pids = {
            dict(labels)["pid"] for metric, labels in found if metric == "process_cpu_seconds_total"
        }
        assert str(running.parts["worker"].pid) in pids
        assert len(pids) == 3, "two web processes and the worker"


def test_a_worker_alone_tells_its_own(running):
    found = page(running.worker_url)

    # The sandbox's receipts are among them, as it is in the worker.
    for status, messages in (("created", 0), ("sending", MESSAGES), ("delivered", MESSAGES)):
        labels = {"type": "sms", "status": status}
        assert value(found, "postroom_messages_total", **labels) == messages
    assert value(found, "process_resident_memory_bytes") > 0
