"""Development only: what the sandbox provider would have sent."""

from typing import Any

from flask import Blueprint

from api import database
from api.wire.times import to_wire

blueprint = Blueprint("sandbox", __name__, url_prefix="/_sandbox")


@blueprint.get("/messages")
def list_messages() -> dict[str, list[dict[str, Any]]]:
    """The last hundred messages, newest first, each as the provider was given it."""
    return {
        "messages": [
            {"id": str(row["id"]), "sent_at": to_wire(row["sent_at"]), **row["message"]}
            for row in database.call("api.sandbox_messages")
        ]
    }
