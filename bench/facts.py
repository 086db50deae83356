"""python -m bench.facts: counting a day's messages for statistics and bills.

Sizes: ROWS (1000000) messages of yesterday, of SERVICES (1700). A million takes about a minute.
"""

import time
from pathlib import Path

import psycopg

from bench.common import connect, figure, number, run_file, say, stack

METHOD = """\
method: messages of one day, dealt to services unevenly (the largest has some 8 %), three templates
each, four in ten text messages and four emails, the rest letters; nine statuses. Each function
is called twice, the second time to replace what the first has counted; the partition is vacuumed
and in memory."""

ROWS = Path(__file__).with_name("facts_rows.sql")
FUNCTIONS = ("build_status_facts", "build_billing_facts", "build_processing_time")


def main() -> None:
    rows, services = number("ROWS", 1_000_000), number("SERVICES", 1700)
    print(METHOD, flush=True)
    with stack() as running, connect(running) as connection:
        build(connection, rows, services)
        total = sum(measure(connection, function, rows) for function in FUNCTIONS)
    figure(
        f"statistics and billing of a day of {rows:,} messages",
        f"{total:.1f} s, {rows / total:,.0f} messages/s",
        "5 million under 60 s",
    )


def build(connection: psycopg.Connection, rows: int, services: int) -> None:
    began = time.monotonic()
    run_file(connection, ROWS, rows=rows, services=services)
    say("rows", f"{rows:,} of {services:,} services, built in {time.monotonic() - began:.0f} s")


def measure(connection: psycopg.Connection, function: str, rows: int) -> float:
    """Seconds of the slower of two calls."""
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        details = connection.execute(f"select ops.{function}(postroom.today() - 1)").fetchone()
        seconds.append(time.perf_counter() - start)
    times = " and ".join(f"{value:.2f} s" for value in seconds)
    say(f"ops.{function}", f"{times}, {rows / max(seconds):,.0f} rows/s, {details}")
    return max(seconds)


if __name__ == "__main__":
    main()
