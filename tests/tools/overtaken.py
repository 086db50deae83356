"""A message on its way to a default partition, when its day gets a partition of its own."""

import time
from contextlib import contextmanager

import psycopg

WAITING = """
    select from pg_locks as l
    where not l.granted and l.relation = 'postroom.notification_contents_default'::regclass
"""


@contextmanager
def new_partition(dsn, day):
    """Within, whoever writes contents of this day waits; at the end the day has its partition."""
    with psycopg.connect(dsn, autocommit=True) as db:
        name = f"postroom.notification_contents_p{day:%Y_%m_%d}"
        db.execute(f"drop table {name}")
        with db.transaction():
            db.execute("lock table postroom.notification_contents_default")
            yield
            deadline = time.monotonic() + 30
            while not db.execute(WAITING).rowcount:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            db.execute("select ops.make_partition('contents', %s)", [day])
