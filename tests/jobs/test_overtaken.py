import asyncio
import json
import threading
from datetime import timedelta

import psycopg
from psycopg.rows import dict_row

from jobs.database import Database
from tests.conftest import open_pool
from tests.tools import make, overtaken


async def store(dsn, **arguments):
    async with open_pool(dsn) as pool:
        return await Database(pool).call("jobs.store_rows", **arguments)


def test_rows_of_an_upload_whose_day_gets_a_partition_meanwhile_are_stored(fresh_dsn):
    with psycopg.connect(fresh_dsn, row_factory=dict_row, autocommit=True) as db:
        owner = make.service(db)
        day = make.call(db, "ops.today") + timedelta(days=7)
        id = make.job(db, owner)
        make.call(db, "jobs.begin_upload", job_id=id, row_count=2)
        rows = json.dumps([make.row(1), make.row(2)])
        stored = []

        def work():
            stored.extend(
                asyncio.run(store(fresh_dsn, job_id=id, first_row=0, reply_to_text="x", rows=rows))
            )

        thread = threading.Thread(target=work)
        with overtaken.new_partition(fresh_dsn, day):
            thread.start()
        thread.join()

        assert stored == [{"store_rows": 2}]
        kept = [
            make.contents(db, row["id"])["kept_until"] for row in make.job_notifications(db, id)
        ]
        assert kept == [day, day]
