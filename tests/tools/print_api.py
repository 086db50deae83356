"""A print API on a real socket, which behaves as the DVLA's does."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.tools.http_server import serving

TOKEN = "a.token.of-the-print-api"


class PrintApi:
    """What it was asked, and how it answers: .statuses are those of the next print jobs."""

    def __init__(self) -> None:
        self.password, self.api_key = "First-password-1", "first-key"
        self.jobs: dict[str, dict[str, Any]] = {}
        self.order: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.asked: Counter[str] = Counter()
        self.statuses: list[int] = []
        self.delay = 0.0
        # After how many answers of a change the connection is cut instead.
        self.lose_answers = False
        self.lock = threading.Lock()

    def settings(self, url: str) -> dict[str, str]:
        return {
            "DVLA_API_BASE_URL": url,
            "DVLA_USERNAME": "notify",
            "DVLA_PASSWORD": "First-password-1",
            "DVLA_API_KEY": "first-key",
        }

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict] | None:
        """Status and body; None cuts the connection."""
        name = path.rpartition("/")[2]
        with self.lock:
            self.asked[name] += 1
        if name == "jobs":
            time.sleep(self.delay)
        with self.lock:
            return getattr(self, name.replace("-", "_") + "_")(headers, body)

    def authenticate_(self, headers: dict[str, str], body: bytes) -> tuple[int, dict]:
        given = json.loads(body)
        if given != {"userName": "notify", "password": self.password}:
            return 401, {"errors": []}
        return 200, {"id-token": TOKEN}

    def password_(self, headers: dict[str, str], body: bytes) -> tuple[int, dict] | None:
        given = json.loads(body)
        if given["password"] != self.password:
            return 401, {}
        self.password = given["newPassword"]
        return None if self.lose_answers else (200, {})

    def new_api_key_(self, headers: dict[str, str], body: bytes) -> tuple[int, dict] | None:
        if not self.knows(headers):
            return 401, {}
        self.api_key = f"key-{self.asked['new-api-key'] + 1}"
        return None if self.lose_answers else (200, {"newApiKey": self.api_key})

    def jobs_(self, headers: dict[str, str], body: bytes) -> tuple[int, dict]:
        job = json.loads(body)
        self.headers.append(headers)
        if self.statuses and (status := self.statuses.pop(0)) != 202:
            return status, {}
        if not self.knows(headers):
            return 403, {}
        if job["id"] in self.jobs:
            return 409, {}
        self.jobs[job["id"]] = job
        self.order.append(job["id"])
        return 202, {"id": job["id"]}

    def knows(self, headers: dict[str, str]) -> bool:
        return (headers.get("authorization"), headers.get("x-api-key")) == (
            f"Bearer {TOKEN}",
            self.api_key,
        )


@contextmanager
def print_api() -> Iterator[tuple[str, PrintApi]]:
    """Its URL, and what it has got."""
    api = PrintApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answered = api.answer(self.path, headers, body)
            if answered is None:
                self.close_connection = True
                return
            status, answer = answered
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as url:
        yield url, api
