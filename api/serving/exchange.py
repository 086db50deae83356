"""A request with its body, as far as that has come, and what is known of both."""

import io
from asyncio import Future
from collections.abc import Hashable
from typing import IO, Any
from wsgiref.types import WSGIEnvironment

from werkzeug.exceptions import HTTPException

from api.public import authentication
from api.sending.services import Caller
from api.serving import arrivals, connections
from api.serving.environ import environ
from api.wire import bodies

# Bodies of up to so many bytes are taken whole, which needs no thread and no turn of the loop
# where they came along with the headers.
SMALL = arrivals.MIB


class Exchange:
    """A request and, in the end, its answer."""

    __slots__ = (
        "body", "caller", "chunks", "fault", "holder", "length", "over", "proto", "received",
        "scope", "whole",
    )  # fmt: skip

    def __init__(self, scope: Any, proto: Any, over: Future[None]) -> None:
        self.scope, self.proto, self.over = scope, proto, over
        # The length of its body as announced, None where it is not, and as it has come.
        self.length: int | None = 0
        self.received: int | None = None
        # The body, None while it is not here, and what brings it: whole, or piece by piece.
        self.body: IO[bytes] | None = None
        self.whole: Any = None
        self.chunks: Any = None
        # Who it counts for, and whose token it bears.
        self.holder: Hashable = None
        self.caller: Caller | None = None
        # What it is refused for, whatever it asks.
        self.fault: HTTPException | None = None

    @property
    def is_unread(self) -> bool:
        """Whether it has a body that nobody has read."""
        return self.length != 0 and self.body is None

    def announce(self) -> None:
        """Note what body will come. A small one begins to come at once."""
        headers = self.scope.headers
        if length := headers.get("content-length"):
            self.length = int(length)
        elif "transfer-encoding" in headers:
            self.length = None
        if self.length is None or self.length > SMALL:
            self.chunks = aiter(self.proto)
        elif self.length:
            self.whole = self.proto()

    def take_whole(self) -> None:
        """The body is the one that has come. It may have ended too soon, as its length tells."""
        try:
            self.body = io.BytesIO(self.whole.result())
        except Exception:
            self.body = io.BytesIO()

    def hang_up(self) -> None:
        connections.read_no_more(self.scope.client)

    def environ(self) -> WSGIEnvironment:
        """The request as WSGI describes it, and what the server knows beyond."""
        made = environ(self.scope)
        made["wsgi.input"] = self.body or io.BytesIO()
        if self.received is not None:
            made["CONTENT_LENGTH"] = str(self.received)
            made.pop("HTTP_TRANSFER_ENCODING", None)
        made[bodies.UNREAD], made[bodies.FAULT] = self.is_unread, self.fault
        made[authentication.CALLER] = self.caller
        return made
