"""GET /v2/received-text-messages: what people sent to the service's number."""

from typing import Any

from flask import Blueprint, request

from api import database
from api.public.authentication import authenticated
from api.sending.services import Caller
from api.wire.schemas import RECEIVED
from api.wire.times import to_wire
from api.wire.validation import read_query, read_uuid

blueprint = Blueprint("received_text_messages", __name__, url_prefix="/v2/received-text-messages")

PAGE_SIZE = 250


@blueprint.get("")
@authenticated
def list_received_text_messages(caller: Caller) -> dict[str, Any]:
    """A page of what the service still keeps, newest first, with any key.

    See docs/contract/reading.md, received text messages.

    Errors: 400 ValidationError.
    """
    query = read_query(RECEIVED, repeatable=frozenset())
    rows = database.call(
        "api.list_received_messages",
        service_id=caller.service.id,
        context_version=caller.service.version,
        older_than=read_uuid("older_than", query["older_than"]) if "older_than" in query else None,
        page_size=PAGE_SIZE,
    )
    return {
        "received_text_messages": [to_body(caller, row) for row in rows],
        "links": links(rows),
    }


def links(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The list from its beginning and, unless this page is empty, the next."""
    found = {"current": f"{request.host_url}v2/received-text-messages"}
    if rows:
        found["next"] = f"{found['current']}?older_than={rows[-1]['id']}"
    return found


def to_body(caller: Caller, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "created_at": to_wire(row["created_at"]),
        "service_id": str(caller.service.id),
        "notify_number": row["notify_number"],
        "user_number": row["user_number"],
        "content": row["content"],
    }
