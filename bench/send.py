"""python -m bench.send: requests a second of POST /v2/notifications/sms, next to the raw ceiling.

Sizes: SECONDS (10) a run, RUNS (1) of which medians are shown, CLIENTS (1,8,32), SERVICES (1000).
"""

import os
import re
import subprocess
import time
from types import SimpleNamespace

from bench.common import (
    CPU,
    connect,
    figure,
    make_services,
    median,
    number,
    point,
    say,
    stack,
)
from bench.requests import Request, Run, measure, posts, tell
from postroom.launch import postgres

METHOD = """\
method: keep-alive clients in one thread send the next request when they have their answer; one
SMS template with a placeholder, a live key, limits raised; API, PostgreSQL (fsync on) and load
generator share the machine; no worker runs. CPU is that of all processes of the web server and
of PostgreSQL, from /proc. Ceiling: pgbench -M prepared calls the same SQL function."""

# The same call for one service and for many, chosen by pgbench.
CALLED = """
create table public.callers as
select row_number() over () as n, s.id as service_id, s.context_version, k.id as key_id,
    t.id as template_id
from postroom.services as s
inner join postroom.api_keys as k on k.service_id = s.id and k.key_type = 'normal'
inner join postroom.templates as t on t.service_id = s.id and t.template_type = 'sms';
create unique index on public.callers (n);
analyze public.callers;
grant select on public.callers to postroom_api;
"""
CALL = """
\\set n random(1, {services})
\\set number random(400000000, 599999999)
select sent.* from public.callers as c, lateral api.send_notifications(
    json_build_array(json_build_object(
        'service_id', c.service_id, 'context_version', c.context_version,
        'notification_type', 'sms', 'api_key_id', c.key_id, 'key_type', 'normal',
        'template_id', c.template_id, 'template_version', 1, 'recipient', '07' || :number,
        'normalised_recipient', '447' || :number, 'personalisation', '{{"name": "Ann"}}',
        'reply_to_text', 'POSTROOM', 'billable_units', 1, 'phone_prefix', '44',
        'rate_multiplier', 1
    ))
) as sent
where c.n = :n;
"""


def main() -> None:
    seconds, runs = number("SECONDS", 10), number("RUNS", 1)
    print(METHOD, flush=True)
    with stack(["api"]) as running:
        services = make_services(running, number("SERVICES", 1000))
        with connect(running) as connection:
            connection.execute(CALLED)
        one, many = posts(services[:1]), posts(services)
        measure(running, 4, 2, many)  # every process warm, every service known
        greatest = 0.0
        for clients in map(int, os.environ.get("CLIENTS", "1,8,32").split(",")):
            posted = [measure(running, clients, seconds, one) for _ in range(runs)]
            raw = [pgbench(running, clients, seconds, 1) for _ in range(runs)]
            greatest = max(greatest, tell_next_to_ceiling(clients, posted, raw))
        half(running, one, seconds, greatest / 2)
        web, raw = [], []
        for _ in range(runs):
            web.append([measure(running, 32, seconds, who)[0].per_second for who in (one, many)])
            raw.append([pgbench(running, 32, seconds, n)[0] for n in (1, len(services))])
        compare("POST sms", len(services), web)
        compare("raw ceiling", len(services), raw)


def tell_next_to_ceiling(clients: int, posted: list[Run], raw: list[tuple[float, float]]) -> float:
    """Prints the medians of the runs with so many clients; the requests a second."""
    usual = clients in (8, 32)
    rate, p50, p99 = tell(
        f"POST sms, {clients} clients",
        posted,
        "at least 1,500/s, under 0.9 ms of CPU" if usual else "",
    )
    ceiling = median(per_second for per_second, _ in raw)
    say(
        f"raw ceiling, {clients} clients",
        f"{ceiling:,.0f}/s, CPU per call PostgreSQL {median(cpu for _, cpu in raw):.2f} ms",
    )
    figure(
        f"… of the raw ceiling, {clients} clients",
        f"{100 * rate / ceiling:.0f} % of {ceiling:,.0f}/s",
        "at least a fifth" if usual else "",
    )
    point("clients", clients=clients, per_second=rate, p50_ms=p50, p99_ms=p99, ceiling=ceiling)
    return rate


def compare(what: str, services: int, pairs: list[list[float]]) -> None:
    """One busy service against many services: the same clients, 32."""
    one, many = (median(column) for column in zip(*pairs, strict=True))
    share = f"one service reaches {100 * one / many:.0f} %"
    say(
        f"{what}, 32 clients",
        f"one service {one:,.0f}/s, {services} services {many:,.0f}/s: {share}",
    )


def half(running: SimpleNamespace, request: Request, seconds: int, rate: float) -> None:
    """The answer times when requests come evenly, at half of the greatest rate."""
    result, _ = measure(running, 32, seconds, request, rate=rate)
    p50, p99 = result.milliseconds(0.5), result.milliseconds(0.99)
    told = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    figure("POST sms, half of the greatest rate", f"{told} at {rate:,.0f}/s", "p99 under 25 ms")


def pgbench(
    running: SimpleNamespace, clients: int, seconds: int, services: int
) -> tuple[float, float]:
    """Calls a second, and PostgreSQL's CPU milliseconds per call."""
    program = postgres.require(postgres.PARTMAN) / "pgbench"
    cpu = CPU(running)
    done = subprocess.run(
        [program, "--no-vacuum", "--protocol=prepared", f"--client={clients}", "--file=-"]
        + [f"--time={seconds}", running.variables["API_DATABASE_URL"]],
        input=CALL.format(services=services),
        capture_output=True,
        text=True,
        check=True,
    )
    time.sleep(0.5)  # until its back ends have ended too, and count
    calls = int(re.search(r"processed: (\d+)", done.stdout)[1])
    per_second = float(re.search(r"tps = ([\d.]+)", done.stdout)[1])
    return per_second, cpu.milliseconds_per(calls)["postgres"]


if __name__ == "__main__":
    main()
