"""What stand-ins for services on the web have in common: a server, and what they were asked."""

import base64
import email
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from tests.tools.http_server import serving

Answer = tuple[int, dict[str, str], bytes]


class Asked(NamedTuple):
    method: str
    path: str
    headers: Message
    body: bytes

    def basic(self) -> str:
        kind, _, shown = self.headers.get("Authorization", "").partition(" ")
        return base64.b64decode(shown).decode() if kind == "Basic" else ""

    def form(self) -> dict[str, str]:
        assert self.headers.get_content_type() == "application/x-www-form-urlencoded"
        return dict(parse_qsl(self.body.decode(), strict_parsing=True))

    def json(self) -> Any:
        assert self.headers.get_content_type() == "application/json"
        return json.loads(self.body)

    def parts(self) -> dict[str, Message]:
        assert self.headers.get_content_type() == "multipart/form-data"
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + self.body)
        return {
            part.get_param("name", header="content-disposition"): part
            for part in message.get_payload()
        }


class Receipt(NamedTuple):
    """What a service posts to the address that it was told."""

    body: bytes
    headers: dict[str, str]
    query: str = ""


class Service:
    """A service: `values` are for HTTP_PROVIDERS, `taken` is what it took."""

    name: str
    type: str
    # What receipts prove themselves with, where the service itself shows a password.
    password = "a-password-that-receipts-show-to-us"

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.taken: list[dict[str, Any]] = []
        # Statuses with which it turns away the next requests, before it looks at them.
        self.statuses: list[int] = []
        self.lock = threading.Lock()

    def values(self, url: str) -> dict[str, str]:
        raise NotImplementedError

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def receipt(self, taken: dict[str, Any], outcome: str, url: str) -> Receipt:
        """The receipt that says so of what it took; `url` is where it will be posted."""
        raise NotImplementedError

    def turned_away(self, status: int) -> Answer:
        return status, {}, b"<html>no</html>"


def in_json(status: int, document: Any, **headers: str) -> Answer:
    return status, {"Content-Type": "application/json", **headers}, json.dumps(document).encode()


def shown_in_basic(user: str, password: str) -> dict[str, str]:
    shown = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {shown}", "Content-Type": "application/json"}


@contextmanager
def standing_in(service: Service) -> Iterator[str]:
    """Its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Transfer-Encoding") == "chunked":
                body = read_chunks(self.rfile)
            asked = Asked(self.command, self.path, self.headers, body)
            with service.lock:
                service.asked.append(asked)
                status, headers, answer = (
                    service.turned_away(service.statuses.pop(0))
                    if service.statuses
                    else service.answer(asked)
                )
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET = do_PUT = handle_one  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as url:
        yield url


def read_chunks(stream: Any) -> bytes:
    body = b""
    while size := int(stream.readline(), 16):
        body += stream.read(size)
        stream.readline()
    stream.readline()
    return body
