"""What the admin app asks before it attaches a file to a template."""

import base64
import json
import uuid
from dataclasses import replace

import pytest

PATH = f"/services/{uuid.uuid4()}/antivirus-and-mimetype-check"
PDF = b"%PDF-1.7"
NO_NAME = "`filename` must end with a file extension. For example, filename.csv"


@pytest.fixture
def check(app):
    def check(body, token="auth-token", clamd_url=None):
        known = app.config["postroom"]
        app.config["postroom"] = replace(known, clamd_url=clamd_url)
        data = body if isinstance(body, bytes) else json.dumps(body)
        headers = {"Authorization": token and f"Bearer {token}"} if token else {}
        try:
            answer = app.test_client().post(PATH, data=data, headers=headers)
        finally:
            app.config["postroom"] = known
        return answer.status_code, answer.json

    return check


def document(data=PDF, filename="a.pdf"):
    return {"document": base64.b64encode(data).decode(), "filename": filename}


def test_a_file_that_may_be_attached(check):
    assert check(document()) == (200, {"mimetype": "application/pdf"})
    assert check({"document": document()["document"]}) == (200, {"mimetype": "application/pdf"})


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"x", 400, "No document upload"),
        (b"[1]", 400, "No document upload"),
        ({}, 400, "No document upload"),
        (document(b""), 400, "No document upload"),
        ({"document": 5}, 400, "Document is not base64 encoded"),
        ({"document": "YQ", "filename": "a.pdf"}, 400, "Document is not base64 encoded"),
        (document(filename="a"), 400, NO_NAME),
        (document(filename=5), 400, NO_NAME),
        (document(filename=f"{'a' * 97}.pdf"), 400,
         "`filename` cannot be longer than 100 characters"),
        (document(b"x" * (2**21 + 1025), "a.txt"), 413, "Uploaded file exceeds file size limit"),
    ],
)  # fmt: skip
def test_files_that_are_refused(check, body, status, error):
    assert check(body) == (status, {"error": error})


def test_a_type_that_is_refused(check):
    status, body = check(document(filename="a.exe"))
    assert status == 400
    assert body["error"].startswith("Unsupported file type '.exe'. Supported types are: '.csv', ")


def test_files_are_scanned(check, clamd):
    assert check(document(), clamd_url=clamd.url)[0] == 200
    clamd.answer = lambda data: b"Eicar FOUND"
    refused = (400, {"error": "File did not pass the virus scan"})
    assert check(document(), clamd_url=clamd.url) == refused
    status, body = check(document(), clamd_url="tcp://127.0.0.1:9")
    assert (status, body) == (503, {"error": "Files cannot be scanned now"})


@pytest.mark.parametrize("token", [None, "wrong", "é"])
def test_only_with_the_secret(check, token):
    assert check(document(), token) == (401, {"error": "Unauthorized"})


def test_without_a_secret_nobody_is_let_in(app_with):
    for token in ("auth-token", "None", ""):
        answer = app_with().test_client().post(PATH, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


def test_the_secret_of_a_deployment(app_with):
    client = app_with(DOCUMENT_DOWNLOAD_API_KEY="s" * 32).test_client()
    answer = client.post(PATH, json=document(), headers={"Authorization": f"Bearer {'s' * 32}"})
    assert answer.status_code == 200
