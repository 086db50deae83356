"""python -m bench.send: requests a second of POST /v2/notifications/sms, next to the raw ceiling.

Sizes: SECONDS (10) a run, RUNS (1) of which medians are shown, CLIENTS (1,8,32), SERVICES (1000).
"""

import itertools
import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from types import SimpleNamespace

import jwt

from bench import load
from bench.common import CPU, connect, make_services, median, number, say, stack
from postroom import postgres

TOKEN_LIFE = 15  # seconds; the server takes 30
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
select sent.* from public.callers as c, lateral api.send_notification(
    service_id => c.service_id, context_version => c.context_version,
    notification_type => 'sms', api_key_id => c.key_id, key_type => 'normal',
    template_id => c.template_id, template_version => 1, recipient => '07700900123',
    normalised_recipient => '447700900123', personalisation => '{{"name": "Ann"}}',
    reply_to_text => 'POSTROOM', billable_units => 1, phone_prefix => '44', rate_multiplier => 1
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
        one, many = requests(services[:1]), requests(services)
        post(running, 4, 2, many)  # every process warm, every service known
        greatest = 0.0
        for clients in map(int, os.environ.get("CLIENTS", "1,8,32").split(",")):
            posted = [post(running, clients, seconds, one) for _ in range(runs)]
            raw = [pgbench(running, clients, seconds, 1) for _ in range(runs)]
            greatest = max(greatest, tell(clients, posted, raw))
        half(running, one, seconds, greatest / 2)
        web, raw = [], []
        for _ in range(runs):
            web.append([post(running, 32, seconds, which)[0].per_second for which in (one, many)])
            raw.append([pgbench(running, 32, seconds, n)[0] for n in (1, len(services))])
        compare("POST sms", len(services), web)
        compare("raw ceiling", len(services), raw)


def tell(
    clients: int,
    posted: list[tuple[load.Result, dict[str, float]]],
    raw: list[tuple[float, float]],
) -> float:
    """Prints the medians of the runs with so many clients; the requests a second."""
    rate = median(result.per_second for result, _ in posted)
    p50, p99 = (median(result.milliseconds(share) for result, _ in posted) for share in (0.5, 0.99))
    api, postgres = (median(cpu[part] for _, cpu in posted) for part in ("api", "postgres"))
    generator = median(result.cpu_seconds / result.seconds for result, _ in posted)
    say(
        f"POST sms, {clients} clients",
        f"{rate:,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms, CPU per request"
        f" {api + postgres:.2f} ms (web {api:.2f}, PostgreSQL {postgres:.2f}), all 201;"
        f" load generator {100 * generator:.0f} % of a core",
    )
    ceiling = median(per_second for per_second, _ in raw)
    say(
        f"raw ceiling, {clients} clients",
        f"{ceiling:,.0f}/s, CPU per call PostgreSQL {median(cpu for _, cpu in raw):.2f} ms;"
        f" POST reaches {100 * rate / ceiling:.0f} % of it",
    )
    return rate


def compare(what: str, services: int, pairs: list[list[float]]) -> None:
    """One busy service against many services: the same clients, 32."""
    one, many = (median(column) for column in zip(*pairs, strict=True))
    share = f"one service reaches {100 * one / many:.0f} %"
    say(
        f"{what}, 32 clients",
        f"one service {one:,.0f}/s, {services} services {many:,.0f}/s: {share}",
    )


def half(running: SimpleNamespace, request: Callable[[], bytes], seconds: int, rate: float) -> None:
    """The answer times when requests come evenly, at half of the greatest rate."""
    result = load.run(address(running), 32, seconds, request, rate=rate)
    expect_created(result)
    p50, p99 = result.milliseconds(0.5), result.milliseconds(0.99)
    say("POST sms, half rate", f"{result.per_second:,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def requests(services: list[dict]) -> Callable[[], bytes]:
    """Requests of these services in turn, with tokens that are always fresh."""
    turns, tokens = itertools.cycle(services), {}

    def next_request() -> bytes:
        service = next(turns)
        made, text = tokens.get(service["service_id"], (0, b""))
        if time.time() - made > TOKEN_LIFE:
            text = request(service)
            tokens[service["service_id"]] = (time.time(), text)
        return text

    return next_request


def request(service: dict) -> bytes:
    body = json.dumps(
        {
            "phone_number": "07700900123",
            "template_id": service["templates"]["sms"],
            "personalisation": {"name": "Ann"},
        }
    )
    claims = {"iss": service["service_id"], "iat": int(time.time())}
    token = jwt.encode(claims, service["keys"]["live"][-36:], algorithm="HS256")
    return (
        "POST /v2/notifications/sms HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def address(running: SimpleNamespace) -> tuple[str, int]:
    return running.variables["HOST"], int(running.variables["PORT"])


def post(
    running: SimpleNamespace, clients: int, seconds: int, request: Callable[[], bytes]
) -> tuple[load.Result, dict[str, float]]:
    """A run, and the CPU milliseconds of each part per request."""
    cpu = CPU(running)
    result = load.run(address(running), clients, seconds, request)
    expect_created(result)
    return result, cpu.milliseconds_per(len(result.times))


def expect_created(result: load.Result) -> None:
    if set(result.statuses) != {201}:
        raise SystemExit(f"Not every answer was 201: {result.statuses}")


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
    calls = int(re.search(r"processed: (\d+)", done.stdout)[1])
    per_second = float(re.search(r"tps = ([\d.]+)", done.stdout)[1])
    return per_second, cpu.milliseconds_per(calls)["postgres"]


if __name__ == "__main__":
    main()
