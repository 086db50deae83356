"""An outage of the only provider, from outside: told within a minute, and so is its end."""

import time

import pytest

from tests.jobs.delivery.test_recovery import SEND
from tests.jobs.test_alerts import webhook
from tests.tools.stack import connect, demo_service, free_port, stack

pytestmark = pytest.mark.slow


def heard_of(heard, name, ended, within):
    """The alert as the webhook had it."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for body in heard.bodies:
            for alert in body["alerts"]:
                if alert["name"] == name and bool(alert["ended_at"]) is ended:
                    return alert
        time.sleep(0.2)
    raise AssertionError(f"nothing of {name} within {within} s: {heard.bodies}")


def test_an_outage_and_its_end_are_told():
    dead = f"http://127.0.0.1:{free_port()}/"
    with webhook() as heard, stack(ALERT_WEBHOOK_URL=heard.url, MMG_URL=dead, MMG_API_KEY="k") as s:
        demo = demo_service(s)
        names = {"service": demo["service_id"], "template": demo["templates"]["sms"]}
        with connect(s) as db:
            db.execute("select ops.set_provider('sms', 'sandbox', false)")
            db.execute("select ops.set_provider('sms', 'mmg', true, 100)")
            for _ in range(40):
                db.execute(SEND, names)

            # The machine may be busy with other tests; on an idle one it is less than a minute.
            begun = heard_of(heard, "no_provider", ended=False, within=90)
            assert (begun["severity"], begun["subject"]) == ("critical", "sms")
            assert begun["value"] == 40
            heard_of(heard, "provider_left_out", ended=False, within=5)
            heard_of(heard, "retries_growing", ended=False, within=5)

            db.execute("select ops.set_provider('sms', 'mmg', false)")
            db.execute("select ops.set_provider('sms', 'sandbox', true, 100)")
            db.execute("select ops.retry_now('sms')")
            ended = heard_of(heard, "no_provider", ended=True, within=90)
            assert ended["id"] == begun["id"]
