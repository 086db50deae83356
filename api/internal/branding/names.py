"""Names of brandings, of which no two of a kind are alike."""

from api.wire.errors import Refused

NAME = {"type": "string", "minLength": 1, "format": "one-line"}


def answer(name: str | None) -> dict[str, str]:
    """A name that is free. Raises Refused (400) when there is none."""
    if name is None:
        raise Refused(400, {"name": ["Too many brandings have this name"]})
    return {"name": name}
