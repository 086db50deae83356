"""Clients that send all the time while the ground gives way, and what they were answered."""

import itertools
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import jwt

from tests.tools.stack import connect

V2 = {
    "status_code": 503,
    "errors": [
        {"error": "ServiceUnavailableError", "message": "Service unavailable, try again later"}
    ],
}
LEGACY = {"result": "error", "message": "Service unavailable, try again later"}
SECONDS = 60  # that a loaded machine may need


@dataclass
class Answer:
    """`at` and `took` in seconds; `status` None for a connection that broke."""

    at: float
    took: float
    status: int | None
    body: object
    retry_after: str | None


def bearer(demo):
    key = demo["keys"]["live"]
    claims = {"iss": key[-73:-37], "iat": int(time.time())}
    return {"Authorization": f"Bearer {jwt.encode(claims, key[-36:], algorithm='HS256')}"}


def ask(running, method, path, **more):
    headers = more.pop("headers", None) or bearer(running.demo)
    began = time.monotonic()
    answer = httpx.request(
        method, running.base_url + path, headers=headers, timeout=SECONDS, trust_env=False, **more
    )
    is_json = answer.headers["content-type"].startswith("application/json")
    return Answer(
        time.monotonic(),
        time.monotonic() - began,
        answer.status_code,
        answer.json() if is_json else answer.text,
        answer.headers.get("retry-after"),
    )


def text(running, number="07900900123"):
    return {
        "phone_number": number,
        "template_id": running.demo["templates"]["sms"],
        "personalisation": {"name": "Ann"},
    }


def send(running):
    return ask(running, "POST", "/v2/notifications/sms", json=text(running))


class Clients:
    """.answers, as they come; of each message that was accepted the id."""

    def __init__(self):
        self.answers = []
        self.stopped = threading.Event()

    @property
    def accepted(self):
        return [answer.body["id"] for answer in list(self.answers) if answer.status == 201]

    @property
    def statuses(self):
        return Counter(answer.status for answer in list(self.answers))

    def after(self, moment):
        return [answer for answer in list(self.answers) if answer.at > moment]

    def wait_for(self, status, after, seconds=SECONDS):
        """Seconds until an answer of this status came that was asked for after the moment."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for answer in self.after(after):
                if answer.status == status and answer.at - answer.took > after:
                    return answer.at - after
            time.sleep(0.02)
        raise AssertionError(f"no {status} within {seconds} s: {self.statuses}")


@contextmanager
def sending(running, number=4, pause=0.01):
    """So many clients, each of which sends the next message when the last was answered."""
    clients = Clients()

    def run():
        for _ in itertools.count():
            if clients.stopped.is_set():
                return
            began = time.monotonic()
            try:
                clients.answers.append(send(running))
            except httpx.TransportError as error:
                now = time.monotonic()
                clients.answers.append(Answer(now, now - began, None, type(error).__name__, None))
            time.sleep(pause)

    threads = [threading.Thread(target=run, daemon=True) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield clients
    finally:
        clients.stopped.set()
        for thread in threads:
            thread.join(SECONDS)


def check(running, clients):
    """Nobody heard anything but 201 and an honest 503, and each 201 was kept and is delivered."""
    assert clients.statuses.keys() <= {201, 503}, clients.statuses
    for answer in clients.answers:
        if answer.status == 503:
            assert (answer.body, answer.retry_after) == (V2, "1")
    ids = clients.accepted
    with connect(running) as db:
        deadline = time.monotonic() + SECONDS
        while True:
            found = Counter(
                row["status"]
                for row in db.execute(
                    "select status from postroom.notifications where id = any(%s::uuid[])", (ids,)
                )
            )
            assert found.total() == len(ids), "a message that was accepted is not there"
            if found.keys() <= {"sending", "delivered"}:
                return
            assert time.monotonic() < deadline, found
            time.sleep(0.2)
