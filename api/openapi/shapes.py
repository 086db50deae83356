"""Ways to write a JSON Schema shortly."""

from typing import Any

Schema = dict[str, Any]

UUID = {"type": "string", "format": "uuid", "examples": ["740e5834-3a29-46b4-9a6f-16142fde533a"]}
MOMENT = {
    "type": "string",
    "format": "date-time",
    "description": "UTC, always six digits of fraction and a Z.",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$",
    "examples": ["2026-11-23T17:05:07.015491Z"],
}
# Examples, by format or type, of fields that have none of their own.
EXAMPLES = {
    "uuid": UUID["examples"][0],
    "uri": "https://notify.example/…",
    "string": "",
    "integer": 1,
    "boolean": True,
}


def text(description: str = "", example: str | None = None, **rules: Any) -> Schema:
    return about({"type": "string", **rules}, description, example)


def whole(description: str = "", example: int | None = None) -> Schema:
    return about({"type": "integer", "minimum": 0}, description, example)


def about(schema: Schema, description: str = "", example: Any = None) -> Schema:
    """The schema with a description and an example of its own, where there are any."""
    said = {"description": description} if description else {}
    return {**schema, **said, **({} if example is None else {"examples": [example]})}


def or_null(schema: Schema, description: str = "") -> Schema:
    kinds = {**schema, "type": [schema["type"], "null"]}
    return about(
        {**kinds, "enum": [*kinds["enum"], None]} if "enum" in kinds else kinds, description
    )


def closed(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    """An object with exactly these properties, all there but the optional ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def sample(schema: Schema, components: dict[str, Schema]) -> Any:
    """An example of what a schema describes, put together from those of its parts."""
    if "$ref" in schema:
        return sample(components[schema["$ref"].rsplit("/", 1)[1]], components)
    if "examples" in schema:
        return schema["examples"][0]
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], components)
    kind = schema.get("type", "object")
    if "null" in kind:
        return None
    if kind == "object":
        return {n: sample(s, components) for n, s in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample(schema["items"], components)]
    return EXAMPLES[schema["format"] if schema.get("format") in EXAMPLES else kind]
