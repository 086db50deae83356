"""/service/live-services-data, /service/monthly-data-by-service: all services in a file."""

from flask import Blueprint, Response

from api.internal.dates import read_range
from api.internal.streams import stream_list

blueprint = Blueprint("reports", __name__, url_prefix="/service")


@blueprint.get("/live-services-data")
def list_live_services() -> Response:
    """Every live service: who made it live, what it meant to send and what it sends."""
    return stream_list("api.list_live_services", {}, '{"data":[', "]}")


@blueprint.get("/monthly-data-by-service")
def list_monthly_statuses() -> Response:
    """What became of what each service sent, by month and type. Errors: 400 without two dates."""
    return stream_list("api.list_monthly_statuses", read_range())
