"""The requests that benchmarks send, as bytes on the wire, and runs of them."""

import itertools
import json
import random
import time
from collections.abc import Callable, Iterable
from types import SimpleNamespace

import jwt

from bench import load
from bench.common import CPU, figure, median, say

TOKEN_LIFE = 15  # seconds; the server takes 30

Request = Callable[[], bytes]
Run = tuple[load.Result, dict[str, float]]


def posts(services: list[dict]) -> Request:
    """Text messages of these services in turn."""
    turns, token = itertools.cycle(services), tokens()

    def next_request() -> bytes:
        service = next(turns)
        return written(
            "POST", "/v2/notifications/sms", f"Bearer {token(service)}", message(service)
        )

    return next_request


def gets(service: dict, paths: Iterable[str]) -> Request:
    """These paths in turn, with the service's live key."""
    turns, token = itertools.cycle(paths), tokens()
    return lambda: written("GET", next(turns), f"Bearer {token(service)}")


def message(service: dict) -> str:
    """The body of a text message's request, to anybody."""
    return json.dumps(
        {
            "phone_number": f"07{random.randrange(4 * 10**8, 6 * 10**8)}",
            "template_id": service["templates"]["sms"],
            "personalisation": {"name": "Ann"},
        }
    )


def tokens() -> Callable[[dict], str]:
    """A function that knows a token of each service that is always fresh."""
    known: dict[str, tuple[float, str]] = {}

    def token(service: dict) -> str:
        made, text = known.get(service["service_id"], (0, ""))
        if time.time() - made > TOKEN_LIFE:
            claims = {"iss": service["service_id"], "iat": int(time.time())}
            text = jwt.encode(claims, service["keys"]["live"][-36:], algorithm="HS256")
            known[service["service_id"]] = (time.time(), text)
        return text

    return token


def written(method: str, path: str, authorization: str, body: str = "") -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def measure(
    running: SimpleNamespace,
    clients: int,
    seconds: float,
    request: Request,
    *,
    status: int = 201,
    rate: float = 0,
) -> Run:
    """A run, and the CPU milliseconds of each part per request; every answer must be as told."""
    cpu = CPU(running)
    address = running.variables["HOST"], int(running.variables["PORT"])
    result = load.run(address, clients, seconds, request, rate)
    if set(result.statuses) != {status}:
        raise SystemExit(f"Not every answer was {status}: {result.statuses}")
    return result, cpu.milliseconds_per(len(result.times))


def tell(label: str, runs: list[Run], target: str | None = None) -> tuple[float, float, float]:
    """Prints the medians of these runs, as a figure if there is a target, even an empty one.

    Returns requests a second, p50 and p99 in milliseconds.
    """
    rate = median(result.per_second for result, _ in runs)
    p50, p99 = (median(result.milliseconds(share) for result, _ in runs) for share in (0.5, 0.99))
    api, postgres = (median(cpu[part] for _, cpu in runs) for part in ("api", "postgres"))
    generator = median(result.cpu_seconds / result.seconds for result, _ in runs)
    say(
        label,
        f"{rate:,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms, CPU per request"
        f" {api + postgres:.2f} ms (web {api:.2f}, PostgreSQL {postgres:.2f});"
        f" load generator {100 * generator:.0f} % of a core",
    )
    if target is not None:
        figure(label, f"{rate:,.0f}/s, p99 {p99:.1f} ms, CPU {api:.2f} + {postgres:.2f} ms", target)
    return rate, p50, p99
