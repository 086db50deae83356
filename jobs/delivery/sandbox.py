"""What the sandbox provider was given, for looking at in development."""

import json
from dataclasses import asdict
from typing import Any

from psycopg.types.json import Json

from jobs.providers import SMS, Email


def describe(message: SMS | Email) -> Json:
    """The message as GET /_sandbox/messages shows it."""
    fields: dict[str, Any] = {
        name: value for name, value in asdict(message).items() if name not in ("id", "raw")
    }
    kind = "sms" if isinstance(message, SMS) else "email"
    return Json({"type": kind, **fields}, dumps=in_utf_8)


def in_utf_8(value: object) -> bytes:
    """JSON without escapes, which for a large email would take many times as long."""
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")
