"""/platform-stats/…: what all services sent and pay for, as lists that become files."""

from flask import Blueprint, Response

from api.internal.dates import read_range, read_year_range
from api.internal.streams import stream_list

blueprint = Blueprint("reports", __name__, url_prefix="/platform-stats")


@blueprint.get("/data-for-billing-report")
def list_bills() -> Response:
    """What each service has to pay for some days of a financial year. Errors: 400."""
    return stream_list("api.list_bills", read_year_range())


@blueprint.get("/data-for-dvla-billing-report")
def list_despatched_letters() -> Response:
    """What the printer despatched on some days of a financial year. Errors: 400."""
    return stream_list("api.list_despatched_letters", read_year_range())


@blueprint.get("/daily-volumes-report")
def list_daily_volumes() -> Response:
    """How much was sent on each day. Errors: 400."""
    return stream_list("api.list_daily_volumes", read_range())


@blueprint.get("/daily-sms-provider-volumes-report")
def list_provider_volumes() -> Response:
    """How many text messages each provider had on each day. Errors: 400."""
    return stream_list("api.list_provider_volumes", read_range())


@blueprint.get("/volumes-by-service")
def list_service_volumes() -> Response:
    """How much each live service sent. Errors: 400."""
    return stream_list("api.list_service_volumes", read_range())
