"""What the sandbox provider was given, for looking at in development."""

from dataclasses import asdict
from typing import Any

from psycopg.types.json import Json

from jobs.providers import SMS, Email


def describe(message: SMS | Email) -> Json:
    """The message as GET /_sandbox/messages shows it."""
    fields: dict[str, Any] = {
        name: value for name, value in asdict(message).items() if name not in ("id", "raw")
    }
    return Json({"type": "sms" if isinstance(message, SMS) else "email", **fields})
