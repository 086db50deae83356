"""Which page is asked for."""

from flask import request

from api.wire.errors import Refused


def page_number(name: str) -> int:
    """A number of the query, 1 without one. Raises Refused (400)."""
    text = request.args.get(name) or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text)):
        raise Refused(400, f"{name} has to be a number, from 1")
    return int(text)
