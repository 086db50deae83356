"""Whether this process and its database are alive."""

from typing import Any

import psycopg
from flask import Blueprint, current_app, request

from api import database

blueprint = Blueprint("status", __name__)

# Seconds that a load balancer's question waits for the database.
PATIENCE = 2


@blueprint.get("/_status/live-service-and-organisation-counts")
def count_live() -> dict[str, int]:
    """How many services are live, and how many organisations have at least one of them."""
    return database.call_row("api.count_live")


@blueprint.get("/")
@blueprint.route("/_status", methods=["GET", "POST"])
def get_status() -> dict[str, Any]:
    """200 when the database answers too; with ?simple= the database is not asked."""
    if request.args.get("simple"):
        return {"status": "ok"}
    config = current_app.config["postroom"]
    version = database.call_value("api.schema_version")
    return {
        "status": "ok",
        "git_commit": config.git_commit,
        "build_time": config.build_time,
        "db_version": version,
        # There is one database for all purposes.
        "db_bulk_version": version,
    }


@blueprint.get("/_status/ready")
def get_readiness() -> tuple[dict[str, str], int]:
    """Whether this process can serve: 200, or 503 while its database does not answer.

    Liveness is /_status?simple=1: a process that is not ready is not to be restarted for it.
    """
    try:
        database.call("api.schema_version", patience=PATIENCE)
    except psycopg.Error:
        return {"status": "unavailable"}, 503
    return {"status": "ok"}, 200
