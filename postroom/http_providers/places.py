"""Where something lies in an answer or a receipt: in its body, a header or the address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError

JSONPATH = JSONPathEnvironment(strict=True)


@dataclass(frozen=True, slots=True)
class Said:
    """What came: its body as JSON or as a form's fields, its headers, and the address's query."""

    body: Any
    # Whose names are those of HTTP, in whatever case.
    headers: Any = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


class Place:
    """`$.path` (JSONPath, RFC 9535) in the body, `header NAME`, or `query NAME`."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for a text that names no place."""
        self.text = text
        self._path = compiled(text) if text.startswith("$") else None
        self._kind, _, self._name = text.partition(" ")

    def find(self, said: Said) -> str:
        """The text, number or truth value there, as text; empty if there is none."""
        if self._path is not None:
            return text_of(first(self._path, said.body))
        names = said.headers if self._kind == "header" else said.query
        return names.get(self._name, "").strip()


def compiled(path: str) -> JSONPath:
    try:
        found = JSONPATH.compile(path)
    except JSONPathError:
        raise ValueError(f"{path!r} is no JSONPath") from None
    assert isinstance(found, JSONPath), "strict mode knows no compound paths"
    return found


def first(path: JSONPath, body: Any) -> Any:
    """The first that a path leads to. Strangers may write deeper than anybody reads."""
    try:
        match = path.match(body) if isinstance(body, dict | list) else None
    except JSONPathError:
        return None
    return match.obj if match else None


def every(path: JSONPath, body: Any) -> list[Any]:
    """All that a path leads to."""
    try:
        return path.findall(body) if isinstance(body, dict | list) else []
    except JSONPathError:
        return []


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip() if isinstance(value, str | int | float) else ""
