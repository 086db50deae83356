"""The whole of Postroom with a provider by description: there and back again, over HTTP."""

import json
import time

import httpx
import pytest

from tests.api.conftest import token
from tests.tools import make, stack
from tests.tools.email_services import SendGrid
from tests.tools.http_services import standing_in
from tests.tools.sms_services import Twilio

pytestmark = pytest.mark.slow
BODIES = {
    "sms": {"phone_number": "07700900123"},
    "email": {"email_address": "ann@example.com"},
}


def wait_until(found, within=60):
    deadline = time.monotonic() + within
    while not (result := found()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return result


def test_messages_leave_by_it_and_its_receipts_settle_them():
    twilio, sendgrid = Twilio(), SendGrid()
    with standing_in(twilio) as texts, standing_in(sendgrid) as emails:
        providers = {"twilio": twilio.values(texts), "sendgrid": sendgrid.values(emails)}
        settings = {
            "HTTP_PROVIDERS": json.dumps(providers),
            "RECEIPT_AUTHENTICATION": "on",
            "SECRET_KEYS": make.SECRET_KEYS,
        }
        with stack.stack(**settings) as running, stack.connect(running) as db:
            owner = make.service(db)
            for service in (twilio, sendgrid):
                go_through(running, db, owner, service)


def go_through(running, db, owner, service):
    def known():
        return db.execute(
            "select from postroom.provider_details where identifier = %s", (service.name,)
        ).fetchall()

    wait_until(known)
    db.execute("select ops.set_provider(%s, 'sandbox', false)", (service.type,))
    db.execute("select ops.set_provider(%s, %s, true)", (service.type, service.name))
    sent = httpx.post(
        f"{running.base_url}/v2/notifications/{service.type}",
        headers={"Authorization": f"Bearer {token(owner, 'normal')}"},
        json={
            **BODIES[service.type],
            "template_id": str(owner.templates[service.type]),
            "personalisation": {"name": "Bo"},
        },
    ).json()
    (taken,) = wait_until(lambda: service.taken)
    wait_until(lambda: make.facts(db, sent["id"])["status"] == "sending")
    facts = make.facts(db, sent["id"])
    assert (facts["sent_by"], facts["provider_reference"]) == (
        service.name,
        f"{service.name}:{taken['reference']}",
    )

    url = f"{running.base_url}/notifications/{service.type}/{service.name}"
    receipt = service.receipt(taken, "delivered", url)
    whole = url + (f"?{receipt.query}" if receipt.query else "")
    assert httpx.post(whole, content=receipt.body, headers={"Content-Type": "x"}).status_code == 403
    answer = httpx.post(whole, content=receipt.body, headers=receipt.headers)
    assert answer.status_code == 200, answer.text
    assert make.facts(db, sent["id"])["status"] == "delivered"
