"""python -m bench.retention: forgetting a day by dropping its partition, and row by row.

Sizes: ROWS (1000000) that are expired, SERVICES (1700) that own them, in CLASSES (5) of retention;
RATE (500) of sends a second alongside. Half as many rows again are live and lie among them. All is
done with a tenth of the rows first. A million takes about three minutes on a quiet machine, most of
it to build the rows; ten million about half an hour and 30 GB of disk.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg

from bench.common import connect, figure, make_services, number, point, run_file, say, stack
from bench.requests import measure, posts

BATCH = 50_000
BESIDE = 12  # seconds of sends; retention begins after a quarter of them
METHOD = """\
method: text messages whose last day was yesterday, dealt to services unevenly (the largest of
17,000 has some 4 %), which have retention of 7, 3, 14, 30 and 90 days; every third has a longer
retention and stays. (a) call ops.run_retention() on facts and contents while clients post evenly,
after they did so without it for as long. (b) The same rows in one table, facts with personal data,
with the indexes that the two trees have and one for finding what is due; per service, batches of
50,000 in a transaction each are deleted and copied into a history table, in one statement;
autovacuum is off, VACUUM is timed apart; nobody else is there. Everything is vacuumed and a
checkpoint done before each. WAL is from pg_current_wal_lsn, so that of (a) includes what is sent
meanwhile. Time without file removal is that of all functions but ops.drop_expired
(track_functions), and without the procedure's own: its commits, in which the files go."""

FILL = Path(__file__).with_name("fill.sql")
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


FUNCTIONS = """
select coalesce(sum(self_time), 0) / 1000
from pg_stat_user_functions where funcname not in ('drop_expired', 'run_retention')
"""


def main() -> None:
    rows, services, classes = (
        number("ROWS", 1_000_000),
        number("SERVICES", 1700),
        number("CLASSES", 5),
    )
    print(METHOD, flush=True)
    began = time.monotonic()
    with stack(["api"]) as running, connect(running) as connection:
        (service,) = make_services(running, 1)
        run_file(connection, FILL, first=service["service_id"], services=services)
        few = both_ways(running, connection, service, rows // 10, classes)
        many = both_ways(running, connection, service, rows, classes)
    say("duration", f"{time.monotonic() - began:.0f} s in all")
    figure(
        f"retention, {rows // 10:,} to {rows:,} rows without file removal",
        f"{1000 * few:.0f} to {1000 * many:.0f} ms, ratio {many / few:.1f}",
        "ratio at most 2",
    )


def both_ways(
    running: SimpleNamespace,
    connection: psycopg.Connection,
    service: dict,
    rows: int,
    classes: int,
) -> float:
    """Builds the rows and forgets them twice; seconds of (a) without file removal."""
    began = time.monotonic()
    connection.execute("drop schema if exists wide cascade")
    run_file(connection, ROWS, rows=rows, classes=classes)
    expired = connection.execute(
        "select count(*) from wide.notifications where kept_until < postroom.today()"
    ).fetchone()
    spent = f"built in {time.monotonic() - began:.0f} s"
    say("rows", f"{expired:,} expired, {rows // 2:,} live, in {classes} classes, {spent}")
    with given_back(connection, "(a)"), sends(running, service, expired):
        drop, drop_wal, work = forget(connection)
    with given_back(connection, "(b)"):
        delete, delete_wal = measured(
            connection, "(b) batches of 50,000 a service", lambda: by_rows(connection)
        )
    vacuum, _ = measured(
        connection,
        "(b) VACUUM afterwards",
        lambda: connection.execute("vacuum analyze wide.notifications"),
    )
    check(connection, expired)
    figure(f"retention of {expired:,} rows", f"{drop:.2f} s", "10 million under 5 s")
    figure(
        f"deleting {expired:,} rows, against that",
        f"{delete:.1f} s, {delete / drop:,.0f} times; {delete_wal / drop_wal:,.0f} times the WAL",
        "200 times, 1,000 times the WAL at 10 million",
    )
    point(
        "retention",
        rows=expired,
        partitions_s=drop,
        functions_s=work,
        rows_s=delete,
        vacuum_s=vacuum,
    )
    return work


@contextmanager
def given_back(connection: psycopg.Connection, label: str) -> Iterator[None]:
    """Tells by how much the database's files have shrunk."""
    connection.execute("checkpoint")
    size = database_size(connection)
    yield
    connection.execute("checkpoint")  # the last of a dropped table's files goes here
    say(label, f"{size - database_size(connection):,} bytes given back")


@contextmanager
def sends(running: SimpleNamespace, service: dict, expired: int) -> Iterator[None]:
    """Clients post evenly meanwhile; tells the longest that one waited, without and with it."""
    rate = number("RATE", 500)
    if not rate:
        yield
        return
    alone, _ = measure(running, 32, BESIDE, posts([service]), rate=rate)
    with ThreadPoolExecutor(1) as thread:
        posted = thread.submit(measure, running, 32, BESIDE, posts([service]), rate=rate)
        time.sleep(BESIDE / 4)
        yield
        if posted.done():
            say("sends", f"ended before retention, which took more than {BESIDE * 3 / 4:.0f} s")
        beside, _ = posted.result()
    figure(
        f"longest of {rate} sends a second while {expired:,} rows are forgotten",
        f"{beside.milliseconds(1):.0f} ms, without {alone.milliseconds(1):.0f} ms",
        "under 200 ms",
    )


def forget(connection: psycopg.Connection) -> tuple[float, int, float]:
    """Seconds and WAL of retention, and seconds of all of it but the removal of files."""
    connection.execute("set track_functions = 'all'")
    before = seconds_in_functions(connection)
    seconds, written = measured(
        connection,
        "(a) ops.run_retention()",
        lambda: connection.execute("call ops.run_retention()"),
    )
    work = seconds_in_functions(connection) - before
    say("(a) without file removal", f"{work:.3f} s")
    connection.execute("set track_functions = 'none'")
    return seconds, written, work


def seconds_in_functions(connection: psycopg.Connection) -> float:
    """Spent so far, those that drop tables apart."""
    connection.execute("select pg_stat_force_next_flush()")
    return connection.execute(FUNCTIONS).fetchone()


def measured(
    connection: psycopg.Connection, label: str, work: Callable[[], object]
) -> tuple[float, int]:
    """Seconds that the work took, and bytes of WAL written meanwhile."""
    before, start = position(connection), time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    written = position(connection) - before
    say(label, f"{seconds:.3f} s, {written:,} bytes of WAL")
    return seconds, written


def position(connection: psycopg.Connection) -> int:
    """Bytes of WAL written since the cluster was made."""
    return int(connection.execute("select pg_current_wal_lsn() - '0/0'").fetchone())


def database_size(connection: psycopg.Connection) -> int:
    return connection.execute("select pg_database_size(current_database())").fetchone()


def by_rows(connection: psycopg.Connection) -> None:
    """Delete what is due service by service, batch by batch."""
    columns = connection.execute(COLUMNS).fetchone()
    statement = DELETE.format(columns=columns)
    for service in connection.execute("select id from bench.services order by n").fetchall():
        while connection.execute(statement, [service]).rowcount == BATCH:
            pass


def check(connection: psycopg.Connection, expired: int) -> None:
    """Both ways have forgotten the same rows and nothing else."""
    left, moved, contents = (
        connection.execute(query).fetchone()
        for query in (
            "select count(*) from wide.notifications where kept_until < postroom.today()",
            "select count(*) from wide.history",
            "select (select count(*) from wide.notifications) - (select count(*)"
            " from postroom.notification_contents where kept_until = postroom.today() + 21)",
        )
    )
    if (left, moved, contents) != (0, expired, 0):
        raise SystemExit(f"The two ways differ: {left} left, {moved} moved, {contents} apart.")


if __name__ == "__main__":
    main()
