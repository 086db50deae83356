"""python -m bench.fair: how long messages wait for delivery, alone and beside a large upload.

Sizes: RATE (500) of one service's posts a second, SECONDS (30) that they last, ROWS (100000)
of an upload that another service begins meanwhile.
"""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from psycopg.rows import tuple_row

from bench.common import connect, figure, make_services, number, say, send_through, stack
from bench.deliver import drain, expect_each_once, wait_until_empty
from bench.provider import provider
from bench.requests import measure, posts
from bench.upload import begin, wait_until_stored

METHOD = """\
method: clients of one service post evenly, through API, queue, one worker and a server on this
machine that takes every message at once; created -> handed over is the time from a message's
creation to the provider's answer. Then the same while the same worker stores and
delivers another service's upload; only the first service's messages count."""

DELAYS = """
select percentile_cont(array[0.5, 0.99, 1]) within group (
    order by 1000 * extract(epoch from sent_at - created_at)
)
from postroom.notifications where created_at >= %s and service_id = %s
"""


def main() -> None:
    rate, rows = number("RATE", 500), number("ROWS", 100_000)
    print(METHOD, flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        provider() as there,
        stack(
            ["api", "worker"], MMG_URL=there.url, MMG_API_KEY="bench", OBJECT_STORE_URL=folder
        ) as running,
    ):
        one, other = make_services(running, 2)
        send_through(running, "mmg")
        drain(running, one, 100)  # everything warm
        alone, beside = "p50 under 100 ms, p99 under 1 s", "p99 under 2 s"
        waiting(running, one, f"created -> handed over, {rate}/s arriving", alone)
        label = f"… beside another service's upload of {rows:,}"
        waiting(running, one, label, beside, (other, rows))
        expect_each_once(running, there.taken.value)


def waiting(
    running: SimpleNamespace,
    service: dict,
    label: str,
    target: str,
    upload: tuple[dict, int] | None = None,
) -> None:
    """Tells how long the service's messages waited, with another's upload beside them or not."""
    rate, seconds = number("RATE", 500), number("SECONDS", 30)
    with connect(running) as connection, ThreadPoolExecutor(1) as thread:
        began = connection.execute("select clock_timestamp()").fetchone()
        posted = thread.submit(measure, running, 32, seconds, posts([service]), rate=rate)
        if upload:
            seconds = wait_until_stored(running, begin(running, *upload))
            lasted = "had ended before" if posted.done() else "still came"
            say("upload", f"stored in {seconds:.1f} s, when posts {lasted}")
        result, _ = posted.result()
        wait_until_empty(connection)
        with connection.cursor(row_factory=tuple_row) as cursor:
            ((p50, p99, greatest),) = cursor.execute(
                DELAYS, [began, service["service_id"]]
            ).fetchone()
    figure(
        label,
        f"p50 {p50:.0f} ms, p99 {p99:,.0f} ms, greatest {greatest:,.0f} ms"
        f" of {len(result.times):,}",
        target,
    )


if __name__ == "__main__":
    main()
