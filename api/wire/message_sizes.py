"""How much a message's values may hold, whether or not its template uses them.

Judged twice: by the bytes of the body, before they are parsed, and then exactly.
"""

from typing import Any

import orjson
from werkzeug.exceptions import RequestEntityTooLarge

# Bytes of personalisation without files, as UTF-8: a little more than the largest email
# (2,000,000), which is told so by its own text.
LARGEST = 2 * 2**20
# JSON writes a character of two bytes in six.
ESCAPED = 3
# Files that an email may have.
FILES = 10


def check_body(body: bytes, field: bytes | None = None) -> None:
    """Raises RequestEntityTooLarge (413): too much beside the texts of a field, in base64."""
    if len(body) > ESCAPED * LARGEST and size_without(body, field) > ESCAPED * LARGEST:
        raise RequestEntityTooLarge


def size_without(body: bytes, field: bytes | None) -> int:
    """Bytes of a body without the texts of this field; only of so many as there may be."""
    size, end = len(body), 0
    if not field:
        return size
    for _ in range(FILES):
        begin = body.find(b'"', body.find(b'"%s"' % field, end) + len(field) + 2)
        end = body.find(b'"', begin + 1)
        if begin < 0 or end < begin:
            break
        size -= end - begin
    return size


def check_values(values: Any, files: bool = False) -> None:
    """Raises RequestEntityTooLarge (413): too much, but for what may be files."""
    if isinstance(values, dict):
        counted = (v for v in values.values() if not (files and is_file(v)))
        if sum(map(size, counted)) + sum(map(len, values)) > LARGEST:
            raise RequestEntityTooLarge


def is_file(value: Any) -> bool:
    return isinstance(value, dict) and "file" in value


def size(value: Any) -> int:
    """Bytes of a value, near enough."""
    if isinstance(value, str):
        return len(value.encode(errors="replace"))
    try:
        return len(orjson.dumps(value))
    except TypeError:  # an integer of more than 64 bits, a lone surrogate
        return len(repr(value))
