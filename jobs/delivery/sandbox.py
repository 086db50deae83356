"""What the sandbox provider was given, for looking at in development."""

import json
from dataclasses import asdict
from typing import Any

import orjson
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
    """JSON without escapes, by the fastest: a large email must not hold the event loop up."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a character of which there is half
        return json.dumps(value, ensure_ascii=False).encode(errors="replace")
