"""Figures for Prometheus: of the database, and what this process or all of a machine have counted.

With PROMETHEUS_MULTIPROC_DIR, which `postroom.launch.supervisor` sets, the counters of all
processes that it started lie in files of that folder, and any web process tells the sum.
"""

import os
import time
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from flask import Flask, Response, current_app, g, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from api import database
from postroom import outcomes

LABELS = ("method", "host", "path", "code")
requests = Counter("http_server_requests_total", "Requests", LABELS, registry=None)
durations = Histogram(
    "http_server_request_duration_seconds", "Seconds until the answer", LABELS, registry=None
)
# Seconds to wait for the database; Prometheus itself waits for 10.
PATIENCE = 2
# Labels come from what clients send: nothing that they could make up without end.
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}


def init_app(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(count)


def begin() -> None:
    g.began = time.perf_counter()


def count(response: Response) -> Response:
    requests_like_it, durations_like_it = labelled(
        request.method if request.method in METHODS else "other",
        current_app.config["postroom"].base_url,
        request.url_rule.rule if request.url_rule else "No endpoint",
        response.status_code,
    )
    requests_like_it.inc()
    if "began" in g:
        durations_like_it.observe(time.perf_counter() - g.began)
    return response


@cache
def labelled(method: str, base_url: str, path: str, status: int) -> tuple[Counter, Histogram]:
    """What counts such requests; there are as many kinds as routes have answers."""
    labels = method, urlsplit(base_url).netloc, path, status
    return requests.labels(*labels), durations.labels(*labels)


def page() -> bytes:
    """Everything, in Prometheus' text format 0.0.4."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DatabaseFigures())
    registry.register(Processes())
    if current_app.config["postroom"].metrics_folder:
        MultiProcessCollector(registry)
    else:
        for metric in (requests, durations, *outcomes.ALL):
            registry.register(metric)
    return generate_latest(registry)


class DatabaseFigures:
    """What api.read_metrics says, as prometheus-client wants it; nothing while it is away."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            rows = database.call("api.read_metrics", patience=PATIENCE)
        except psycopg.OperationalError:
            rows = []
        answered = "Whether the database answered"
        yield GaugeMetricFamily("postroom_database_up", answered, value=bool(rows))
        rows.sort(key=itemgetter("name"))
        for name, group in groupby(rows, key=itemgetter("name")):
            samples = list(group)
            names = sorted(samples[0]["labels"])
            family = GaugeMetricFamily(name, samples[0]["help"], labels=names)
            for row in samples:
                family.add_metric([row["labels"][label] for label in names], row["value"])
            yield family


class Processes:
    """Memory, processor time and files of each process that counts here."""

    def collect(self) -> Iterable[Metric]:
        whole: dict[str, Metric] = {}
        for pid in processes():
            for part in collector(pid).collect():
                family = Metric(part.name, part.documentation, part.type)
                family = whole.setdefault(part.name, family)
                for sample in part.samples:
                    family.add_sample(sample.name, {"pid": str(pid)}, sample.value)
        return whole.values()


def collector(pid: int) -> ProcessCollector:
    return ProcessCollector(pid=lambda: pid, registry=None)


def processes() -> list[int]:
    """This one, or all that live of those that share its files."""
    folder = current_app.config["postroom"].metrics_folder
    if not folder:
        return [os.getpid()]
    pids = {int(path.stem.rpartition("_")[2]) for path in Path(folder).glob("*.db")}
    return sorted(pid for pid in pids if Path(f"/proc/{pid}").exists())
