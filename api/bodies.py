"""Request bodies: how large they may be, and the JSON in them, read the same way everywhere."""

import json
from math import isinf
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

# Lists and objects inside one another. Python's own limit is near a thousand, less what the
# stack holds already, and what was just read has to be written and rendered as well.
DEEPEST = 100
# What a provider sends: receipts and text messages. SNS's own limit is 256 KiB.
LARGEST_CALLBACK = 2**20


def init_app(app: Flask, largest: int) -> None:
    """Refuse (413) bodies of more than this many bytes, as they are read, not before."""
    app.config["MAX_CONTENT_LENGTH"] = largest
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_CALLBACK
    app.before_request(limit_callbacks)


def limit_callbacks() -> None:
    """Some of them have to be read before it is known who sent them."""
    if request.path.startswith("/notifications/"):
        request.max_content_length = min(request.max_content_length, LARGEST_CALLBACK)


def read() -> bytes:
    """The request's body. Raises RequestEntityTooLarge (413)."""
    body = request.get_data()
    # Of a body without a length no more is read than is allowed, and no fault found.
    if request.content_length is None and len(body) >= request.max_content_length:
        raise RequestEntityTooLarge
    return body


def parse(text: str | bytes) -> Any:
    """The JSON document in a text. Raises ValueError: no JSON, too deep, a number too large."""
    try:
        document = json.loads(text, parse_constant=refuse_constant, parse_float=finite)
    except RecursionError:
        raise ValueError("too deep") from None
    if may_be_deep(text) and is_deep(document):
        raise ValueError("too deep")
    return document


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def finite(digits: str) -> float:
    """A number that a double holds; infinity could not be written as JSON again."""
    number = float(digits)
    if isinf(number):
        raise ValueError("too large a number")
    return number


def may_be_deep(text: str | bytes) -> bool:
    """Only a text with enough brackets can be; hardly any has them."""
    brackets = (b"[", b"{") if isinstance(text, bytes) else ("[", "{")
    return sum(map(text.count, brackets)) > DEEPEST


def is_deep(document: Any) -> bool:
    level = [[document]]
    for _ in range(DEEPEST + 1):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True
