import threading
from datetime import timedelta

import psycopg
import pytest

from api import database
from tests.api import conftest
from tests.tools import make, overtaken


def test_a_send_whose_day_gets_a_partition_meanwhile_is_accepted(ask, committed, service):
    make.call(
        committed, "ops.set_retention", service_id=service.id, notification_type="sms", days=37
    )
    day = make.call(committed, "ops.today") + timedelta(days=37)
    body = {
        "phone_number": "07700900001",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Bo"},
    }
    answers = []

    def send():
        answers.append(ask("POST /v2/notifications/sms", body))

    thread = threading.Thread(target=send)
    with overtaken.new_partition(conftest.database(), day):
        thread.start()
    thread.join()

    (answer,) = answers
    assert answer.status == 201, answer.body
    contents = make.contents(committed, answer.body["id"])
    assert contents["kept_until"] == day
    sent = committed.execute(
        "select count(*) from postroom.notifications where service_id = %s", (service.id,)
    ).fetchone()
    assert sent["count"] == 1


def test_a_row_that_breaks_a_rule_of_ours_is_not_sent_again(app, committed, monkeypatch):
    calls = []

    def execute(query, *_):
        calls.append(query)
        committed.execute("update postroom.alert_rules set severity = 'odd'")

    monkeypatch.setattr(database, "execute", execute)
    with app.app_context(), pytest.raises(psycopg.errors.CheckViolation):
        database.call("ops.today")

    assert len(calls) == 1
