"""The document as a page: one answer, nothing else to fetch, nothing to run."""

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Response, render_template

from api.openapi import markdown
from api.openapi.shapes import sample

STYLE = (Path(__file__).parent / "style.css").read_text()
METHODS = ("get", "post", "put", "delete")


class Row(NamedTuple):
    """One line of a table of fields or parameters."""

    name: str
    kind: str
    required: bool
    description: str
    link: str = ""


class Operation(NamedTuple):
    method: str
    path: str
    about: dict[str, Any]


def render(document: dict[str, Any]) -> Response:
    """The page, with a policy that allows it its own style and nothing more."""
    components = document["components"]["schemas"]
    html = render_template(
        "openapi/page.html",
        document=document,
        style=STYLE,
        tags=[(tag, list(operations(document, tag["name"]))) for tag in document["tags"]],
        schemas=components,
        headings=markdown.headings(document["info"]["description"]),
        blocks=markdown.blocks,
        inline=markdown.inline,
        anchor=markdown.anchor,
        rows=rows,
        kind=kind,
        choices=choices,
        faults=faults,
        example=lambda schema: as_text(sample(schema, components)),
    )
    answer = Response(html, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = policy()
    return answer


@cache
def policy() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def operations(document: dict[str, Any], tag: str) -> Iterator[Operation]:
    """Those under a tag, in the document's order."""
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods and tag in methods[method]["tags"]:
                yield Operation(method.upper(), path, methods[method])


def rows(schema: dict[str, Any], prefix: str = "") -> Iterator[Row]:
    """An object's properties, those of objects in it by their full names."""
    required = schema.get("required", [])
    for name, part in schema.get("properties", {}).items():
        full = f"{prefix}{name}"
        link = linked(part)
        yield Row(full, kind(part), name in required, part.get("description", ""), link)
        yield from rows(part, f"{full}.")
        yield from rows(part.get("items", {}), f"{full}[].")


def linked(schema: dict[str, Any]) -> str:
    """The name of the schema that this one consists of, if it is one of the document's."""
    target = schema.get("items", schema).get("$ref", "")
    return target.rsplit("/", 1)[-1]


def kind(schema: dict[str, Any]) -> str:
    """The type of a value in words."""
    if "$ref" in schema:
        return linked(schema)
    if "anyOf" in schema or "oneOf" in schema:
        parts = schema.get("anyOf") or schema["oneOf"]
        return " or ".join(kind(part) for part in parts)
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    values = [value for value in schema.get("enum", []) if value is not None]
    types = schema.get("type", "any")
    names = [types] if isinstance(types, str) else list(types)
    if values:
        names[:1] = [", ".join(f"`{value}`" for value in values)]
    elif names[0] == "array":
        names[0] = f"list of {kind(schema['items'])}" if "items" in schema else "list"
    elif schema.get("format") in ("uuid", "date-time", "uri"):
        names[0] = {"uuid": "UUID", "date-time": "date and time", "uri": "URL"}[schema["format"]]
    return " or ".join(names)


def choices(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The schemas one of which a body has."""
    return schema.get("oneOf") or schema.get("anyOf") or [schema]


def faults(operation: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Status, name and text of each error of an operation."""
    return [
        (status, fault["error"], fault["message"])
        for status, response in operation["responses"].items()
        for example in response["content"].get("application/json", {}).get("examples", {}).values()
        for fault in example["value"]["errors"]
    ]


def as_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
