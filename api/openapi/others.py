"""What needs no token: one-click unsubscribe and the status of the installation."""

from typing import Any

from api.openapi.operations import OTHER, PATH, found, json
from api.openapi.shapes import ref
from api.wire.errors import NOT_FOUND, UNAVAILABLE


def open_operation(
    id: str, summary: str, description: str, responses: dict[str, Any], *parameters: dict[str, Any]
) -> dict[str, Any]:
    """An operation that anyone may ask for."""
    return {
        "tags": [OTHER],
        "operationId": id,
        "summary": summary,
        "description": description,
        "security": [],
        "parameters": list(parameters),
        "responses": {
            "500": {"description": "A fault of ours.", **json(ref("Fault"))},
            "503": {"description": "The database is away.", **json(ref("Away"))},
            **responses,
        },
    }


SIMPLE = {
    "name": "simple",
    "in": "query",
    "description": "With any value the database is not asked, and the answer is the status alone.",
    "schema": {"type": "string"},
}
UNKNOWN_LINK = {
    "description": "The link is not one of ours, is older than a year, or its email is forgotten.",
    **json({"anyOf": [ref("InvalidLink"), ref("NoSuchAddress")]}),
}


def status(id: str) -> dict[str, Any]:
    return open_operation(
        id, "Is it up?", "200 when the database answers too.", found(ref("Status")), SIMPLE
    )


def refusal(message: dict[str, Any]) -> dict[str, Any]:
    """The envelope of errors outside /v2, and of routing everywhere."""
    return {
        "type": "object",
        "properties": {"result": {"const": "error"}, "message": message},
        "required": ["message", "result"],
        "additionalProperties": False,
    }


SCHEMAS = {
    "NoSuchAddress": refusal({"type": "string", "examples": [NOT_FOUND]}),
    "Away": refusal({"type": "string", "examples": [UNAVAILABLE]}),
    "Fault": refusal({"type": "string", "examples": ["Internal server error"]}),
    "InvalidLink": refusal(
        {
            "type": "object",
            "properties": {
                "unsubscribe request": {
                    "enum": [
                        "This is not a valid unsubscribe link.",
                        "This unsubscribe link is invalid or expired.",
                    ]
                }
            },
            "required": ["unsubscribe request"],
            "additionalProperties": False,
        }
    ),
}

READINESS = {
    state: {
        "description": text,
        **json(
            {
                "type": "object",
                "properties": {"status": {"const": word}},
                "required": ["status"],
                "additionalProperties": False,
            }
        ),
    }
    for state, text, word in (
        ("200", "It can.", "ok"),
        ("503", "Its database does not answer.", "unavailable"),
    )
}

PATHS = {
    "/unsubscribe/{notification_id}/{token}": {
        "post": open_operation(
            "unsubscribe",
            "Unsubscribe with one click",
            "What the `List-Unsubscribe` header of an email leads to; no body is read.",
            {**found(ref("Unsubscribed")), "404": UNKNOWN_LINK},
            *(
                {"name": name, "in": "path", "required": True, "schema": PATH[name]}
                for name in ("notification_id", "token")
            ),
        )
    },
    "/": {"get": status("get_root")},
    "/_status": {"get": status("get_status"), "post": status("post_status")},
    "/_status/ready": {
        "get": open_operation(
            "get_readiness",
            "Can it serve?",
            "For load balancers: whether the process that answers reaches its database.",
            READINESS,
        )
    },
    "/_status/live-service-and-organisation-counts": {
        "get": open_operation(
            "count_live",
            "How many use it",
            "Services that are live, and organisations that have one.",
            found(ref("Counts")),
        )
    },
}
