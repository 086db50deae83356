"""How receipts are read and answered, the same for every provider."""

from typing import Any

from flask.typing import ResponseReturnValue

from api.wire import bodies

UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."
SUCCESS = {"result": "success"}


def json_object() -> dict[str, Any] | None:
    """The body as a JSON object whatever its content type, None if it is anything else."""
    return parse_object(bodies.read())


def parse_object(text: str | bytes) -> dict[str, Any] | None:
    """The text as a JSON object, None if it is anything else."""
    try:
        value = bodies.parse(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def refuse(message: Any) -> ResponseReturnValue:
    """A refusal (400) in the envelope of the routes outside /v2."""
    return {"result": "error", "message": message}, 400


def missing(provider: str, fields: dict[str, str]) -> list[str]:
    """A sentence for each field that is empty, in their order."""
    return [
        f"{provider} callback failed: {name} missing" for name, value in fields.items() if not value
    ]


def text_of(value: Any) -> str:
    """A text or number as text, empty if it is anything else or absent."""
    return str(value).strip() if isinstance(value, str | int) else ""
