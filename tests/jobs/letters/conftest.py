"""A database and a folder for letters, and the jobs' own work on them."""

import asyncio
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import psycopg
import pytest
from psycopg import conninfo
from psycopg.rows import dict_row

from jobs import objects
from jobs.app import Runtime
from jobs.database import Database
from jobs.letters import printing, task
from postroom.files.objects import ObjectStore
from postroom.letters.pool import Pool
from postroom.links.secret_keys import SecretBox
from postroom.settings import config
from tests import conftest
from tests.tools import make

# One for all tests, since its processes take a second to start.
POOL = Pool()


@pytest.fixture(scope="module", autouse=True)
def closed():
    """What its processes have done is known when they end."""
    yield
    POOL.close()


@cache
def database():
    """One of their own, since jobs commit."""
    return conftest.create_database()


@pytest.fixture
def live():
    """A connection to it, on which nothing is due yet."""
    with psycopg.connect(database(), row_factory=dict_row, autocommit=True) as db:
        db.execute(
            "truncate postroom.delivery_queue, postroom.object_removals, postroom.print_runs,"
            " postroom.prints, postroom.provider_calls, postroom.provider_breakers,"
            " postroom.provider_credentials"
        )
        db.execute("delete from postroom.pauses")
        # Nobody prints what other tests have left.
        db.execute(
            "update postroom.notifications set status = 'cancelled'"
            " where notification_type = 'letter' and status in ('created', 'sending')"
        )
        yield db


@pytest.fixture
def store(tmp_path):
    return ObjectStore(str(tmp_path / "objects"))


@pytest.fixture
def work(live, store):
    """work() makes and checks what is due."""

    def work(clamd_url=None, pool=POOL):
        async def prepare(runtime):
            runtime.config = replace(runtime.config, clamd_url=clamd_url)
            runtime.letter_pool = pool
            rows = await runtime.database.call("jobs.claim_letters", size=100)
            if rows:
                await task.prepare_batch(runtime, rows)

        asyncio.run(with_runtime(store, prepare))

    return work


@pytest.fixture
def tidy(live, store):
    """tidy() removes the files that are due."""

    def tidy():
        async def remove(runtime):
            context = SimpleNamespace(additional_context={"runtime": runtime})
            await objects.remove_objects.func(context, 0)

        asyncio.run(with_runtime(store, remove))

    return tidy


@pytest.fixture
def spool(tmp_path):
    return ObjectStore(str(tmp_path / "spool"))


@pytest.fixture
def prints(live, store, tmp_path):
    """prints(moment) begins a run if it is time, and hands over what is due then.

    What else is given are variables of the environment.
    """

    def prints(moment=None, **settings):
        variables = {"SPOOL_URL": str(tmp_path / "spool"), **settings}

        async def act(runtime):
            context = SimpleNamespace(additional_context={"runtime": runtime})
            await printing.begin_printing.func(context, 0)
            while await printing.print_batch(runtime):
                pass
            await runtime.close()

        asyncio.run(with_runtime(store, act, moment, **variables))

    return prints


async def with_runtime(store, act, moment=None, **variables):
    settings = config.load({**make.PRODUCTION, **conftest.variables(database()), **variables})
    url = conninfo.make_conninfo(database(), options=f"-c postroom.now={moment or ''}")
    async with conftest.open_pool(url) as pool:
        runtime = Runtime(
            config=settings,
            provider_settings=settings.providers,
            database=Database(pool),
            secret_box=SecretBox([make.SECRET_KEYS]),
            objects=store,
            stopping=asyncio.Event(),
        )
        await act(runtime)
