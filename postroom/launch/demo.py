"""A service to try things with: three templates and a key of each type, in var/demo.json."""

import json
import secrets
import uuid
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import scalar_row
from psycopg.types.json import Jsonb

from postroom.connections import named
from postroom.links.secret_keys import SecretBox
from postroom.settings.config import Config
from postroom.statements import function_call

DETAILS = Path(__file__).parents[2] / "var" / "demo.json"

KEYS = {"live": "normal", "team": "team", "test": "test"}

SMS = "Hello ((name)), your application has arrived."
EMAIL = """Dear ((name))

# What happens next

* we look at your application
* we write to you within ten days

See https://www.example.com/help for more."""
LETTER = """Dear ((name))

Your application has arrived. We write to you again within ten days."""


def main(config: Config) -> dict[str, Any]:
    """The details of the demonstration service, which is made when it is not there yet.

    {"base_url", "service_id", "keys": {"live", "team", "test"}, "templates": {"sms", "email",
    "letter"}}, the keys in the form that clients take.
    """
    with psycopg.connect(named(config.database_url, "demo"), row_factory=scalar_row) as connection:
        details = json.loads(DETAILS.read_text()) if DETAILS.exists() else None
        if not details or not call(connection, "api.get_service", id=details["service_id"]):
            details = create(connection, SecretBox(config.secret_keys))
    details = {"base_url": config.base_url, **{k: v for k, v in details.items() if k != "base_url"}}
    DETAILS.parent.mkdir(exist_ok=True)
    DETAILS.touch(mode=0o600)
    DETAILS.write_text(json.dumps(details, indent=4) + "\n")
    return details


def create(connection: psycopg.Connection, box: SecretBox) -> dict[str, Any]:
    mark = secrets.token_hex(3)
    user = call(
        connection,
        "api.create_user",
        name="Demo",
        email_address=f"demo-{mark}@example.com",
        mobile_number="07700900123",
        state="active",
    )["id"]
    service = call(
        connection,
        "api.create_service",
        name=f"Demo {mark}",
        normalised_name=f"demo.{mark}",
        created_by_id=user,
        restricted=False,
    )["id"]
    common = {"service_id": service, "created_by_id": user}
    templates = {
        "sms": {"name": "A text message", "content": SMS},
        "email": {"name": "An email", "subject": "Your application, ((name))", "content": EMAIL},
        "letter": {"name": "A letter", "subject": "Your application", "content": LETTER},
    }
    return {
        "service_id": service,
        "keys": {name: create_key(connection, box, common, name) for name in KEYS},
        "templates": {
            kind: create_template(connection, common, kind, template)
            for kind, template in templates.items()
        },
    }


def create_template(
    connection: psycopg.Connection, owner: dict[str, str], kind: str, columns: dict[str, str]
) -> str:
    """The id of a new template of owner["service_id"], by owner["created_by_id"]."""
    return call(
        connection,
        "api.create_template",
        service_id=owner["service_id"],
        template_type=kind,
        columns=Jsonb({**columns, "created_by_id": owner["created_by_id"]}),
    )["id"]


def create_key(
    connection: psycopg.Connection, box: SecretBox, common: dict[str, str], name: str
) -> str:
    """A new key in the form that clients take: its name, the service, the secret."""
    secret = str(uuid.uuid4())
    call(
        connection,
        "api.create_api_key",
        name=name,
        key_type=KEYS[name],
        secret=box.encrypt(secret),
        **common,
    )
    return f"{name}-{common['service_id']}-{secret}"


def call(connection: psycopg.Connection, function: str, **arguments: Any) -> Any:
    return connection.execute(function_call(function, tuple(arguments)), arguments).fetchone()
