"""A provider of text messages on a real socket: speaks MMG's protocol and counts."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.tools.http_server import serving


class Receiver:
    """What has arrived, by notification id; delay in seconds and status of the answers."""

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()
        self.bodies: list[dict] = []
        self.delay = 0.0
        self.statuses: list[int] = []
        self.under_way = 0
        self.lock = threading.Lock()

    def take(self, body: dict) -> int:
        with self.lock:
            self.under_way += 1
        time.sleep(self.delay)
        with self.lock:
            self.under_way -= 1
            status = self.statuses.pop(0) if self.statuses else 200
            if status == 200:
                # As MMG is told, or a service that is called back.
                self.arrived[body.get("cid") or body["id"]] += 1
                self.bodies.append(body)
        return status


@contextmanager
def receiver() -> Iterator[tuple[str, Receiver]]:
    """The URL to configure, and what it has received."""
    received = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(received.take(json.loads(body)))
            answer = b'{"Reference": "1"}'
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as url:
        yield f"{url}/", received
