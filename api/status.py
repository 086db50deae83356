"""Whether this process and its database are alive."""

from typing import Any

from flask import Blueprint, current_app, request

from api import database

blueprint = Blueprint("status", __name__)


@blueprint.get("/_status/live-service-and-organisation-counts")
def count_live() -> dict[str, int]:
    """How many services are live, and how many organisations have at least one of them."""
    return database.call_one("api.count_live")


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
