"""Names of brandings, of which no two of a kind are alike."""

from collections.abc import Mapping
from typing import Any

from api.wire.errors import Refused, not_found
from api.wire.forms import LONGEST

# Characters that columns hold.
SHORT = {name: LONGEST for name in ("name", "filename", "logo", "text", "alt_text")} | {"colour": 7}
NAME = {"type": "string", "minLength": 1, "format": "one-line"}


def answer(name: str | None) -> dict[str, str]:
    """A name that is free. Raises Refused (400) when there is none."""
    if name is None:
        raise Refused(400, {"name": ["Too many brandings have this name"]})
    return {"name": name}


def check_lengths(values: Mapping[str, Any], lengths: Mapping[str, int]) -> None:
    """Raises Refused (404) for a text that no column holds (docs/contract/internal.md, errors)."""
    if any(len(values.get(name) or "") > length for name, length in lengths.items()):
        raise not_found()
