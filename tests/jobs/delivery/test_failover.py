"""What one delivery makes of providers that refuse, fail, hang or are not there."""

import asyncio
import json
import threading
import time
from collections import Counter
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import psycopg
import pytest
from psycopg.rows import dict_row

from jobs.app import Runtime
from jobs.database import Database
from jobs.delivery import task
from jobs.delivery.gate import Gate
from jobs.delivery.results import Results
from postroom.files.objects import ObjectStore
from postroom.links.secret_keys import SecretBox
from postroom.settings import config
from postroom.settings.providers import ProviderSettings
from tests import conftest
from tests.sql.test_providers import use
from tests.tools import make
from tests.tools.stack import free_port


class Answers:
    """What a provider says, and how often it was asked about each message."""

    def __init__(self):
        self.status, self.body, self.delay = 200, {"code": 0, "MessageId": "ses-1"}, 0.0
        self.asked = Counter()


@contextmanager
def serve():
    """A provider on a real socket: its URL, and its Answers. Speaks MMG, Firetext and SES."""
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = parse_qs(sent) if "reference=" in sent else json.loads(sent)
            answers.asked[form.get("cid") or form.get("reference", ["email"])[0]] += 1
            time.sleep(answers.delay)
            body = json.dumps(answers.body).encode()
            self.send_response(answers.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 200

        def handle_error(self, *_):
            """Whoever did not wait for the answer has gone."""

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", answers
        server.shutdown()


@cache
def database():
    """One of their own, since deliveries commit."""
    return conftest.create_database()


@pytest.fixture
def db():
    with psycopg.connect(database(), row_factory=dict_row, autocommit=True) as db:
        db.execute(
            "truncate postroom.delivery_queue, postroom.provider_calls, postroom.provider_breakers"
        )
        yield db


@pytest.fixture
def mmg():
    with serve() as (url, answers):
        answers.url = url
        yield answers


@pytest.fixture
def firetext():
    with serve() as (url, answers):
        answers.url = url
        yield answers


@pytest.fixture
def deliver(mmg, firetext, tmp_path, monkeypatch):
    """deliver("sms"): one claim of all that is due, handed over, the results written."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "key")

    def run(lane="sms", lease=60, wait=0.0, **settings):
        async def once():
            async with conftest.open_pool(database()) as pool:
                runtime = Runtime(
                    config=config.load(
                        {
                            **make.PRODUCTION,
                            **conftest.variables(database()),
                            "DELIVERY_LEASE_SECONDS": str(lease),
                        }
                    ),
                    provider_settings=ProviderSettings(
                        **{
                            "mmg_url": mmg.url,
                            "mmg_api_key": "key",
                            "firetext_url": firetext.url,
                            "firetext_api_key": "key",
                            "ses_url": mmg.url,
                            "timeout_seconds": 1,
                            **settings,
                        }
                    ),
                    database=Database(pool),
                    secret_box=SecretBox([make.SECRET_KEYS]),
                    objects=ObjectStore(str(tmp_path)),
                    stopping=asyncio.Event(),
                )
                async with (
                    Results(runtime.database, "jobs.record_results") as results,
                    Gate(runtime.database, "jobs.hand_over", results, 300) as gate,
                ):
                    rows = await task.claim(runtime, lane, 100)
                    await asyncio.sleep(wait)
                    await asyncio.gather(*(task.hand_over(runtime, gate, row) for row in rows))
                await runtime.close()

        asyncio.run(once())

    return run


def send(db, channel="sms", **fields):
    return make.send(db, make.service(db), channel, **fields)


def queued(db, id):
    return db.execute(
        "select attempts, leased_until, round(extract(epoch from due_at - postroom.now())) as due"
        " from postroom.delivery_queue where notification_id = %s",
        (id,),
    ).fetchone()


def counted(db):
    rows = db.execute(
        "select identifier, sum(calls)::int as calls, sum(failures)::int as failures"
        " from postroom.provider_calls group by identifier"
    ).fetchall()
    return {row["identifier"]: (row["calls"], row["failures"]) for row in rows}


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_when_one_refuses_the_next_is_asked_at_once(db, deliver, mmg, firetext, status):
    use(db, mmg=100, firetext=0)
    mmg.status = status
    id = send(db)

    deliver()

    facts = make.facts(db, id)
    assert (facts["status"], facts["sent_by"]) == ("sending", "firetext")
    assert mmg.asked[str(id)] == firetext.asked[str(id)] == 1
    assert queued(db, id) is None
    assert counted(db) == {"mmg": (1, 1), "firetext": (1, 0)}


def test_when_nobody_listens_the_next_is_asked_at_once(db, deliver, firetext):
    use(db, mmg=100, firetext=0)
    id = send(db)

    deliver(mmg_url=f"http://127.0.0.1:{free_port()}/")

    assert make.facts(db, id)["sent_by"] == "firetext"


def test_a_provider_without_its_settings_is_one_that_fails(db, deliver):
    use(db, mmg=100, firetext=0)
    id = send(db)

    deliver(mmg_api_key="")

    assert make.facts(db, id)["sent_by"] == "firetext"
    assert counted(db)["mmg"] == (1, 1)


def test_when_all_refuse_it_is_tried_again_at_once_and_then_every_five_minutes(
    db, deliver, mmg, firetext
):
    use(db, mmg=50, firetext=50)
    mmg.status = firetext.status = 500
    id = send(db)

    deliver()
    assert (queued(db, id)["attempts"], queued(db, id)["due"] <= 0) == (1, True)
    deliver()

    assert queued(db, id)["attempts"] == 2
    assert 290 <= queued(db, id)["due"] <= 300
    assert mmg.asked[str(id)] == firetext.asked[str(id)] == 2
    assert make.facts(db, id)["status"] == "created"


def test_a_provider_that_hangs_may_have_it_and_nobody_else_is_asked_at_once(
    db, deliver, mmg, firetext
):
    use(db, mmg=100, firetext=0)
    mmg.delay = 3
    id = send(db)

    deliver()

    assert mmg.asked[str(id)] == 1
    assert not firetext.asked
    assert 20 <= queued(db, id)["due"] <= 30
    # Its receipt comes in time: a second sending would have been a duplicate.
    make.receipt(db, id, "delivered", "mmg")
    db.execute("update postroom.delivery_queue set due_at = postroom.now()")
    deliver()

    assert make.facts(db, id)["status"] == "delivered"
    assert mmg.asked[str(id)] == 1
    assert not firetext.asked


def test_without_a_receipt_it_is_sent_again(db, deliver, mmg, firetext):
    use(db, mmg=100, firetext=0)
    mmg.delay = 3
    id = send(db)
    deliver()

    use(db, firetext=100)
    db.execute("update postroom.delivery_queue set due_at = postroom.now()")
    deliver()

    assert make.facts(db, id)["sent_by"] == "firetext"


def test_an_email_that_ses_calls_invalid_fails_at_once(db, deliver, mmg):
    for name in ("ses", "sandbox"):
        db.execute("select ops.set_provider('email', %s, %s)", (name, name == "ses"))
    mmg.status, mmg.body = 400, {"__type": "InvalidParameterValue"}
    id = send(db, "email")

    deliver("email")

    assert make.facts(db, id)["status"] == "technical-failure"
    assert counted(db) == {"ses": (1, 0)}


def test_an_email_that_one_provider_refuses_another_may_take(db, deliver, mmg):
    db.execute("select ops.set_provider('email', 'ses', true, 100)")
    db.execute("select ops.set_provider('email', 'sandbox', true, 0)")
    mmg.status, mmg.body = 400, {"__type": "InvalidParameterValue"}
    id = send(db, "email")

    deliver("email")

    assert make.facts(db, id)["sent_by"] == "sandbox"


def test_a_number_abroad_without_a_provider_waits_as_after_a_failure(db, deliver, firetext):
    use(db, firetext=100)
    id = send(db, international=True, phone_prefix="33", rate_multiplier=2)

    deliver()
    deliver()

    assert not firetext.asked
    assert 290 <= queued(db, id)["due"] <= 300
    assert make.call(db, "ops.queue")["retrying"] == 1


def test_a_provider_that_fails_all_the_time_is_not_asked_any_more_until_it_works(
    db, deliver, mmg, firetext
):
    use(db, mmg=100, firetext=0)
    mmg.status = 503
    first, then = [send(db) for _ in range(20)], []
    deliver()
    asked = sum(mmg.asked.values())

    then = [send(db) for _ in range(20)]
    deliver()

    assert asked == 20
    assert sum(mmg.asked.values()) == 20
    assert {make.facts(db, id)["sent_by"] for id in first + then} == {"firetext"}

    mmg.status = 200
    db.execute("update postroom.provider_breakers set open_until = postroom.now()")
    then = [send(db) for _ in range(20)]
    deliver()
    assert sorted(make.facts(db, id)["sent_by"] for id in then) == ["firetext"] * 19 + ["mmg"]

    then = [send(db) for _ in range(20)]
    deliver()
    assert {make.facts(db, id)["sent_by"] for id in then} == {"mmg"}


def test_a_worker_that_slept_too_long_asks_nobody(db, deliver, mmg):
    # Others have its messages by now.
    use(db, mmg=100)
    id = send(db)

    deliver(lease=1, wait=0.6)

    assert not mmg.asked
    assert queued(db, id)["attempts"] == 1


def test_what_another_worker_has_claimed_meanwhile_is_left_to_it(db):
    id = send(db)
    (first,) = db.execute("select * from jobs.claim('sms', 10, '0 seconds')").fetchall()
    (second,) = db.execute("select * from jobs.claim('sms', 10, '1 minute')").fetchall()
    result = {"id": str(id), "attempt": first["attempts"], "outcome": "retry", "failed": []}

    make.call(db, "jobs.record_results", results=json.dumps([result]))

    # Given back, it would have been sent by a third while the second sends it.
    assert queued(db, id)["leased_until"] is not None
    result["attempt"] = second["attempts"]
    make.call(db, "jobs.record_results", results=json.dumps([result]))
    assert queued(db, id)["due"] > 250


def test_a_result_that_cannot_be_stored_does_not_lose_the_others(db):
    ids = [send(db) for _ in range(3)]
    db.execute("select jobs.claim('sms', 10)").fetchall()

    async def write():
        async with (
            conftest.open_pool(database()) as pool,
            Results(Database(pool), "jobs.record_results") as results,
        ):
            for number, id in enumerate(ids):
                results.add(
                    id=str(id),
                    attempt=1,
                    outcome="sent",
                    provider="mmg",
                    reference="\0" if number == 1 else f"r{number}",
                    failed=[],
                    sent_at="2026-11-23T12:00:00Z",
                )

    asyncio.run(write())

    assert [make.facts(db, id)["status"] for id in ids] == ["sending", "created", "sending"]
