"""What a value of the personalisation becomes in a message (docs/contract/rendering.md, values)."""

from collections.abc import Iterable, Mapping
from typing import Any

from postroom.content.whitespace import strip

_SHOWN = frozenset(("yes", "y", "true", "t", "1", "include", "show"))
# "First_Name", "first-name" and "FIRST NAME" are one placeholder; tabs and accents count.
_IGNORED_IN_KEYS = str.maketrans(dict.fromkeys(" _-"))

Values = Mapping[str, Any]


def key(name: str) -> str:
    """The form under which names are compared: "First Name" -> "firstname"."""
    return name.translate(_IGNORED_IN_KEYS).lower()


def by_key(values: Values | None) -> dict[str, Any]:
    """The values under their keys; of two spellings of one key the last wins."""
    return {key(str(name)): value for name, value in values.items()} if values else {}


def is_shown(value: object) -> bool:
    """Whether a conditional with this value shows its text."""
    return as_text(value).lower() in _SHOWN


def list_items(value: Iterable[object]) -> list[str]:
    """The items of a list value as text: trimmed, nulls and blanks dropped."""
    items = (strip(as_text(item)) for item in value if item is not None)
    return [item for item in items if item]


def as_text(value: object) -> str:
    """A single value as text, the Python way: 12.5, True, {'a': 1}."""
    try:
        return value if isinstance(value, str) else str(value)
    except (ValueError, RecursionError):
        # An integer of more than 4,300 digits refuses to be printed; so does a JSON object
        # nested past the interpreter's limit. Nobody can read either.
        return ""


def in_words(items: list[str]) -> str:
    """["a", "b", "c"] -> "a, b and c", as lists read in subjects and text messages."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def as_bullets(items: list[str]) -> str:
    """A markdown list after a blank line, as lists read in email and letter bodies."""
    return "\n\n" + "\n".join(f"* {item}" for item in items) if items else ""
