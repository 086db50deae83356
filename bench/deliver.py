"""python -m bench.deliver: messages a second through one worker and a local HTTP provider.

Sizes: MESSAGES (20000), DELAY_MS (0) after which the provider answers, SECONDS (10) and RATE
(100) of the second part.
"""

import time
from types import SimpleNamespace

from psycopg.rows import tuple_row

from bench import load
from bench.common import CPU, connect, make_services, number, say, stack
from bench.provider import provider
from bench.send import address, expect_created, requests

METHOD = """\
method: all messages are queued in one transaction while one worker waits; the mmg provider leads
to a server on this machine, in its own process. Messages a second count from the first to the
last that was handed over, and to the last whose result was written. Then clients post evenly;
created -> handed over is the time from the message's creation to the provider's answer."""

QUEUE = """
select count(*) from generate_series(1, %(messages)s) as m (n), lateral api.send_notification(
    service_id => %(service)s, notification_type => 'sms', key_type => 'normal',
    context_version => (select context_version from postroom.services where id = %(service)s),
    api_key_id => (
        select id from postroom.api_keys where service_id = %(service)s and name = 'live'
    ),
    template_id => %(template)s, template_version => 1, recipient => '07700900123',
    normalised_recipient => '447700900123', personalisation => json_build_object('name', m.n),
    reply_to_text => 'POSTROOM', billable_units => 1, phone_prefix => '44', rate_multiplier => 1
)
"""
SPAN = "select min(sent_at), max(sent_at), count(*) from postroom.notifications where sent_at >= %s"
DELAYS = """
select percentile_cont(array[0.5, 0.99, 1]) within group (
    order by 1000 * extract(epoch from sent_at - created_at)
)
from postroom.notifications where created_at >= %s
"""


def main() -> None:
    messages, delay = number("MESSAGES", 20_000), number("DELAY_MS", 0)
    print(METHOD, flush=True)
    with (
        provider(delay / 1000) as there,
        stack(["api", "worker"], MMG_URL=there.url, MMG_API_KEY="bench") as running,
    ):
        (service,) = make_services(running, 1)
        with connect(running) as connection:
            connection.execute(
                "update postroom.provider_details set active = identifier = 'mmg'"
                " where notification_type = 'sms'"
            )
        drain(running, service, 100)  # everything warm
        cpu = CPU(running)
        began = connect(running).execute("select clock_timestamp()").fetchone()
        drain(running, service, messages)
        tell(running, began, cpu.milliseconds_per(messages), delay)
        steady(running, service)
        expect_each_once(running, there.taken.value)


def drain(running: SimpleNamespace, service: dict, messages: int) -> None:
    """Queue so many messages and return when the queue is empty."""
    names = {"service": service["service_id"], "template": service["templates"]["sms"]}
    with connect(running) as connection:
        connection.execute(QUEUE, {**names, "messages": messages})
        wait_until_empty(connection)


def wait_until_empty(connection: object) -> None:
    while connection.execute("select exists (select from postroom.delivery_queue)").fetchone():
        time.sleep(0.05)


def tell(running: SimpleNamespace, began: object, cpu: dict[str, float], delay: int) -> None:
    with connect(running) as connection, connection.cursor(row_factory=tuple_row) as cursor:
        first, last, messages = cursor.execute(SPAN, [began]).fetchone()
        written = cursor.execute("select max(updated_at) from postroom.notifications").fetchone()
    say(
        f"delivery, {messages:,} messages, provider answers after {delay} ms",
        f"{messages / (last - first).total_seconds():,.0f}/s handed over"
        f" ({messages / (written[0] - first).total_seconds():,.0f}/s until all is written),"
        f" CPU per message worker {cpu['worker']:.2f} ms, PostgreSQL with queueing"
        f" {cpu['postgres']:.2f} ms",
    )


def steady(running: SimpleNamespace, service: dict) -> None:
    """How long a message waits while others keep coming in through the API."""
    rate = number("RATE", 100)
    with connect(running) as connection:
        began = connection.execute("select clock_timestamp()").fetchone()
        result = load.run(address(running), 8, number("SECONDS", 10), requests([service]), rate)
        expect_created(result)
        wait_until_empty(connection)
        p50, p99, greatest = connection.execute(DELAYS, [began]).fetchone()
    say(
        f"created -> handed over, while {rate}/s arrive",
        f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, greatest {greatest:.0f} ms",
    )


def expect_each_once(running: SimpleNamespace, taken: int) -> None:
    with connect(running) as connection:
        sent = "select count(*) from postroom.notifications where status = 'sending'"
        stored = connection.execute(sent).fetchone()
    if stored != taken:
        raise SystemExit(f"The provider took {taken} messages, {stored} are recorded as sent.")
    say("check", f"each of {stored:,} messages was handed over once")


if __name__ == "__main__":
    main()
