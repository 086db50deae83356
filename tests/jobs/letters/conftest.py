"""A database and a folder for letters, and the jobs' own work on them."""

import asyncio
from functools import cache
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row

from jobs import letters, objects
from jobs.database import Database, open_pool
from postroom.objects import ObjectStore
from postroom.templates import Versions
from tests import conftest


@cache
def database():
    """One of their own, since jobs commit."""
    return conftest.create_database()


@pytest.fixture
def live():
    """A connection to it, on which nothing is due yet."""
    with psycopg.connect(database(), row_factory=dict_row, autocommit=True) as db:
        db.execute("truncate postroom.delivery_queue, postroom.object_removals")
        yield db


@pytest.fixture
def store(tmp_path):
    return ObjectStore(str(tmp_path / "objects"))


@pytest.fixture
def work(live, store):
    """work() makes and checks what is due."""

    def work(clamd_url=None):
        async def prepare(runtime):
            runtime.config = SimpleNamespace(clamd_url=clamd_url)
            rows = await runtime.database.call("jobs.claim_letters", size=100)
            if rows:
                await letters.prepare_batch(runtime, rows)

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


async def with_runtime(store, act):
    async with open_pool(database()) as pool:
        runtime = SimpleNamespace(
            database=Database(pool),
            objects=store,
            versions=Versions(),
            stopping=asyncio.Event(),
        )
        await act(runtime)
