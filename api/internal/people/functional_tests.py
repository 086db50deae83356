"""/__testing/functional/users: people for the functional tests of the admin app.

Only where Postroom is tried out, and for a client of its own (docs/contract/internal.md,
functional tests).
"""

from typing import Any

from flask import Blueprint
from psycopg.types.json import Jsonb

from api import database
from api.internal.people import passwords
from api.wire.errors import Refused
from api.wire.forms import MISSING, known_id, read_json
from api.wire.validation import Schema

blueprint = Blueprint("functional_tests", __name__, url_prefix="/__testing/functional")

TEXT = {"type": "string", "format": "text"}
NEEDED = (
    "name", "email_address", "mobile_number", "auth_type", "password", "state", "permissions",
    "service_id",
)  # fmt: skip
PEOPLE = Schema(
    {},
    open=True,
    type="array",
    items={
        "type": "object",
        "properties": {
            **dict.fromkeys(NEEDED, TEXT),
            "email_address": {"type": "string", "format": "email_address"},
            "permissions": {"type": "array", "items": {"type": "string"}},
            "organisation_id": TEXT,
        },
    },
)


@blueprint.put("/users")
def save_test_users() -> tuple[str, int]:
    """Make people, or make them what they are asked to be. 201.

    Errors: 400 ValidationError; 400 by field for what is missing; 404 for an unknown service.
    """
    people: Any = PEOPLE.validate(read_json())
    database.call("api.save_test_users", people=Jsonb([to_columns(person) for person in people]))
    return "ok", 201


def to_columns(person: dict[str, Any]) -> dict[str, Any]:
    if missing := [name for name in NEEDED if name not in person]:
        raise Refused(400, {name: [MISSING] for name in missing})
    for name in ("service_id", "organisation_id"):
        if name in person:
            person[name] = str(known_id(person[name]))
    return {**person, "password_hash": passwords.hash(person.pop("password"))}
