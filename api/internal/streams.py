"""Reports: as many rows as there are, none of which waits in memory for the others."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Response, current_app

from api import database
from api.wire import bodies

PIECE = 2**15


def stream_list(
    function: str, arguments: Mapping[str, Any], before: str = "[", after: str = "]"
) -> Response:
    """Rows of a function of JSON as a list, each written as PostgreSQL hands it over.

    What fails before the first row is an answer like any other; what fails later ends the
    connection, so that no list is taken for whole that is not.
    """
    rows = database.stream(function, **arguments)
    bodies.stream()
    # When the rest is read, no request is about any more.
    encode = current_app.json.encode  # type: ignore[attr-defined]
    texts = (encode(row)[:-1] for row in rows)
    return Response(pieces(texts, before, after), mimetype="application/json")


def pieces(texts: Iterable[bytes], before: str, after: str) -> Iterator[bytes]:
    """The text of a list, some kilobytes at a time."""
    piece, between = bytearray(before.encode()), b""
    for text in texts:
        piece += between + text
        between = b","
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece) + after.encode() + b"\n"
