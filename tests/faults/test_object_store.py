"""The object store refuses, is broken, or is not there: 503, but only for what needs it."""

import base64
import re
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest

from tests.faults.clients import LEGACY, V2, ask, send
from tests.tools import s3
from tests.tools.stack import connect, demo_service, free_port, stack

pytestmark = pytest.mark.slow

PDF = b"%PDF-1.7 hello"
SECRET = "dev-notify-secret-key"
# Seconds: the store's own tries, on a loaded machine.
SOON = 15


@pytest.fixture(scope="module")
def running():
    """An API whose store is where nobody listens yet."""
    port = int(free_port())
    variables = {
        "OBJECT_STORE_URL": "s3://files",
        "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_REGION": "eu-west-2",
    }
    with stack(["api"], **variables) as stacked:
        stacked.demo = demo_service(stacked)
        stacked.store_port = port
        with connect(stacked) as db:
            db.execute(
                "update postroom.services set contact_link = 'https://example.gov.uk', "
                "rate_limit = 10000"
            )
        yield stacked


@contextmanager
def store(port, status):
    """A store that answers everything with this status; None: it hangs up."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            if status is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = answer

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            """The connection was shut down on purpose."""

    with Server(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield
        server.shutdown()


@contextmanager
def nobody(port, status):
    yield


def letter(running):
    content = base64.b64encode(PDF).decode()
    body = {"reference": "r", "content": content}
    return ask(running, "POST", "/v2/notifications/letter", json=body)


def email_with_file(running):
    body = {
        "email_address": "ann@example.com",
        "template_id": running.demo["templates"]["email"],
        "personalisation": {
            "name": {
                "file": base64.b64encode(PDF).decode(),
                "confirm_email_before_download": False,
            }
        },
    }
    return ask(running, "POST", "/v2/notifications/email", json=body)


def create_job(running):
    claims = {"iss": "notify-admin", "iat": int(time.time())}
    headers = {"Authorization": f"Bearer {jwt.encode(claims, SECRET, algorithm='HS256')}"}
    body = {"id": "5e9f8e1c-0b1a-4c7f-8f6e-0d6f1c1a2b3c", "created_by": None}
    path = f"/service/{running.demo['service_id']}/job"
    return ask(running, "POST", path, json=body, headers=headers)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(nobody, 0), (store, 403), (store, 500), (store, 503), (store, None)],
    ids=["nobody listens", "refused", "broken", "busy", "hangs up"],
)
def test_what_needs_it_is_503_and_nothing_else(running, kind, status):
    with kind(running.store_port, status):
        answers = [(V2, letter(running)), (V2, email_with_file(running))]
        answers.append((LEGACY, create_job(running)))
        other = send(running)

    print("answered after", *(f"{answer.took:.1f} s" for _, answer in answers))
    for body, answer in answers:
        assert (answer.status, answer.body, answer.retry_after) == (503, body, "1")
        assert answer.took < SOON
    assert other.status == 201
    with connect(running) as db:
        query = "select count(*) from postroom.notifications where notification_type <> 'sms'"
        assert db.execute(query).fetchone()["count"] == 0


def test_it_goes_on_with_the_first_request_and_links_wait_for_it(running, monkeypatch):
    assert letter(running).status == 503
    monkeypatch.setattr(s3, "free_port", lambda: str(running.store_port))
    with s3.server(["files"]):
        sent = email_with_file(running)
        assert sent.status == 201
        assert letter(running).status == 201
        (link,) = re.findall(r"http://\S+/d/\S+", sent.body["content"]["body"])
        page = link.replace(running.base_url, "")
        path, _, key = page.partition("?")
        file = f"{path}/file?{key}"
        assert ask(running, "GET", file, headers={"A": "b"}).status == 200
    away = ask(running, "GET", file, headers={"A": "b"})

    assert (away.status, away.retry_after) == (503, "1")
    assert "There is a problem with this page" in away.body
