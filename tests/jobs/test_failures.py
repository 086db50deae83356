"""Why background jobs fail, as operators read it, and that nothing personal is in it."""

import asyncio
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.rows import dict_row

from jobs.database import Database
from jobs.failures import keep_reason, reason
from tests import conftest
from tests.tools import make


@pytest.fixture
def job(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        db.execute("set search_path = procrastinate")
        id = db.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status)"
            " values ('upkeep', 'sweep', 'doing') returning id"
        ).fetchone()["id"]
        yield SimpleNamespace(id=id, dsn=fresh_dsn, db=db)


def run(job, error):
    async def call_next():
        raise error

    async def attempt():
        async with conftest.open_pool(job.dsn) as pool:
            runtime = SimpleNamespace(database=Database(pool))
            context = SimpleNamespace(
                job=SimpleNamespace(id=job.id, task_name="sweep"),
                additional_context={"runtime": runtime},
            )
            await keep_reason(call_next, context, None)

    with pytest.raises(type(error)):
        asyncio.run(attempt())


def test_the_reason_is_kept_and_the_exception_goes_on(job):
    run(job, KeyError("ann@example.com"))
    job.db.execute("update procrastinate_jobs set status = 'failed' where id = %s", (job.id,))

    found = make.call(job.db, "ops.jobs", status="failed")

    assert found["reason"].startswith("KeyError at tests/jobs/test_failures.py:")
    assert "ann" not in found["reason"]


def test_what_the_database_refused_says_its_state(db):
    with pytest.raises(psycopg.Error) as caught:
        db.execute("select 'ann@example.com'::int")

    assert reason(caught.value).startswith("InvalidTextRepresentation (22P02) at tests/")


def test_a_reason_that_cannot_be_kept_hides_nothing(job):
    job.db.execute("drop function jobs.record_failure(bigint, text)")
    run(job, ValueError("x"))


def test_every_connection_has_a_name(job):
    async def name():
        async with conftest.open_pool(job.dsn) as pool, pool.connection() as connection:
            return await (await connection.execute("show application_name")).fetchone()

    assert asyncio.run(name()) == {"application_name": "postroom worker"}
