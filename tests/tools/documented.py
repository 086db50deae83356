"""What the API's own description (api.openapi) says of requests and answers."""

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs
from flask import Flask

from api import openapi
from api.openapi import document
from api.openapi.errors import Fault
from postroom.settings.config import MAX_CONTENT_LENGTH

BASE_URL = "http://127.0.0.1:6011"


@cache
def described() -> dict[str, Any]:
    """The document, which needs no database."""
    app = Flask("described", static_folder=None)
    app.register_blueprint(openapi.blueprint)
    with app.app_context():
        return document.build(BASE_URL, MAX_CONTENT_LENGTH)


def answer_faults(
    method: str, path: str, status: int, content_type: str, body: bytes | Any
) -> list[str]:
    """How an answer differs from what is described; nothing is said of unknown addresses."""
    template = described_path(path)
    operation = described()["paths"].get(template, {}).get(method.lower())
    if operation is None:
        return []
    response = operation["responses"].get(str(status))
    if response is None:
        return [f"{method} {template}: no status {status}"]
    if content_type not in response["content"]:
        return [f"{method} {template}: {status} as {content_type}"]
    if content_type != "application/json":
        return []
    answer = json.loads(body) if isinstance(body, bytes) else body
    check = validator("paths", template, method.lower(), "responses", str(status))
    found = [error_text(error) for error in check.iter_errors(answer)]
    found += undocumented_errors(template, method.lower(), status, answer)
    return [f"{method} {template} {status}: {fault}" for fault in found]


def request_faults(method: str, path: str, body: Any) -> list[str]:
    """How a body differs from what is described."""
    template = described_path(path)
    operation = described()["paths"].get(template, {}).get(method.lower())
    if operation is None or body is None or "requestBody" not in operation:
        return []
    check = validator("paths", template, method.lower(), "requestBody")
    return [
        f"{method} {template}, request: {error_text(error)}" for error in check.iter_errors(body)
    ]


def described_path(path: str) -> str | None:
    """The path of the document that an address belongs to."""
    address = path.split("?")[0]
    paths = described()["paths"]
    if address in paths:
        return address
    return next((known for known in paths if pattern(known).fullmatch(address)), None)


@cache
def pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{\w+}", "[^/]+", path.replace("{version}", r"\d+")))


@cache
def validator(*steps: str) -> jsonschema_rs.Draft202012Validator:
    """Checks the JSON of what is at this place of the document."""
    found: Any = described()
    for step in steps:
        found = found[step]
    schema = found["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator(
        {**schema, "components": described()["components"]}, validate_formats=True
    )


def undocumented_errors(template: str, method: str, status: int, answer: Any) -> list[str]:
    """The errors in an answer that the document does not name."""
    if status < 400 or not isinstance(answer, dict) or "errors" not in answer:
        return []
    known = documented_errors(template, method)
    return [
        f"undocumented: {error}"
        for error in answer["errors"]
        if not any(fault.matches(status, error["error"], error["message"]) for fault in known)
    ]


@cache
def documented_errors(template: str, method: str) -> list[Fault]:
    responses = described()["paths"][template][method]["responses"]
    return [
        Fault(int(status), error["error"], error["message"])
        for status, response in responses.items()
        for example in response["content"].get("application/json", {}).get("examples", {}).values()
        for error in example["value"]["errors"]
    ]


def error_text(error: jsonschema_rs.ValidationError) -> str:
    return f"{'/'.join(map(str, error.instance_path))} {error.message[:300]}"
