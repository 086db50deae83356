"""python -m bench.deliver: messages a second through one worker and a local HTTP provider.

Sizes: MESSAGES (20000), DELAY_MS (0) after which the provider answers.
"""

import time
from types import SimpleNamespace

import psycopg
from psycopg.rows import tuple_row

from bench.common import CPU, connect, figure, make_services, number, say, send_through, stack
from bench.provider import provider

METHOD = """\
method: all messages are queued in one transaction while one worker waits; the mmg provider leads
to a server on this machine, in its own process. Messages a second count from the first to the
last that was handed over, and to the last whose result was written."""

QUEUE = """
select count(*) from api.send_notifications((
    select json_agg(json_build_object(
        'service_id', %(service)s::text, 'notification_type', 'sms', 'key_type', 'normal',
        'api_key_id', (
            select id from postroom.api_keys where service_id = %(service)s::uuid and name = 'live'
        ),
        'template_id', %(template)s::text, 'template_version', 1, 'recipient', '07' || m.number,
        'normalised_recipient', '447' || m.number,
        'personalisation', json_build_object('name', m.n),
        'reply_to_text', 'POSTROOM', 'billable_units', 1, 'phone_prefix', '44',
        'rate_multiplier', 1
    ))
    -- Anybody: whatever is indexed by recipient costs what it does.
    from (
        select n, (400000000 + 200000000 * random())::int::text as number
        from generate_series(1, %(messages)s) as n
    ) as m
))
"""
SPAN = "select min(sent_at), max(sent_at), count(*) from postroom.notifications where sent_at >= %s"


def main() -> None:
    messages, delay = number("MESSAGES", 20_000), number("DELAY_MS", 0)
    print(METHOD, flush=True)
    with (
        provider(delay / 1000) as there,
        stack(["api", "worker"], MMG_URL=there.url, MMG_API_KEY="bench") as running,
    ):
        (service,) = make_services(running, 1)
        send_through(running, "mmg")
        drain(running, service, 100)  # everything warm
        cpu = CPU(running)
        began = connect(running).execute("select clock_timestamp()").fetchone()
        drain(running, service, messages)
        tell(running, began, cpu.milliseconds_per(messages), delay)
        expect_each_once(running, there.taken.value)


def drain(running: SimpleNamespace, service: dict, messages: int) -> None:
    """Queue so many messages and return when the queue is empty."""
    with connect(running) as connection:
        queue(connection, service, messages)
        wait_until_empty(connection)


def queue(connection: psycopg.Connection, service: dict, messages: int) -> None:
    """Accept so many messages in one transaction."""
    names = {"service": service["service_id"], "template": service["templates"]["sms"]}
    connection.execute(QUEUE, {**names, "messages": messages})


def wait_until_empty(connection: psycopg.Connection) -> None:
    while connection.execute("select exists (select from postroom.delivery_queue)").fetchone():
        time.sleep(0.05)


def tell(running: SimpleNamespace, began: object, cpu: dict[str, float], delay: int) -> None:
    with connect(running) as connection, connection.cursor(row_factory=tuple_row) as cursor:
        first, last, messages = cursor.execute(SPAN, [began]).fetchone()
        written = cursor.execute("select max(updated_at) from postroom.notifications").fetchone()
    rate = messages / (last - first).total_seconds()
    say(
        f"delivery, {messages:,} messages, provider answers after {delay} ms",
        f"{rate:,.0f}/s handed over"
        f" ({messages / (written[0] - first).total_seconds():,.0f}/s until all is written),"
        f" CPU per message worker {cpu['worker']:.2f} ms, PostgreSQL with queueing"
        f" {cpu['postgres']:.2f} ms",
    )
    figure(
        f"delivery, provider answers after {delay} ms",
        f"{rate:,.0f}/s, CPU worker {cpu['worker']:.2f} + PostgreSQL {cpu['postgres']:.2f} ms",
        {0: "at least 2,500/s", 200: "at least 1,000/s"}.get(delay, ""),
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
