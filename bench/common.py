"""What the benchmarks share: a stack of their own, where CPU time goes, how figures are told."""

import csv
import math
import os
import signal
import socket
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg
from psycopg.rows import scalar_row

from postroom.launch import cluster, demo, migrate, supervisor
from postroom.links import secret_keys
from postroom.settings import config

TICKS = os.sysconf("SC_CLK_TCK")
PLOTS = Path(__file__).parents[1] / "docs" / "plots"
FIGURE = "figure: "


def number(name: str, default: int) -> int:
    """A size from the environment."""
    return int(os.environ.get(name) or default)


@contextmanager
def stack(names: Iterable[str] = (), **settings: str) -> Iterator[SimpleNamespace]:
    """A migrated cluster and these parts of Postroom (api, worker), until it is left.

    .variables, .parts (processes by name), .postgres (the server's process id).
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster.temporary(durable=True) as directory:
        port = os.environ.get("PORT") or free_port()
        variables = {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": port,
            # Outside development, where the sandbox keeps nothing of what it was given.
            "NOTIFY_ENVIRONMENT": "production",
            "BASE_URL": f"https://127.0.0.1:{port}",
            "NOTIFY_LOG_LEVEL": "ERROR",
            "SECRET_KEYS": secret_keys.generate(),
            **cluster.urls(directory),
            **settings,
        }
        migrate.main(variables["DATABASE_URL"])
        use_sandbox(variables["DATABASE_URL"])
        running = SimpleNamespace(
            variables=variables,
            postgres=int((directory / "data/postmaster.pid").read_text().split()[0]),
        )
        describe_machine(running)
        running.parts = {}
        if not names:
            yield running
            return
        with supervisor.background(variables, names) as running.parts:
            yield running


def use_sandbox(database_url: str) -> None:
    """Outside development the sandbox carries something only when it is switched on by name."""
    with psycopg.connect(database_url) as connection:
        connection.execute("select api.enter_environment('production')")
        for kind in ("sms", "email"):
            connection.execute("select ops.set_provider(%s, 'sandbox', true)", [kind])


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def connect(running: SimpleNamespace) -> psycopg.Connection:
    """The admin's connection, each statement a transaction of its own, single values as rows."""
    return psycopg.connect(
        running.variables["DATABASE_URL"], row_factory=scalar_row, autocommit=True
    )


def make_services(running: SimpleNamespace, count: int) -> list[dict]:
    """Services as var/demo.json describes one, without limits that would end a benchmark."""
    box = secret_keys.SecretBox(config.load(running.variables).secret_keys)
    with connect(running) as connection, connection.transaction():
        made = [demo.create(connection, box) for _ in range(count)]
        connection.execute(
            "update postroom.services set rate_limit = 100000000,"
            " sms_message_limit = 1000000000, email_message_limit = 1000000000"
        )
    return made


def send_through(running: SimpleNamespace, provider: str) -> None:
    """Let this provider alone have text messages."""
    with connect(running) as connection:
        connection.execute(
            "update postroom.provider_details set active = identifier = %s"
            " where notification_type = 'sms'",
            [provider],
        )


def run_file(connection: psycopg.Connection, file: Path, **names: object) -> None:
    """Each statement of a file, in a transaction of its own, with :names filled in."""
    text = file.read_text()
    for name, value in names.items():
        text = text.replace(f":{name}", str(value))
    for statement in text.split(";\n\n"):
        connection.execute(statement)


def descendants(process: int) -> list[int]:
    """A process's children and theirs, as far as they still live."""
    return [number for number, _ in family(process)][1:]


def cpu_seconds(process: int) -> float:
    """User and system time of a process and all its descendants so far, the ended too."""
    return sum(ticks for _, ticks in family(process)) / TICKS


def family(process: int) -> list[tuple[int, int]]:
    """A process and its descendants, with the clock ticks that each has used."""
    children, spent = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat:
                fields = stat.read().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(name))
        spent[int(name)] = sum(map(int, fields[11:15]))
    found, waiting = [], [process]
    while waiting:
        process = waiting.pop()
        found.append((process, spent.get(process, 0)))
        waiting += children.get(process, [])
    return found


class CPU:
    """CPU time by part of the stack since it was made."""

    def __init__(self, running: SimpleNamespace) -> None:
        parts = {name: part.pid for name, part in running.parts.items()}
        self._processes = {**parts, "postgres": running.postgres}
        self._before = self._now()

    def _now(self) -> dict[str, float]:
        return {name: cpu_seconds(process) for name, process in self._processes.items()}

    def milliseconds_per(self, count: int) -> dict[str, float]:
        now = self._now()
        return {name: 1000 * (now[name] - self._before[name]) / max(count, 1) for name in now}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of the values does not exceed."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def median(values: Iterable[float]) -> float:
    return statistics.median(list(values))


def describe_machine(running: SimpleNamespace) -> None:
    with connect(running) as connection:
        settings = {
            name: connection.execute(f"show {name}").fetchone()
            for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        }
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(
        f"machine: {os.cpu_count()} cores, {memory:.0f} GB, Python {sys.version.split()[0]},"
        f" PostgreSQL {settings.pop('server_version').split()[0]}"
        f" ({', '.join(f'{name} {value}' for name, value in settings.items())}),"
        f" load average {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def say(label: str, text: str) -> None:
    """One line of results."""
    print(f"{label}: {text}", flush=True)


def figure(name: str, measured: str, target: str = "") -> None:
    """One row of the table in docs/performance.md, which `make bench` reads from this line."""
    print(f"{FIGURE}{name} | {target} | {measured}", flush=True)


def point(plot: str, **values: float) -> None:
    """One point of a scaling figure, the first value its place; replaces an older one there.

    It goes to docs/plots/<plot>.csv if RECORD is set, which `make bench` does.
    """
    if not os.environ.get("RECORD"):
        return
    file = PLOTS / f"{plot}.csv"
    rows = list(csv.DictReader(file.open())) if file.exists() else []
    place = next(iter(values))
    rows = [row for row in rows if float(row[place]) != values[place]]
    rows.append({name: f"{value:.10g}" for name, value in values.items()})
    rows.sort(key=lambda row: float(row[place]))
    PLOTS.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(values), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
