"""Figures for Prometheus: of the database, and of the requests to this process or to all.

With PROMETHEUS_MULTIPROC_DIR, which `postroom.supervisor` sets, the counters of all web processes
of a machine lie in files of that folder, and any of them tells the sum.
"""

import os
import time
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from api import database

LABELS = ("method", "host", "path", "code")
requests = Counter("http_server_requests_total", "Requests", LABELS, registry=None)
durations = Histogram(
    "http_server_request_duration_seconds", "Seconds until the answer", LABELS, registry=None
)
# Labels come from what clients send: nothing that they could make up without end.
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}


def init_app(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(count)


def begin() -> None:
    g.began = time.perf_counter()


def count(response: Response) -> Response:
    labels = (
        request.method if request.method in METHODS else "other",
        urlsplit(current_app.config["postroom"].base_url).netloc,
        request.url_rule.rule if request.url_rule else "No endpoint",
        response.status_code,
    )
    requests.labels(*labels).inc()
    if "began" in g:
        durations.labels(*labels).observe(time.perf_counter() - g.began)
    return response


def page() -> bytes:
    """Everything, in Prometheus' text format 0.0.4."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DatabaseFigures())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(requests)
        registry.register(durations)
    return generate_latest(registry)


class DatabaseFigures:
    """What api.read_metrics says, as prometheus-client wants it."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        rows = sorted(database.call("api.read_metrics"), key=itemgetter("name"))
        for name, group in groupby(rows, key=itemgetter("name")):
            samples = list(group)
            names = sorted(samples[0]["labels"])
            family = GaugeMetricFamily(name, samples[0]["help"], labels=names)
            for row in samples:
                family.add_metric([row["labels"][label] for label in names], row["value"])
            yield family
