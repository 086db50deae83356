"""python -m bench.life: whole lives of text messages a second, from the POST to the receipt.

Sizes: SECONDS (60), CLIENTS (16), SERVICES (12).
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from types import SimpleNamespace

from psycopg.rows import tuple_row

from bench.common import CPU, connect, figure, make_services, number, say, stack
from bench.requests import measure, posts

METHOD = """\
method: clients of some services, in one thread, send the next request when they have their answer,
each to another number, through API, queue, one worker and the sandbox, whose receipts are applied;
PostgreSQL (fsync on) and the clients share the machine. A life is over when its receipt is applied;
CPU is that of all processes while the clients send, by lives that ended meanwhile."""

STATE = """
select count(*), count(*) filter (where status = 'delivered')
from postroom.notifications where day = postroom.today() and created_at >= %s
"""
DELAYS = """
select count(*) filter (where sent_at - created_at < interval '10 s') / count(*)::float,
    percentile_cont(array[0.5, 0.99]) within group (
        order by 1000 * extract(epoch from sent_at - created_at)
    )
from postroom.notifications where day = postroom.today() and created_at >= %s
"""
# Seconds that what is left has to end after the clients have.
PATIENCE = 120


def main() -> None:
    seconds, clients = number("SECONDS", 60), number("CLIENTS", 16)
    print(METHOD, flush=True)
    with stack(["api", "worker"]) as running:
        request = posts(make_services(running, number("SERVICES", 12)))
        measure(running, 4, 3, request)  # everything warm
        with connect(running) as connection, ThreadPoolExecutor(1) as thread:
            wait_until_over(connection, datetime.min)
            began = connection.execute("select clock_timestamp()").fetchone()
            cpu = CPU(running)
            posted = thread.submit(measure, running, clients, seconds, request)
            time.sleep(seconds / 2)
            half = backlog(connection, began)
            result, _ = posted.result()
            accepted, lives = state(connection, began)
            spent = cpu.milliseconds_per(lives)
            wait_until_over(connection, began)
            growth = (accepted - lives - half) / (seconds / 2)
            rate = lives / result.seconds
            tell(rate, spent, accepted - lives, growth)
            tell_delays(connection, began)
            p50, p99 = result.milliseconds(0.5), result.milliseconds(0.99)
            say("POST", f"{result.per_second:,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def state(connection: SimpleNamespace, began: datetime) -> tuple[int, int]:
    """How many messages have been accepted since then, and how many of their lives are over."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(STATE, [began]).fetchone()


def backlog(connection: SimpleNamespace, began: datetime) -> int:
    accepted, over = state(connection, began)
    return accepted - over


def wait_until_over(connection: SimpleNamespace, began: datetime) -> None:
    """Return when no receipt is missing. Raises SystemExit when some never come."""
    give_up = time.monotonic() + PATIENCE
    while left := backlog(connection, began):
        if time.monotonic() > give_up:
            raise SystemExit(f"{left} messages have no receipt after {PATIENCE} s.")
        time.sleep(0.2)


def tell(rate: float, spent: dict[str, float], left: int, growth: float) -> None:
    parts = " + ".join(f"{name} {spent[name]:.2f}" for name in ("api", "worker", "postgres"))
    say(
        "lives",
        f"{rate:,.0f}/s, CPU of a life {sum(spent.values()):.2f} ms ({parts}),"
        f" backlog at the end {left:,}, growing by {growth:,.0f}/s in the second half",
    )
    figure("whole lives of text messages", f"{rate:,.0f}/s, backlog {left:,}", "at least 1,200/s")
    figure("CPU of a life", f"{sum(spent.values()):.2f} ms ({parts})", "at most 1.3 ms")


def tell_delays(connection: SimpleNamespace, began: datetime) -> None:
    with connection.cursor(row_factory=tuple_row) as cursor:
        share, (p50, p99) = cursor.execute(DELAYS, [began]).fetchone()
    figure(
        "handed over within 10 s",
        f"{100 * share:.2f} %, created -> handed over p50 {p50:,.0f} ms, p99 {p99:,.0f} ms",
        "100 %",
    )


if __name__ == "__main__":
    main()
