"""Request bodies: how large they may be, and the JSON in them, read the same way everywhere."""

import json
from collections.abc import Hashable
from math import isinf
from typing import Any

from flask import Flask, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from api.serving import arrivals

# Lists and objects inside one another. Python's own limit is near a thousand, less what the
# stack holds already, and what was just read has to be written and rendered as well.
DEEPEST = 100
# Paths whose bodies have to be read before it is known who sends them: providers' receipts and
# text messages (SNS's own limit is 256 KiB), and the pages of files.
STRANGERS = ("/notifications/", "/d/")
LARGEST_OF_STRANGERS = 2**20
# What the server (api.serving.exchange) says of a request: whether its body is still to come, and
# what the request is refused for.
UNREAD = "postroom.unread"
FAULT = "postroom.fault"
# And what is said to it: that an answer is to be sent piece by piece.
STREAMED = "postroom.streamed"
TOO_MANY = "Too many requests are under way"
TOO_SLOW = "The request’s body came too slowly"


class BodyNeeded(BaseException):
    """The body has still to come. The server lets it come and asks again, from the beginning.

    Not an error, so none of Flask's business.
    """

    def __init__(self, holder: Hashable, largest: int) -> None:
        super().__init__(holder)
        # Who its waiting counts for, and how many bytes it may have.
        self.holder = holder
        self.largest = largest


def init_app(app: Flask, largest: int) -> None:
    """Refuse (413) bodies of more than this many bytes, as they are read, not before."""
    app.config["MAX_CONTENT_LENGTH"] = largest
    app.before_request(check_arrival)


def check_arrival() -> None:
    """Raises what the server refuses the request for. Sets the limit of a stranger's body."""
    if fault := request.environ.get(FAULT):
        raise fault
    if request.path.startswith(STRANGERS):
        largest = request.max_content_length
        assert largest is not None, "init_app sets one"
        request.max_content_length = min(largest, LARGEST_OF_STRANGERS)


def expect(holder: Hashable) -> None:
    """Go on once the body is here, which has to be before anything is changed.

    Raises BodyNeeded. Not for a body that is too large: it is refused in its place.
    """
    length, largest = request.content_length, request.max_content_length
    assert largest is not None, "init_app sets one"
    if request.environ.get(UNREAD) and (length is None or length <= largest):
        raise BodyNeeded(holder, largest)


def stream() -> None:
    """Have the answer sent as it is read and as the client takes it, so that it is never whole."""
    request.environ[STREAMED] = True


def read() -> bytes:
    """The request's body. Raises RequestEntityTooLarge (413)."""
    expect(arrivals.stranger(request.remote_addr or ""))
    body = request.get_data()
    # A body without a length is read as far as is allowed, and then ends without a fault.
    if request.content_length is None:
        largest = request.max_content_length
        assert largest is not None, "init_app sets one"
        if len(body) >= largest:
            raise RequestEntityTooLarge
    return body


def form() -> MultiDict[str, str]:
    """The body as a form. Raises the same."""
    read()  # which the form is then made from
    return request.form


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
    if isinstance(text, bytes):
        return text.count(b"[") + text.count(b"{") > DEEPEST
    return text.count("[") + text.count("{") > DEEPEST


def is_deep(document: Any) -> bool:
    level: list[Any] = [[document]]
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
