"""The whole of Postroom, running: a cluster of its own, the API, the worker."""

import os
import random
import socket
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import psycopg
from psycopg.rows import dict_row

from postroom.launch import cluster, demo, migrate, supervisor
from postroom.links import secret_keys
from postroom.settings import config
from tests.tools import pgbouncer

# Below those that the kernel gives to connections.
LISTENED = range(20_000, 32_000)


@contextmanager
def stack(names: Iterable[str] = supervisor.COMMANDS, **settings: str) -> Iterator[SimpleNamespace]:
    """.base_url, .variables, .parts (processes by name), .directory (of the cluster)."""
    port = os.environ.get("PORT") or free_port()
    with new_cluster() as directory, pgbouncer.in_front_of(directory) as pooler:
        variables = {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": port,
            "BASE_URL": f"http://127.0.0.1:{port}",
            "NOTIFY_ENVIRONMENT": "development",
            "NOTIFY_LOG_LEVEL": "ERROR",
            "SECRET_KEYS": secret_keys.generate(),
            **cluster.urls(directory),
            **pgbouncer.variables(cluster.url(directory), pooler),
            "OBJECT_STORE_URL": str(directory / "objects"),
            **settings,
        }
        with supervisor.background(variables, names) as parts:
            yield SimpleNamespace(
                base_url=variables["BASE_URL"],
                variables=variables,
                parts=parts,
                directory=directory,
            )


@contextmanager
def new_cluster() -> Iterator[Path]:
    """The folder of a cluster whose database is migrated: a copy of the run's, if it made one."""
    made = os.environ.get("TEST_MIGRATED")
    with cluster.temporary(like=Path(made) if made else None) as directory:
        migrate.main(cluster.url(directory))
        yield directory


def connect(running: SimpleNamespace) -> psycopg.Connection:
    """The admin's connection to a running stack's database."""
    return psycopg.connect(running.variables["DATABASE_URL"], row_factory=dict_row, autocommit=True)


def demo_service(running: SimpleNamespace) -> dict:
    """A service in a running stack, as var/demo.json describes one."""
    settings = config.load(running.variables)
    with psycopg.connect(settings.database_url, row_factory=psycopg.rows.scalar_row) as connection:
        made = demo.create(connection, secret_keys.SecretBox(settings.secret_keys))
    return {"base_url": running.base_url, **made}


def memory(running: SimpleNamespace) -> int:
    """MiB that the API's processes hold."""
    parent = running.parts["api"].pid
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True)
    lines = [
        line
        for pid in (parent, *found.stdout.split())
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    ]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


def free_port() -> str:
    """A port that nobody listens on, and that no connection under way happens to get."""
    while True:
        port = random.choice(LISTENED)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return str(port)
