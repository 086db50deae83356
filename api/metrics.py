"""Figures for Prometheus: of the database, and of the requests to this process or to all.

With PROMETHEUS_MULTIPROC_DIR, which `postroom.supervisor` sets, the counters of all web processes
of a machine lie in files of that folder, and any of them tells the sum.
"""

import time
from collections.abc import Iterator
from functools import cache
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
    if current_app.config["postroom"].metrics_folder:
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
