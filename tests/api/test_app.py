"""What every route has in common."""

import json
import uuid

import pytest

from tests.tools import make

NOT_FOUND = {
    "result": "error",
    "message": "The requested URL was not found on the server. "
    "If you entered the URL manually please check your spelling and try again.",
}


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize(
    "path", ["/nothing", "/v2/nothing", "/v2/notifications/", "/v2/template", "/_status/"]
)
def test_an_unknown_path(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.json) == (404, NOT_FOUND)


def test_a_wrong_method(client):
    answer = client.delete("/v2/notifications/sms")
    assert answer.status_code == 405
    assert json.loads(answer.data) == {
        "result": "error",
        "message": "The method is not allowed for the requested URL.",
    }
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(("path", "status"), [("/_status", 200), ("/v2/notifications", 401)])
def test_fixed_headers(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    headers = answer.headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cache-Control"] == "no-store, no-cache, private, must-revalidate"
    assert headers["Content-Type"] == "application/json"
    assert len(headers["X-B3-TraceId"]) == 32
    assert headers["X-B3-SpanId"].startswith("self-")


@pytest.mark.parametrize("header", ["X-B3-TraceId", "X-Amz-Cf-Id", "X-Amzn-Trace-Id"])
def test_the_callers_trace_goes_on(client, header):
    answer = client.get("/_status?simple=1", headers={header: "abc", "X-B3-SpanId": "def"})
    assert answer.headers["X-B3-TraceId"] == "abc"
    assert answer.headers["X-B3-SpanId"] == "def"


@pytest.mark.parametrize("line", ["GET /", "GET /_status", "POST /_status"])
def test_status(client, line):
    method, path = line.split()
    answer = client.open(path, method=method)
    assert answer.status_code == 200
    assert answer.json["status"] == "ok"
    assert set(answer.json) == {
        "status", "git_commit", "build_time", "db_version", "db_bulk_version",
    }  # fmt: skip


def test_live_services_and_their_organisations_are_counted(client, committed):
    path = "/_status/live-service-and-organisation-counts"
    before = client.get(path).json
    organisation = uuid.uuid4()
    for changed in ("", "restricted = true", "active = false", "count_as_live = false"):
        for _ in range(2):
            service = make.service(committed)
            committed.execute(
                f"update postroom.services set organisation_id = %s {changed and ', ' + changed}"
                " where id = %s",
                (organisation if not changed else uuid.uuid4(), service.id),
            )

    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.json == {
        "organisations": before["organisations"] + 1,
        "services": before["services"] + 2,
    }


def test_simple_status(client):
    assert client.get("/_status?simple=1").json == {"status": "ok"}


def test_the_body_is_compact_sorted_ascii_with_a_newline(client):
    assert client.get("/_status?simple=1").data == b'{"status":"ok"}\n'
