"""The check that `make conformance` makes of recordings, on some that are made up."""

import json

import pytest

from tests.conformance import recorded

PREVIEW = {
    "id": "${template}",
    "type": "sms",
    "version": 1,
    "body": "Hello <text>",
    "subject": None,
    "html": None,
    "postage": None,
}


@pytest.fixture
def faults(tmp_path):
    """faults(the expected JSON, …) → what is wrong with it"""

    def faults(answer, status=200, request=None):
        step = {
            "do": "POST /v2/template/${template}/preview",
            "json": request or {"personalisation": {"name": "${run}"}},
            "expect": {"status": status, "json": answer},
        }
        path = tmp_path / "public_x.json"
        path.write_text(json.dumps({"steps": [step]}))
        return recorded.faults(path)

    return faults


def error(name, message):
    return {"status_code": 400, "errors": [{"error": name, "message": message}]}


def test_what_is_as_described(faults):
    assert faults(PREVIEW) == []
    assert faults(error("BadRequestError", "Missing personalisation: a, b"), 400) == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({**PREVIEW, "colour": "red"}, 200),
        ({**PREVIEW, "version": "1"}, 200),
        (PREVIEW, 202),
        (error("TypeError", "Missing personalisation: a"), 400),
        (error("BadRequestError", "Something else"), 400),
    ],
)
def test_what_is_not(faults, answer, status):
    assert faults(answer, status) != []


def test_requests_that_were_accepted_are_looked_at_too(faults):
    assert faults(PREVIEW, request={"personalisation": None}) != []
    assert faults(error("BadRequestError", "Missing personalisation: a"), 400, {"x": 1}) == []
