"""Descriptions of providers, read and checked as a whole before anybody relies on them."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from postroom.http_providers import checks, filling
from postroom.http_providers.checks import Fault
from postroom.http_providers.places import Place, compiled

# Those that have a module of their own in jobs/providers.
OTHERS = frozenset(["sandbox", "mmg", "firetext", "smtp", "ses", "spool", "dvla"])
HERE = Path(__file__).parent
PRESETS = HERE / "presets"


@dataclass(frozen=True, slots=True)
class Description:
    """A provider as an installation has it. Parts are as schema.json has them."""

    name: str
    type: str
    display_name: str
    abroad: bool
    timeout_seconds: float | None
    request: Mapping[str, Any]
    auth: Mapping[str, str] | None
    answer: "Answer"
    receipts: "Receipts | None"
    # Of the installation: credentials, addresses.
    values: Mapping[str, str] = field(repr=False)

    def fill(self, text: str) -> str:
        """A text of the description that no message is needed for."""
        return filling.text(text, self.values)

    def passwords(self) -> Iterator[str]:
        """The names of values that let receipts in just by being shown."""
        signature = self.receipts.signature if self.receipts else {}
        for part in ("password", "value"):
            yield from filling.names(signature.get(part, ""))


@dataclass(frozen=True, slots=True)
class Answer:
    words: tuple[Place, ...]
    means: Mapping[str, str]
    reference: Place | None


@dataclass(frozen=True, slots=True)
class Receipts:
    is_form: bool
    each: Any  # a JSONPath
    id: Place | None
    reference: Place | None
    words: tuple[Place, ...]
    means: Mapping[str, str]
    at: Place | None
    signature: Mapping[str, Any]


def read(name: str, given: Mapping[str, str], folder: str | None) -> Description:
    """The provider that HTTP_PROVIDERS has under this name with these values. Raises Fault.

    Its description has the same name, or that of the value `preset`. One in the operator's folder
    counts more than one that comes with Postroom.
    """
    if name in OTHERS:
        raise Fault("this name belongs to another provider")
    values = dict(given)
    source = load(values.pop("preset", name), folder)
    defaults = source.get("defaults", {})
    known = {*source.get("needs", []), *defaults}
    for missing in sorted(known - defaults.keys() - {key for key in values if values[key]}):
        raise Fault(f"{missing} is missing")
    for unknown in sorted(values.keys() - known):
        raise Fault(f"nothing needs {unknown}")
    values = {**defaults, **values}
    try:
        checks.check(source, known, values)
        return describe(name, source, values)
    except ValueError as error:
        raise Fault(str(error)) from None


def load(preset: str, folder: str | None) -> dict[str, Any]:
    """The file of this name, as schema.json wants it. Raises Fault."""
    paths = [Path(place) / f"{preset}.toml" for place in (folder, PRESETS) if place]
    path = next((path for path in paths if path.is_file()), None)
    if path is None or "/" in preset:
        raise Fault(f"there is no description {preset}.toml")
    try:
        source = tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise Fault(f"{path} cannot be read: {error}") from None
    for wrong in schema().iter_errors(source):
        place = ".".join(str(step) for step in wrong.instance_path)
        raise Fault(f"{path}: {place or 'the file'}: {wrong.message}")
    return source


@cache
def schema() -> jsonschema_rs.Draft202012Validator:
    """What is wrong is told without its value, in whose place somebody may have put a secret."""
    found = json.loads((HERE / "schema.json").read_text())
    return jsonschema_rs.Draft202012Validator(found, mask="this")


def read_all(given: Mapping[str, Mapping[str, str]], folder: str | None) -> dict[str, Description]:
    """All that HTTP_PROVIDERS has, by name."""
    return {name: read(name, values, folder) for name, values in given.items()}


def describe(name: str, source: Mapping[str, Any], values: Mapping[str, str]) -> Description:
    """Raises ValueError for a place that is none."""
    answer = source["answer"]
    return Description(
        name=name,
        type=source["type"],
        display_name=source["display_name"],
        abroad=source.get("abroad", source["type"] == "letter"),
        timeout_seconds=source.get("timeout_seconds"),
        request=source["request"],
        auth=source.get("auth"),
        answer=Answer(
            places(answer.get("words", [])), answer["means"], place(answer.get("reference"))
        ),
        receipts=describe_receipts(source["receipts"]) if "receipts" in source else None,
        values=values,
    )


def describe_receipts(source: Mapping[str, Any]) -> Receipts:
    return Receipts(
        is_form=source.get("format") == "form",
        each=compiled(source.get("each", "$")),
        id=place(source.get("id")),
        reference=place(source.get("reference")),
        words=places(source["words"]),
        means=source["means"],
        at=place(source.get("at")),
        signature=source["signature"],
    )


def places(texts: list[str]) -> tuple[Place, ...]:
    return tuple(Place(text) for text in texts)


def place(text: str | None) -> Place | None:
    return None if text is None else Place(text)
