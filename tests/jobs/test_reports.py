"""Reports on a real database, in a real folder and in an S3-compatible store."""

import asyncio
import csv
import io
from functools import cache
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row

from jobs import objects, reports
from jobs.app import Runtime
from jobs.database import Database
from postroom.files.objects import ObjectStore
from postroom.links.secret_keys import SecretBox
from postroom.settings import config
from postroom.settings.providers import ProviderSettings
from tests import conftest
from tests.tools import make, s3

HEADER = [
    "Recipient", "Reference", "Template", "Type", "Sent by", "Sent by email", "Job", "Status",
    "Time", "API key name",
]  # fmt: skip


@cache
def database():
    """One of their own, since jobs commit."""
    return conftest.create_database()


@pytest.fixture
def live():
    with psycopg.connect(database(), row_factory=dict_row, autocommit=True) as db:
        db.execute("truncate postroom.object_removals, postroom.reports")
        yield db


@pytest.fixture
def store(tmp_path):
    return ObjectStore(str(tmp_path / "objects"))


@pytest.fixture
def report(live):
    """report(service) asks for one: .id and .key"""

    def ask(service, notification_type="sms", notification_status="all"):
        row = make.call(
            live, "api.create_report", service_id=service.id, user_id=service.user,
            notification_type=notification_type, notification_status=notification_status,
        )  # fmt: skip
        id = row["report"]["id"]
        return SimpleNamespace(id=id, key=f"report-requests-download/notifications_report/{id}.csv")

    return ask


def run(store, act):
    """Await act(runtime, the context of a job)."""

    async def with_runtime():
        async with conftest.open_pool(database()) as pool:
            runtime = Runtime(
                config=config.load({**make.PRODUCTION, **conftest.variables(database())}),
                provider_settings=ProviderSettings(),
                database=Database(pool),
                secret_box=SecretBox([make.SECRET_KEYS]),
                objects=store,
                stopping=asyncio.Event(),
            )
            await act(runtime, SimpleNamespace(additional_context={"runtime": runtime}))

    asyncio.run(with_runtime())


def process(store, asked):
    run(store, lambda _, context: reports.process_report.func(context, asked.id))


def status(live, asked):
    return live.execute(
        "select status from postroom.reports where id = %s", (asked.id,)
    ).fetchone()["status"]


def lines(store, asked):
    return list(csv.reader(io.StringIO(store.get(asked.key).decode())))


def test_a_report_says_what_became_of_each_message(live, store, report):
    service = make.service(live)
    id = make.send(
        live, service, client_reference="Ref, 1", recipient="07700 900001",
        created_by_id=service.user,
    )  # fmt: skip
    live.execute(
        "update postroom.notifications set status = 'permanent-failure' where id = %s", (id,)
    )
    make.send(live, service, "email")
    make.send(live, service, key_type="test")
    asked = report(service)

    process(store, asked)

    assert status(live, asked) == "stored"
    header, line = lines(store, asked)
    assert header == HEADER
    assert line[:5] == ["07700 900001", "Ref, 1", "sms template", "sms", "Ann"]
    assert line[5].endswith("@example.gov.uk")
    assert line[6:8] == ["", "Phone number doesn’t exist"]
    assert len(line[8]) == len("2026-11-23 17:12:50") and line[9].startswith("normal ")
    assert live.execute("select * from postroom.object_removals").fetchall() == []


def test_a_report_holds_no_formulas(live, store, report):
    service = make.service(live)
    live.execute("update postroom.users set name = '=1+1' where id = %s", (service.user,))
    make.send(
        live, service, client_reference="@SUM(1)", recipient="+44 7700 900001",
        created_by_id=service.user,
    )  # fmt: skip
    make.send(live, service, recipient="-1+1")
    asked = report(service)

    process(store, asked)

    other, first = lines(store, asked)[1:]
    assert (first[0], first[1], first[4]) == ("+44 7700 900001", "'@SUM(1)", "'=1+1")
    assert other[0] == "'-1+1"


def test_a_report_of_nothing_has_its_header(live, store, report):
    asked = report(make.service(live))

    process(store, asked)

    assert status(live, asked) == "stored" and lines(store, asked) == [HEADER]


def test_pages_hold_everything_once(live, store, report, monkeypatch):
    monkeypatch.setattr(reports, "PAGE", 3)
    service = make.service(live)
    for number in range(10):
        make.send(live, service, client_reference=str(number))
    # One that is erased in the meantime, a page full of them even.
    newest = live.execute(
        "select id from postroom.notifications where service_id = %s order by id desc limit 4",
        (service.id,),
    ).fetchall()
    live.execute(
        "delete from postroom.notification_contents where id = any(%s)",
        ([row["id"] for row in newest],),
    )
    asked = report(service)

    process(store, asked)

    _, *rows = lines(store, asked)
    assert len(rows) == 6 and len({row[1] for row in rows}) == 6


def test_a_store_that_fails_fails_the_report(live, tmp_path, report):
    folder = tmp_path / "objects"
    store = ObjectStore(str(folder))
    (folder / "report-requests-download").write_text("where there should be a folder")
    asked = report(make.service(live))

    process(store, asked)

    assert status(live, asked) == "failed"
    (removal,) = live.execute("select key from postroom.object_removals").fetchall()
    assert removal["key"] == asked.key


def test_a_report_that_was_interrupted_is_made_again(live, store, report, monkeypatch):
    service = make.service(live)
    make.send(live, service)
    asked = report(service)

    async def die(_, context):
        making = asyncio.create_task(reports.process_report.func(context, asked.id))
        while status(live, asked) == "pending":
            await asyncio.sleep(0.01)
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)

    run(store, die)
    assert status(live, asked) in ("in progress", "stored")
    process(store, asked)

    assert status(live, asked) == "stored" and len(lines(store, asked)) == 2


def test_an_expired_report_leaves_the_store(live, store, report):
    asked = report(make.service(live))
    process(store, asked)
    live.execute("update postroom.reports set created_at = now() - interval '1 day'")

    async def expire(runtime, context):
        await runtime.database.call("ops.expire_reports")
        await objects.remove_objects.func(context, 0)

    run(store, expire)

    assert status(live, asked) == "deleted"
    assert list(store.list("report-requests-download")) == []


def test_a_large_report_goes_to_s3_in_parts(live, report, monkeypatch):
    service = make.service(live)
    # 12 MB, more than one part holds.
    for _ in range(120):
        make.send(live, service, client_reference="x" * 100_000)
    asked = report(service)
    with s3.server(["reports", "rest"]) as server:
        for name, value in server.variables.items():
            monkeypatch.setenv(name, value)
        store = ObjectStore("s3://rest", {"report-requests-download": "reports"})

        process(store, asked)

        assert status(live, asked) == "stored"
        assert len(lines(store, asked)) == 121
        # Where the admin app looks, in the bucket of its own.
        assert list(ObjectStore("s3://reports").list("notifications_report")) == [
            f"notifications_report/{asked.id}.csv"
        ]
