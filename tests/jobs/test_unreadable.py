"""A row that cannot be read ends by itself; those claimed with it are sent at once."""

import asyncio
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row

from jobs.app import Runtime
from jobs.callbacks.task import call_back
from jobs.database import Database
from jobs.delivery.task import deliver
from jobs.letters.task import prepare_letters
from postroom.files.objects import ObjectStore
from postroom.links.secret_keys import SecretBox
from postroom.settings import config
from postroom.settings.providers import ProviderSettings
from tests import conftest
from tests.tools import make
from tests.tools.receiver import receiver


@pytest.fixture
def db(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        db.execute("update postroom.provider_details set active = identifier = 'mmg'")
        yield db


@pytest.fixture
def received():
    with receiver() as (url, received):
        received.url = url
        yield received


@pytest.fixture
def work(fresh_dsn, received):
    """work(task, lane): one run of a job, until nothing is due."""

    def run(task, lane):
        async def once():
            async with conftest.open_pool(fresh_dsn) as pool:
                runtime = Runtime(
                    config=config.load(
                        {
                            "DATABASE_URL": fresh_dsn,
                            "SECRET_KEYS": make.SECRET_KEYS,
                            "NOTIFY_ENVIRONMENT": "development",
                        }
                    ),
                    provider_settings=ProviderSettings(mmg_url=received.url, mmg_api_key="key"),
                    database=Database(pool),
                    secret_box=SecretBox([make.SECRET_KEYS]),
                    objects=ObjectStore("memory:///"),
                    stopping=asyncio.Event(),
                )
                context = SimpleNamespace(additional_context={"runtime": runtime})
                await task.func(context, lane)
                await runtime.close()

        asyncio.run(once())

    return run


def spoil(db, ids, personalisation):
    db.execute(
        "update postroom.notification_contents set personalisation = %s where id = any(%s)",
        (personalisation, ids),
    )


def status(db, id):
    return make.facts(db, id)["status"]


@pytest.mark.parametrize(
    "personalisation",
    ['{"name": %s}' % ("9" * 5000), "[" * 3000 + "]" * 3000, "[]", "7", "null", '"text"'],
    ids=["a long number", "very deep", "a list", "a number", "null", "a text"],
)
@pytest.mark.parametrize("spoilt", [1, 30])
def test_unreadable_messages_end_and_the_others_are_sent(
    db, work, received, personalisation, spoilt
):
    service = make.service(db)
    ids = [make.send(db, service) for _ in range(30 + spoilt)]
    bad, good = ids[3 : 3 + spoilt], ids[:3] + ids[3 + spoilt :]
    spoil(db, bad, personalisation)

    work(deliver, "sms")

    assert {status(db, id) for id in good} == {"sending"}
    assert {status(db, id) for id in bad} == {"technical-failure"}
    assert all(received.arrived[str(id)] == 1 for id in good)
    assert db.execute("select from postroom.delivery_queue").fetchall() == []


def test_unreadable_letters_end_and_the_others_are_made(db, work):
    service = make.service(db)
    bad, good = make.letter(db, service), make.letter(db, service)
    spoil(db, [bad], '{"name": %s}' % ("9" * 5000))

    work(prepare_letters, "letter")

    assert status(db, bad) == "technical-failure"
    assert make.contents(db, good)["pdf_key"]
    assert db.execute("select from postroom.delivery_queue").fetchall() == []


def test_a_call_that_was_claimed_too_often_is_given_up_and_the_others_are_made(db, work, received):
    service = make.service(db)
    make.service_callback(db, service, url=received.url)
    bad, good = make.send(db, service), make.send(db, service)
    for id in (bad, good):
        make.receipt(db, id)
    db.execute("update postroom.callback_queue set attempts = 6 where subject_id = %s", (bad,))

    work(call_back, "callback")

    assert received.arrived == {str(good): 1}
    assert make.queued_callbacks(db) == []


def test_a_template_that_cannot_be_read_stops_its_own_messages_only(db, work, received):
    service = make.service(db)
    other = make.template(db, service, "sms", "Hello")
    good = make.send(db, service)
    bad = make.send(db, service, template_id=other)
    db.execute("set role postroom_owner")
    db.execute(
        "alter table postroom.template_versions alter column content drop not null;"
        f" update postroom.template_versions set content = null where template_id = '{other}'"
    )
    db.execute("reset role")

    work(deliver, "sms")

    assert status(db, good) == "sending"
    assert status(db, bad) == "created"
