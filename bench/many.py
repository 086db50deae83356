"""python -m bench.many: bulk, batch, look-up and Idempotency-Key, next to one message a request.

Sizes: ROWS (50000) of the bulk request, MESSAGES (20000) a day of 90 days that look-ups find,
SECONDS (5) a run of single sends, RUNS (5) of which medians are shown.
"""

import http.client
import itertools
import json
import random
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.common import (
    CPU,
    connect,
    descendants,
    figure,
    make_services,
    median,
    number,
    run_file,
    say,
    stack,
)
from bench.requests import Request, measure, message, tokens, written

METHOD = """\
method: one client on a connection that stays open; from the request's first byte to the answer's
last. API and PostgreSQL (fsync on) share the machine; no worker runs. CPU is that of all processes
of the web server and of PostgreSQL; the peak is the greatest of a web process (VmHWM)."""
DAYS = 90
FILL = Path(__file__).parent / "fill.sql"


def main() -> None:
    rows, runs = number("ROWS", 50_000), number("RUNS", 5)
    print(METHOD, flush=True)
    with stack(["api"]) as running:
        (service,) = make_services(running, 1)
        single = singles(running, service, number("SECONDS", 5))
        batches(running, service, runs, single)
        bulk(running, service, rows, runs)
        look_ups(running, service, number("MESSAGES", 20_000), runs)


def singles(running: SimpleNamespace, service: dict, seconds: int) -> float:
    """CPU milliseconds of a single send, without a key."""
    measure(running, 4, 2, keyed(service, False))  # every process warm
    spent = {}
    for has_key in (False, True):
        _, cpu = measure(running, 8, seconds, keyed(service, has_key))
        spent[has_key] = sum(cpu.values())
    figure(
        "single send with an Idempotency-Key, CPU against one without",
        f"{spent[True] / spent[False]:.2f} ({spent[True]:.2f} ms, {spent[False]:.2f} ms)",
        "at most 1.10",
    )
    return spent[False]


def keyed(service: dict, has_key: bool) -> Request:
    """Text messages, each with a key of its own, or none."""
    token, body, numbers = tokens(), message(service), itertools.count()
    run = uuid.uuid4()

    def next_request() -> bytes:
        request = written("POST", "/v2/notifications/sms", f"Bearer {token(service)}", body)
        key = f"Idempotency-Key: {run}-{next(numbers)}\r\n" if has_key else ""
        return request.replace(b"Content-Type", key.encode() + b"Content-Type", 1)

    return next_request


def batches(running: SimpleNamespace, service: dict, runs: int, single: float) -> None:
    ask = asker(running, service)
    sms = {"type": "sms", **json.loads(message(service))}
    email = {
        "type": "email",
        "email_address": "ann@example.com",
        "template_id": service["templates"]["email"],
        "personalisation": {"name": "Ann"},
    }
    body = json.dumps({"notifications": [sms, email] * 500}).encode()
    ask("batch", body, 200)
    cpu = CPU(running)
    seconds = median(ask("batch", body, 200)[0] for _ in range(runs))
    spent = sum(cpu.milliseconds_per(1000 * runs).values())
    figure(
        "batch of 1,000 mixed sends",
        f"{1000 * seconds:.0f} ms, CPU {spent:.2f} ms a message, {spent / single:.2f} of a single",
        "at most 250 ms, half of a single send's CPU",
    )


def bulk(running: SimpleNamespace, service: dict, rows: int, runs: int) -> None:
    ask = asker(running, service)
    body = json.dumps(
        {
            "name": "people",
            "template_id": service["templates"]["sms"],
            "rows": [
                ["phone number", "name"],
                *([f"0790{n % 10**7:07}", f"Person {n}"] for n in range(rows)),
            ],
        }
    ).encode()
    cpu = CPU(running)
    seconds = median(ask("bulk", body, 201)[0] for _ in range(runs))
    say("CPU of a row", str(cpu.milliseconds_per(rows * runs)))
    figure(
        f"bulk of {rows:,} rows, stored and queued",
        f"{seconds:.1f} s, web process {peak(running):.0f} MB at its peak",
        "50,000 in at most 4 s, under 200 MB",
    )


def look_ups(running: SimpleNamespace, service: dict, messages: int, runs: int) -> None:
    """Of 1,000 ids over 90 days among so many messages a day."""
    with connect(running) as connection:
        run_file(connection, FILL, services=20, first=service["service_id"])
        today = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0)
        for days in range(1, DAYS + 1):
            connection.execute(
                "select bench.fill(%s, '20 hours', %s, 90, 'delivered')",
                [today - timedelta(days=days), messages],
            )
        connection.execute("vacuum analyze")
        ids = connection.execute(
            "select id::text from postroom.notifications where service_id = %s and day > %s",
            [service["service_id"], date.today() - timedelta(days=DAYS)],
        ).fetchall()
    ask = asker(running, service)
    bodies = [json.dumps({"ids": random.sample(ids, 1000)}).encode() for _ in range(2 * runs)]
    for body in bodies[:runs]:
        ask("lookup", body, 200)
    cpu = CPU(running)
    answers = [ask("lookup", body, 200) for body in bodies[runs:]]
    if any(None in found["notifications"] for _, found in answers):
        raise SystemExit("Not every id was found")
    spent = cpu.milliseconds_per(runs)
    seconds = median(seconds for seconds, _ in answers)
    figure(
        f"look-up of 1,000 ids over 90 days of {messages:,} messages",
        f"{1000 * seconds:.0f} ms, CPU {spent['api']:.0f} + {spent['postgres']:.0f} ms",
        "at most 30 ms",
    )


def asker(running: SimpleNamespace, service: dict) -> Callable[..., tuple[float, Any]]:
    """ask(way, body, status): seconds, and the answer."""
    connection = http.client.HTTPConnection(
        running.variables["HOST"], int(running.variables["PORT"])
    )
    token = tokens()

    def ask(way: str, body: bytes, status: int) -> tuple[float, Any]:
        headers = {"Authorization": f"Bearer {token(service)}"}
        began = time.monotonic()
        connection.request("POST", f"/v2/notifications/{way}", body, headers)
        response = connection.getresponse()
        answer = response.read()
        seconds = time.monotonic() - began
        if response.status != status:
            raise SystemExit(f"{way} was answered {response.status}: {answer[:300]!r}")
        return seconds, json.loads(answer)

    return ask


def peak(running: SimpleNamespace) -> float:
    """Megabytes that a web process has had at most."""
    found = []
    pid = running.parts["api"].pid
    for process in (pid, *descendants(pid)):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                found.append(int(line.split()[1]) / 1024)
    return max(found)


if __name__ == "__main__":
    main()
