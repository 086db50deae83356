"""What monitoring gets: every figure, once, and nothing about anybody."""

import gzip
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from psycopg.rows import dict_row

from api import monitoring
from api.callbacks import record
from tests import conftest
from tests.api.conftest import serving
from tests.sql.test_facts import message
from tests.tools import make

TOKEN = "a token that only the monitoring has"


@pytest.fixture(scope="module")
def platform():
    """A database of their own: how the platform is depends on all that is in it."""
    return conftest.create_database()


@pytest.fixture(scope="module")
def app(platform, tmp_path_factory):
    with serving(platform, tmp_path_factory.mktemp("objects")) as app:
        yield app


@pytest.fixture
def committed(platform):
    with psycopg.connect(platform, row_factory=dict_row, autocommit=True) as db:
        yield db


def samples(text):
    """Value by name and labels; a sample that comes twice is an error."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        for sample in family.samples:
            key = (sample.name, frozenset(sample.labels.items()))
            assert key not in found, key
            found[key] = sample.value
    return found


def value(text, metric, /, **labels):
    return samples(text)[metric, frozenset(labels.items())]


def test_the_page_is_prometheus_text(ask, service, committed):
    make.send(committed, service, "email")
    ask("GET /v2/notifications")
    answer = ask("GET /metrics", headers={})

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.data.decode()
    assert value(text, "postroom_queue_messages", lane="email", state="due") >= 1
    assert value(text, "postroom_queue_oldest_due_seconds", lane="email") >= 0
    assert value(text, "postroom_queue_messages", lane="callback", state="due") == 0
    assert value(text, "postroom_workers") == 0
    assert value(text, "postroom_maintenance_late", step="retention", every="day") == 0
    assert value(text, "postroom_partition_days_ahead", tree="facts") >= 13
    assert value(text, "postroom_alerts", name="no_worker", severity="critical") == 0
    mmg = {"provider_name": "mmg", "notification_type": "sms"}
    share = committed.execute("select priority from ops.providers() where identifier = 'mmg'")
    assert value(text, "provider_priority", **mmg) == share.fetchone()["priority"]
    assert value(text, "postroom_provider_breaker_open", **mmg) == 0
    labels = {"method": "GET", "host": "127.0.0.1:6011", "path": "/v2/notifications"}
    assert value(text, "http_server_requests_total", code="200", **labels) >= 1


def test_clients_cannot_make_up_labels(ask):
    ask("BREW /nothing/447700900123", headers={"Host": "elsewhere.example"})
    text = ask("GET /metrics", headers={}).data.decode()

    labels = {"method": "other", "host": "127.0.0.1:6011", "path": "No endpoint"}
    counted = [dict(key[1]) for key in samples(text) if key[0] == "http_server_requests_total"]
    assert any(labels.items() <= row.items() for row in counted)
    assert "447700900123" not in text
    assert "elsewhere" not in text


def test_it_is_compressed_for_whoever_wants_that(ask):
    answer = ask("GET /metrics", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"postroom_workers 0" in gzip.decompress(answer.data)


def test_slow_text_messages_by_provider(ask, service, committed):
    for seconds in (10, 70, 400):
        id = make.send(committed, service)
        committed.execute(
            "update postroom.notifications set status = 'delivered', sent_by = 'firetext',"
            " sent_at = created_at, updated_at = created_at + %s * interval '1 second'"
            " where id = %s",
            (seconds, id),
        )
    text = ask("GET /metrics", headers={}).data.decode()

    for window, share in ((60, 2 / 3), (300, 1 / 3), (600, 0)):
        found = value(
            text,
            "provider_sms_legacy_not_delivered_within",
            provider_name="firetext",
            time_window_evaluation="900",
            time_window_delivery=str(window),
        )
        assert found == pytest.approx(share)


@pytest.fixture
def details(ask, committed):
    """details() → the answer, looked at anew. What other tests have left waiting is not in it."""
    committed.execute("delete from postroom.delivery_queue")

    def read():
        monitoring.read_details.cache.clear()
        return ask("GET /_status/details", headers={})

    yield read
    monitoring.read_details.cache.clear()


@pytest.fixture
def worker(committed):
    """A worker whose heart beats."""
    committed.execute(
        "insert into procrastinate.procrastinate_workers (last_heartbeat) values (now())"
    )
    yield
    committed.execute("delete from procrastinate.procrastinate_workers")


def test_details_tell_how_the_platform_is(details, worker, service, committed):
    committed.execute(
        "insert into postroom.alerts (name, subject, value, text)"
        " values ('sms_failing', %s, 0.5, 'a text with a name')",
        (str(service.id),),
    )
    try:
        answer = details()
    finally:
        committed.execute("delete from postroom.alerts")

    assert answer.status == 200
    assert answer.body["status"] == "warning"
    (alert,) = answer.body["alerts"]
    assert (alert["name"], alert["count"]) == ("sms_failing", 1)
    steps = [row["step"] for row in answer.body["maintenance"]]
    assert steps.index("billing_facts") < steps.index("allowances")
    assert answer.body["workers"] == 1
    assert set(answer.body["partition_days_ahead"]) == {"facts", "contents", "inbound", "keys"}
    assert str(service.id) not in json.dumps(answer.body)
    assert "a text" not in json.dumps(answer.body)


def test_details_are_ok_when_nothing_is_wrong(details, worker):
    assert details().body["status"] == "ok"


def test_without_a_worker_details_are_critical(details, committed):
    answer = details()

    assert answer.body["status"] == "critical"
    assert [alert["name"] for alert in answer.body["alerts"]] == ["no_worker"]


def test_conditions_show_without_anybody_who_looks_for_them(details, worker, service, committed):
    committed.execute("delete from postroom.delivery_queue")
    id = make.send(committed, service, "email")
    committed.execute(
        "update postroom.delivery_queue set attempts = 1, due_at = now() + interval '5 minutes'"
        " where notification_id = %s",
        (id,),
    )
    committed.execute("update postroom.provider_details set active = false")
    try:
        answer = details()
    finally:
        committed.execute(
            "update postroom.provider_details set active = true where identifier = 'sandbox'"
        )
        committed.execute("delete from postroom.delivery_queue")

    assert answer.body["status"] == "critical"
    assert [alert["name"] for alert in answer.body["alerts"]] == ["no_provider"]
    (lane,) = answer.body["queue"]
    assert (lane["due"], lane["retrying"], lane["oldest_due_seconds"]) == (0, 1, None)
    assert 0 < lane["oldest_seconds"] < 60


WAITING = (
    "select count(*) as count from pg_stat_activity where state = 'active'"
    " and query like '%read_status_details%' and wait_event_type = 'Lock'"
)


def test_many_who_ask_at_once_ask_the_database_once(details, app, committed):
    details()
    monitoring.read_details.cache.clear()
    committed.execute("begin")
    committed.execute("lock table postroom.alerts")
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(lambda: app.test_client().get("/_status/details")) for _ in range(8)]
        deadline = time.monotonic() + 30
        while committed.execute(WAITING).fetchone()["count"] == 0:
            assert time.monotonic() < deadline
            # Within a transaction, activity is as it was when first looked at.
            committed.execute("select pg_stat_clear_snapshot()")
        time.sleep(0.3)
        committed.execute("select pg_stat_clear_snapshot()")
        asking = committed.execute(WAITING.replace("wait_event_type = 'Lock'", "true")).fetchone()
        committed.execute("rollback")

    # The question after them has these words in it, too.
    assert asking["count"] - 1 == 1
    assert {answer.result().status_code for answer in answers} == {200}


@pytest.fixture
def cut_off(app_with):
    """A client of an application whose database does not answer."""
    app = app_with(
        NOTIFY_ENVIRONMENT="development",
        API_DATABASE_URL="host=127.0.0.1 port=9 connect_timeout=1",
    )
    return app.test_client()


def test_without_the_database_it_is_alive_but_not_ready(cut_off, ask):
    assert cut_off.get("/_status?simple=1").status_code == 200
    assert cut_off.get("/_status/ready").status_code == 503
    assert ask("GET /_status/ready", headers={}).status == 200

    answer = cut_off.get("/_status/details")
    assert answer.status_code == 503
    assert answer.json["status"] == "critical"
    assert answer.json["alerts"][0]["name"] == "database_away"


@pytest.mark.parametrize("path", ["/metrics", "/_status/details"])
def test_with_a_token_only_those_who_have_it_get_in(app_with, path):
    client = app_with(METRICS_TOKEN=TOKEN).test_client()

    assert client.get(path).status_code == 401
    for given in ("Bearer wrong", TOKEN, "Bearer sécret"):
        assert client.get(path, headers={"Authorization": given}).status_code == 401
    assert client.get(path, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/_status?simple=1").status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/_status/details"])
def test_without_a_token_it_is_closed_outside_development(app_with, path):
    client = app_with().test_client()

    for headers in ({}, {"Authorization": "Bearer None"}, {"Authorization": "Bearer "}):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 403
        assert "METRICS_TOKEN" in answer.json["message"]
    assert client.get("/_status").status_code == 200


def test_the_plain_status_is_as_it_was(ask):
    assert set(ask("GET /_status", headers={}).body) == {
        "status", "git_commit", "build_time", "db_version", "db_bulk_version",
    }  # fmt: skip


PROCESS = """
from api import metrics
metrics.requests.labels("GET", "h", "/", 200).inc()
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(registry.get_sample_value("http_server_requests_total",
      {"method": "GET", "host": "h", "path": "/", "code": "200"}))
"""


def test_counters_of_all_processes_add_up(tmp_path):
    told = [
        subprocess.run(
            [sys.executable, "-c", PROCESS],
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]

    assert told == ["1.0", "2.0"]


def told(ask, metric, **labels):
    """A value on the page now; 0 before there is one."""
    text = ask("GET /metrics", headers={}).data.decode()
    return samples(text).get((metric, frozenset(labels.items())), 0)


def outcome(ask, status, type="sms"):
    return told(ask, "postroom_messages_total", type=type, status=status)


def send_sms(ask, service, key="normal", number="07900900123"):
    body = {
        "phone_number": number,
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Bo"},
    }
    return ask("POST /v2/notifications/sms", body, key=key)


def test_accepted_messages_are_counted(ask, service):
    before = outcome(ask, "created")

    assert send_sms(ask, service).status == 201
    assert send_sms(ask, service, number="nonsense").status == 400
    assert send_sms(ask, service, key="test").status == 201
    assert send_sms(ask, service, number="07700900000").status == 201, "it is only simulated"

    assert outcome(ask, "created") - before == 1


def test_receipts_are_counted_once_by_what_they_changed(ask, app, service, committed):
    labels = {"type": "sms", "provider": "sandbox"}
    before = outcome(ask, "delivered"), outcome(ask, "permanent-failure")
    timed = told(ask, "postroom_message_receipt_seconds_count", **labels)
    ids = [make.send(committed, service) for _ in range(2)]
    ids.append(make.send(committed, service, key_type="test"))
    with app.app_context():
        for id in ids:
            for status in ("delivered", "permanent-failure"):
                record.record("sandbox", str(id), status)

    assert outcome(ask, "delivered") - before[0] == 2
    assert outcome(ask, "permanent-failure") == before[1]
    assert told(ask, "postroom_message_receipt_seconds_count", **labels) - timed == 2


def test_every_outcome_is_there_from_the_start(ask):
    text = ask("GET /metrics", headers={}).data.decode()

    for type in ("sms", "email", "letter"):
        for status in ("created", "sending", "delivered", "permanent-failure"):
            assert value(text, "postroom_messages_total", type=type, status=status) >= 0


def test_the_process_is_told(ask):
    text = ask("GET /metrics", headers={}).data.decode()

    pid = str(os.getpid())
    assert value(text, "process_resident_memory_bytes", pid=pid) > 1e6
    assert value(text, "process_cpu_seconds_total", pid=pid) > 0
    assert value(text, "postroom_database_up") == 1


def test_without_the_database_the_page_has_what_the_process_knows(cut_off):
    began = time.monotonic()
    cut_off.get("/_status?simple=1")
    answer = cut_off.get("/metrics")

    assert answer.status_code == 200
    assert time.monotonic() - began < 10, "as long as Prometheus waits"
    assert value(answer.text, "postroom_database_up") == 0
    assert ("postroom_messages_total", frozenset({("type", "sms"), ("status", "created")})) in (
        samples(answer.text)
    )
    assert "process_open_fds" in answer.text
    assert "http_server_requests_total" in answer.text


def test_what_falls_at_midnight_says_so(ask):
    text = ask("GET /metrics", headers={}).data.decode()

    falling = [f for f in text_string_to_metric_families(text) if f.name.endswith("_today")]
    assert falling
    for family in falling:
        assert family.type == "gauge"
        assert "falls to 0 at midnight" in family.documentation


def test_messages_of_today_are_those_of_the_day_that_limits_count(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row) as db:
        # In London the next day has begun.
        make.at(db, "2026-07-14T23:30:00Z")
        make.send(db, make.service(db))
        rows = db.execute(
            "select value from ops.metrics() where name = 'postroom_messages_today'"
            ' and labels = \'{"notification_type": "sms"}\''
        ).fetchall()

    assert rows == [{"value": 1}]


def test_what_the_sandbox_carried_is_not_shown_as_another_s(db):
    message(db, make.service(db), "2026-01-14T12:00:00Z", "email", sent_by="sandbox")
    make.at(db, "2026-01-14T20:00:00Z")
    make.call(db, "ops.build_billing_facts", day=date(2026, 1, 14))

    rows = db.execute(
        "select labels from ops.metrics() where name = 'postroom_messages_charged_today'"
    ).fetchall()
    assert rows == [{"labels": {"notification_type": "email", "provider_name": "sandbox"}}]
