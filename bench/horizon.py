"""python -m bench.horizon: sending and delivery beside a snapshot that somebody holds.

Sizes: RATE (250) of posts a second, SECONDS (600) that the snapshot is held.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace

import psycopg
from psycopg.rows import tuple_row

from bench.common import connect, figure, make_services, number, say, stack
from bench.requests import Request, measure, posts

METHOD = """\
method: clients post evenly, through API, queue, one worker and the sandbox, whose receipts are
applied. After 30 s a REPEATABLE READ transaction begins, reads a row, and idles, so that no row
that dies from then on can be removed. A claim is a call of jobs.lease and what reads its messages,
timed by track_functions; "behind" is what has been due for more than a second."""

BEFORE = 30
CLIENTS = 32
CLAIMS = """
select coalesce(sum(total_time), 0), coalesce(max(calls), 0) from pg_stat_user_functions
where schemaname = 'jobs' and funcname in ('claim', 'lease')
"""
BEHIND = """
select count(*) from postroom.delivery_queue
where due_at < postroom.now() - interval '1 s' and coalesce(leased_until < postroom.now(), true)
"""


def main() -> None:
    rate, seconds = number("RATE", 250), number("SECONDS", 600)
    print(METHOD, flush=True)
    with stack(["api", "worker"]) as running:
        request = posts(make_services(running, 12))
        with connect(running) as connection:
            connection.execute("alter system set track_functions = 'pl'")
            connection.execute("select pg_reload_conf()")
            measure(running, 4, 3, request)  # everything warm
            before = stretch(running, connection, request, "before", rate, BEFORE)
            with held(running):
                held_for = stretch(running, connection, request, "held", rate, seconds)
            behind = connection.execute(BEHIND).fetchone()
    say("behind", f"{behind:,} messages at the end")
    figure(
        f"a claim beside a snapshot held for {seconds} s, {rate}/s",
        f"{before[0]:.1f} ms before, {held_for[0]:.1f} ms at the end, {behind:,} behind",
        "twice as long at most, 0 behind",
    )
    figure(
        "… POST sms, p99",
        f"{before[1]:.1f} ms before, {held_for[1]:.1f} ms while",
        "1.5 times at most",
    )


@contextmanager
def held(running: SimpleNamespace) -> Iterator[None]:
    """A snapshot, held by a role whose transactions may idle for ever."""
    with psycopg.connect(running.variables["DATABASE_URL"]) as connection:
        connection.execute("begin isolation level repeatable read")
        connection.execute("select 1 from postroom.services limit 1")
        yield


def stretch(
    running: SimpleNamespace,
    connection: psycopg.Connection,
    request: Request,
    label: str,
    rate: int,
    seconds: int,
) -> tuple[float, float]:
    """Posts for so long; milliseconds of a claim in its last tenth, and the posts' p99."""
    claim = 0.0
    with ThreadPoolExecutor(1) as thread:
        posted = thread.submit(measure, running, CLIENTS, seconds, request, rate=rate)
        began = time.monotonic()
        for tenth in range(1, 11):
            earlier = claims(connection)
            time.sleep(max(0.0, began + tenth * seconds / 10 - time.monotonic()))
            spent, calls = (b - a for a, b in zip(earlier, claims(connection), strict=True))
            claim = spent / max(calls, 1)
            say(
                f"{label}, after {tenth * seconds / 10:.0f} s",
                f"a claim takes {claim:.2f} ms, {calls / (seconds / 10):.0f} of them a second",
            )
        result, _ = posted.result()
    p50, p99 = result.milliseconds(0.5), result.milliseconds(0.99)
    say(f"{label}, POST", f"{result.per_second:,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    return claim, p99


def claims(connection: psycopg.Connection) -> tuple[float, float]:
    """Milliseconds that claims have taken so far, and how many there were."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        spent, calls = cursor.execute(CLAIMS).fetchone()
    return float(spent), float(calls)


if __name__ == "__main__":
    main()
