"""Figures for operators and their monitoring, without personal data or secrets."""

import gzip
import hmac
import threading
from typing import Any

import psycopg
from cachetools import TTLCache, cached
from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from api import database, metrics
from api.wire.errors import Refused

blueprint = Blueprint("monitoring", __name__)

# Seconds that what was found of the platform is shown, however many ask.
FRESH = 3
# Seconds to wait for the database; whoever asks how things are may not wait for long.
PATIENCE = 2


@blueprint.before_request
def check_token() -> None:
    """Let in whoever shows METRICS_TOKEN as a bearer token; without one, anybody in development."""
    config = current_app.config["postroom"]
    token = config.metrics_token
    if not token and not config.development:
        raise Refused(403, "Closed until METRICS_TOKEN is set: then open to whoever shows it")
    given = request.headers.get("Authorization", "")
    if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Refused(401, "Unauthorized, a bearer token is needed")


@blueprint.get("/metrics")
def get_metrics() -> Response:
    """Figures for Prometheus (ops.metrics, and requests), text format 0.0.4, gzip if accepted."""
    response = Response(metrics.page(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data()))
        response.content_encoding = "gzip"
    return response


@blueprint.get("/_status/details")
def get_details() -> tuple[dict[str, Any], int]:
    """How the platform is: `status` is ok, warning or critical, as the gravest alert that holds;
    alerts, each step of maintenance, the queue's lanes, live workers, days with partitions.

    Looked at now, not when a worker last did. 503, and critical, while the database is away.
    """
    try:
        return read_details(), 200
    except psycopg.OperationalError:
        away = {"name": "database_away", "severity": "critical", "count": 1}
        return {"status": "critical", "alerts": [away]}, 503


@cached(
    TTLCache(maxsize=8, ttl=FRESH),
    key=lambda: current_app.config["postroom"].api_database_url,
    condition=threading.Condition(),
)
def read_details() -> dict[str, Any]:
    """What the database says, a few seconds old at most; one thread asks for all that wait."""
    return database.call_value("api.read_status_details", patience=PATIENCE)
