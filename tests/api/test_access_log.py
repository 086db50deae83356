"""A line a request, with what operators look for and nothing that people typed."""

import json

import pytest


@pytest.fixture
def lines(capsysbinary):
    """lines() → what was logged of requests since it was last asked."""

    def read():
        printed = capsysbinary.readouterr().out.splitlines()
        parsed = [json.loads(line) for line in printed if line.startswith(b"{")]
        return [line for line in parsed if line["event"] == "request"]

    return read


def test_a_request_is_a_line(ask, service, lines):
    ask("GET /v2/notifications?reference=bo@example.com", headers=None)

    (line,) = lines()
    assert (line["method"], line["route"]) == ("GET", "/v2/notifications")
    assert (line["status"], line["service"]) == (200, str(service.id))
    assert line["ms"] > 0
    assert len(line["request_id"]) == 32
    assert {"timestamp", "level", "logger"} <= line.keys()


def test_the_id_is_that_of_the_answer_and_of_the_caller(app, lines):
    answer = app.test_client().get("/_status", headers={"X-B3-TraceId": "abc"})
    own = app.test_client().get("/_status")

    first, second = lines()
    assert (first["request_id"], answer.headers["X-B3-TraceId"]) == ("abc", "abc")
    assert second["request_id"] == own.headers["X-B3-TraceId"]
    assert first["service"] is None


def test_a_path_is_told_as_its_route(ask, lines):
    ask("GET /v2/notifications/00000000-0000-4000-8000-000000000123")
    ask("GET /nothing/447700900123?to=447700900123")
    ask("POST /v2/notifications/sms", {"phone_number": "447700900123"})

    found = lines()
    assert [line["route"] for line in found] == [
        "/v2/notifications/<notification_id>", None, "/v2/notifications/sms",
    ]  # fmt: skip
    assert [line["status"] for line in found] == [404, 404, 400]
    assert "900123" not in json.dumps(found)


def test_whom_nobody_knows_is_no_service(ask, lines):
    ask("GET /v2/notifications", headers={"Authorization": "Bearer nonsense"})

    (line,) = lines()
    assert (line["status"], line["service"]) == (403, None)


@pytest.mark.parametrize(
    ("setting", "fewest", "most"), [("on", 60, 60), ("off", 0, 0), ("0.5", 10, 50), ("0", 0, 0)]
)
def test_it_can_be_sampled_or_off(app_with, lines, setting, fewest, most):
    client = app_with(ACCESS_LOG=setting).test_client()
    for _ in range(60):
        client.get("/_status?simple=1")

    assert fewest <= len(lines()) <= most


def test_what_fails_is_logged_whatever_the_sample(app_with, lines):
    app = app_with(
        ACCESS_LOG="0.000001", API_DATABASE_URL="host=127.0.0.1 port=9 connect_timeout=1"
    )
    app.test_client().get("/_status/ready")

    (line,) = lines()
    assert line["status"] == 503


def test_a_level_above_info_has_none(app_with, lines):
    app_with(NOTIFY_LOG_LEVEL="WARNING").test_client().get("/_status?simple=1")

    assert lines() == []


@pytest.mark.parametrize("setting", ["yes", "2", "-0.1", "nan"])
def test_nonsense_is_refused_by_name(app_with, setting):
    with pytest.raises(ValueError, match="ACCESS_LOG"):
        app_with(ACCESS_LOG=setting)
