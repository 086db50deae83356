"""For operators and their monitoring: no personal data, no secrets, but figures."""

import gzip
import hmac
from typing import Any

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from api import database, metrics
from api.errors import Refused

blueprint = Blueprint("monitoring", __name__)


@blueprint.before_request
def check_token() -> None:
    """With METRICS_TOKEN only for `Authorization: Bearer` and it; without, in development only."""
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
def get_details() -> dict[str, Any]:
    """How the platform is: `status` is ok, warning or critical, as the gravest open alert;
    alerts, each step of maintenance, the queue's lanes, live workers, days with partitions.
    """
    return database.call_value("api.read_status_details")
