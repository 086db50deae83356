"""python -m bench.size: sending and reading with months of messages in the tables, and without.

Sizes: ROWS (3000000) over 90 days, SERVICES (17000) that own them, SECONDS (5) a run, RUNS (3).
A million rows take about half a minute to make on a quiet machine; 30 million about half an hour
and 30 GB of disk.
"""

import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
from psycopg.rows import tuple_row

from bench.common import (
    connect,
    figure,
    make_services,
    median,
    number,
    point,
    run_file,
    say,
    stack,
)
from bench.deliver import queue
from bench.read import LIST, MESSAGES, one_by_one
from bench.requests import Request, gets, measure, posts, tell

Questions = dict[str, Request]

DAYS = 90
RATE = 200  # posts a second while the table grows
STEPS = (1 / 30, 1 / 10, 1 / 3, 1)
METHOD = f"""\
method: two clusters, each with an API, are asked in turn, 8 clients at a time: one has a service
and its {MESSAGES:,} messages, the other as many services and messages of {DAYS} days as told, all
still kept, made by INSERT ... SELECT into the partitions and vacuumed. As it grows, posts come
evenly, {RATE}/s, and their times are told. Bytes are those of tables, indexes and TOAST; the
queue's are of 100,000 rows."""

RETENTION = "select ops.set_retention(%s, 'sms', 90)"
FILL = Path(__file__).with_name("fill.sql")
BATCH = f"""
select bench.fill(
    d.midnight + %(from)s * d.length, (%(to)s - %(from)s) * d.length,
    (%(rows)s / {DAYS})::bigint, 90, 'delivered'
)
from (
    select m.midnight, least(interval '22 hours', now() - m.midnight) as length
    from (
        select (postroom.today() - %(back)s)::timestamp at time zone 'Europe/London'
    ) as m (midnight)
) as d
"""
SIZE = """
select
    (select count(*) from postroom.:table), sum(pg_table_size(t.relid)),
    sum(pg_indexes_size(t.relid))
from (
    select 'postroom.:table'::regclass as relid
    union select p.relid from pg_partition_tree('postroom.:table') as p
) as t
"""
TABLES = "notifications", "notification_contents", "delivery_queue"
QUEUE = """
insert into postroom.delivery_queue (notification_id, service_id, lane, due_at)
select n.id, n.service_id, 'sms', n.created_at from postroom.notifications as n limit 100000
on conflict do nothing
"""


def main() -> None:
    rows, services = number("ROWS", 3_000_000), number("SERVICES", 17_000)
    print(METHOD, flush=True)
    with stack(["api"]) as empty, stack(["api"]) as full:
        sides = []
        for running in (empty, full):
            (service,) = make_services(running, 1)
            with connect(running) as connection:
                connection.execute(
                    "select ops.set_retention(%s, 'sms', 90)", [service["service_id"]]
                )
                queue(connection, service, MESSAGES)
                connection.execute("vacuum analyze")
            sides.append((running, requests(running, service)))
        grow(full, service, rows, services)
        compare(sides, rows)


def requests(running: SimpleNamespace, service: dict) -> Questions:
    """What is asked, by name."""
    return {
        "POST sms": posts([service]),
        "GET one": gets(service, one_by_one(running)),
        "GET list": gets(service, [LIST]),
    }


def grow(running: SimpleNamespace, service: dict, rows: int, services: int) -> None:
    """Fills the tables step by step, with a look at sends before each and at the end."""
    names = {"first": service["service_id"], "services": services}
    with connect(running) as connection:
        run_file(connection, FILL, **names)
        before = {table: size(connection, table) for table in TABLES}
        look(running, service, 0)
        done, began = 0.0, time.monotonic()
        for step in STEPS:
            for back in range(DAYS):
                part = {"from": done, "to": step, "rows": rows * (step - done), "back": back}
                connection.execute(BATCH, part)
            connection.execute("vacuum analyze")
            done = step
            look(running, service, round(rows * step))
        say("rows", f"{rows:,}, made in {time.monotonic() - began:.0f} s")
        weigh(connection, before)


def look(running: SimpleNamespace, service: dict, rows: int) -> None:
    """How long a send takes now."""
    measure(running, 8, 1, posts([service]))
    result, _ = measure(running, 8, number("SECONDS", 5), posts([service]), rate=RATE)
    p50, p99 = result.milliseconds(0.5), result.milliseconds(0.99)
    say(f"POST sms, {RATE}/s, {rows:,} messages", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    point("size", rows=rows, p50_ms=p50, p99_ms=p99)


def size(connection: psycopg.Connection, table: str) -> list[float]:
    """Rows, and bytes of tables and of indexes, of a table with its partitions."""
    query = SIZE.replace(":table", table)
    with connection.cursor(row_factory=tuple_row) as cursor:
        return [float(value) for value in cursor.execute(query).fetchone()]


def weigh(connection: psycopg.Connection, before: dict[str, list[float]]) -> None:
    """Tells what a message takes on disk; that of the queue only while it waits."""
    connection.execute(QUEUE)
    total = 0.0
    for table, earlier in before.items():
        rows, heap, indexes = (
            now - then for now, then in zip(size(connection, table), earlier, strict=True)
        )
        total += (heap + indexes) / rows
        say(
            f"{table}, bytes a row",
            f"table {heap / rows:.0f}, indexes {indexes / rows:.0f}",
        )
    connection.execute("delete from postroom.delivery_queue")
    figure("bytes per message: facts, contents, queue", f"{total:,.0f} B", "under 1.2 kB")


def compare(sides: list[tuple[SimpleNamespace, Questions]], rows: int) -> None:
    """The same requests to both sides in turn, and how much the full one is behind."""
    seconds, runs = number("SECONDS", 5), number("RUNS", 3)
    for name, target in (("POST sms", 201), ("GET one", 200), ("GET list", 200)):
        rounds = [
            [measure(side, 8, seconds, asked[name], status=target) for side, asked in sides]
            for _ in range(runs)
        ]
        empty, full = (list(side) for side in zip(*rounds, strict=True))
        rates = tell(f"{name}, few messages", empty)[0], tell(f"{name}, {rows:,} messages", full)[0]
        cpu = [median(sum(spent.values()) for _, spent in side) for side in (empty, full)]
        rate, spent = rates[1] / rates[0], cpu[1] / cpu[0]
        figure(
            f"{name} with {rows:,} messages, against few",
            f"{100 * rate:.0f} % of the rate, {100 * spent:.0f} % of the CPU",
            "at least 80 %",
        )


if __name__ == "__main__":
    main()
