"""python -m bench.retention: forgetting a day by dropping its partition, and row by row.

Sizes: ROWS (1000000) that are expired, SERVICES (1700) that own them. Half as many rows again are
live and lie among them. A million takes about two minutes, most of it to build the rows.
"""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench.common import connect, number, say, stack

BATCH = 50_000
METHOD = """\
method: every third text message of one day, dealt to services unevenly (the largest has some
8 %), has a longer retention and stays. (a) call ops.run_retention() on facts and contents.
(b) The same rows in one table, facts with personal data, with the indexes that the two trees
have and one for finding what is due; per service, batches of 50,000 in a transaction each are
deleted and copied into a history table, in one statement; autovacuum is off, VACUUM is timed
apart. Everything is vacuumed and a checkpoint done before each. WAL is from pg_current_wal_lsn."""

ROWS = Path(__file__).with_name("retention_rows.sql")
COLUMNS = """
select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
where attrelid = 'wide.history'::regclass and attnum > 0
"""
DELETE = f"""
with gone as (
    delete from wide.notifications where id = any(array(
        select id from wide.notifications
        where service_id = %s and notification_type = 'sms' and kept_until < postroom.today()
        limit {BATCH}
    ))
    returning {{columns}}
)
insert into wide.history ({{columns}}) select {{columns}} from gone on conflict do nothing
"""


def main() -> None:
    rows, services = number("ROWS", 1_000_000), number("SERVICES", 1700)
    print(METHOD, flush=True)
    began = time.monotonic()
    with stack() as running, connect(running) as connection:
        build(connection, rows, services)
        expired = connection.execute(
            "select count(*) from wide.notifications where kept_until < postroom.today()"
        ).fetchone()
        spent = f"built in {time.monotonic() - began:.0f} s"
        say("rows", f"{expired:,} expired, {rows // 2:,} live, {services:,} services, {spent}")
        drop = measured(
            connection,
            "(a) ops.run_retention()",
            lambda: connection.execute("call ops.run_retention()"),
        )
        delete = measured(
            connection, "(b) batches of 50,000 a service", lambda: by_rows(connection)
        )
        measured(
            connection,
            "(b) VACUUM afterwards",
            lambda: connection.execute("vacuum analyze wide.notifications"),
        )
        check(connection, expired)
    say("duration", f"{time.monotonic() - began:.0f} s in all")
    say("retention", f"partitions {drop:.3f} s, rows {delete:.1f} s, ratio {delete / drop:.0f}")


def build(connection: psycopg.Connection, rows: int, services: int) -> None:
    """Each statement of the file, in a transaction of its own."""
    text = ROWS.read_text().replace(":rows", str(rows)).replace(":services", str(services))
    for statement in text.split(";\n\n"):
        connection.execute(statement)


def measured(connection: psycopg.Connection, label: str, work: Callable[[], object]) -> float:
    """Seconds that the work took; tells them, its WAL and what the file system got back."""
    connection.execute("checkpoint")
    before, size = position(connection), database_size(connection)
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    written = position(connection) - before
    connection.execute("checkpoint")  # the last of a dropped table's files goes here
    freed = size - database_size(connection)
    say(label, f"{seconds:.3f} s, {written:,} bytes of WAL, {freed:,} bytes given back")
    return seconds


def position(connection: psycopg.Connection) -> int:
    """Bytes of WAL written since the cluster was made."""
    return int(connection.execute("select pg_current_wal_lsn() - '0/0'").fetchone())


def database_size(connection: psycopg.Connection) -> int:
    return connection.execute("select pg_database_size(current_database())").fetchone()


def by_rows(connection: psycopg.Connection) -> None:
    """Delete what is due service by service, batch by batch."""
    columns = connection.execute(COLUMNS).fetchone()
    statement = DELETE.format(columns=columns)
    for service in connection.execute("select id from wide.services order by n").fetchall():
        while connection.execute(statement, [service]).rowcount == BATCH:
            pass


def check(connection: psycopg.Connection, expired: int) -> None:
    """Both ways have forgotten the same rows and nothing else."""
    left, moved, contents = (
        connection.execute(query).fetchone()
        for query in (
            "select count(*) from wide.notifications where kept_until < postroom.today()",
            "select count(*) from wide.history",
            "select (select count(*) from wide.notifications)"
            " - (select count(*) from postroom.notification_contents)",
        )
    )
    if (left, moved, contents) != (0, expired, 0):
        raise SystemExit(f"The two ways differ: {left} left, {moved} moved, {contents} apart.")


if __name__ == "__main__":
    main()
