"""Outside development MMG and Firetext show credentials: the application on its database."""

import base64
import json
import uuid

import pytest

from tests.tools import make

M1, M2, F1 = "m1" * 16, "mé:2" * 8, "f1" * 16
PASSWORDS = {
    "MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS": json.dumps([["m", M1], ["m", M2]]),
    "FIRETEXT_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS": json.dumps([["f", F1]]),
}
MISSING = "Unauthorized: authentication token must be provided"
WRONG = "Forbidden: invalid authentication token provided"


def basic(text):
    return f"Basic {base64.b64encode(text.encode()).decode()}"


def post(app, provider, header=None, id=None):
    headers = {} if header is None else {"Authorization": header}
    id = str(id or uuid.uuid4())
    client = app.test_client()
    if provider == "mmg":
        body = {"json": {"CID": id, "status": "3"}}
    else:
        body = {"data": {"reference": id, "status": "0"}}
    return client.post(f"/notifications/sms/{provider}", headers=headers, **body)


@pytest.mark.parametrize(
    ("provider", "given"), [("mmg", f"m:{M1}"), ("mmg", f"m:{M2}"), ("firetext", f"f:{F1}")]
)
def test_a_receipt_with_credentials_counts(app_with, committed, service, provider, given):
    app = app_with(**PASSWORDS)
    id = make.send(committed, service)

    answer = post(app, provider, basic(given), id)

    assert (answer.status_code, answer.json) == (200, {"result": "success"})
    assert make.facts(committed, id)["status"] == "delivered"


@pytest.mark.parametrize("provider", ["mmg", "firetext"])
@pytest.mark.parametrize("header", [None, "", "Basic !", "Basic /w=="])
def test_without_credentials_it_is_refused(app_with, committed, service, provider, header):
    app = app_with(**PASSWORDS)
    id = make.send(committed, service)

    answer = post(app, provider, header, id)

    assert (answer.status_code, answer.json) == (401, {"result": "error", "message": MISSING})
    assert make.facts(committed, id)["status"] == "created"


def test_it_is_told_how_to_show_them(app_with):
    answer = post(app_with(**PASSWORDS), "mmg")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("provider", ["mmg", "firetext"])
@pytest.mark.parametrize(
    "header",
    [
        f"Bearer m:{M1}", basic("m:m2"), basic(f"{M1}:m"), basic("m"), basic(":"), basic(f"x:{M1}"),
        basic("\0:\0"), "Digest username=m", "Basic",
    ],
)  # fmt: skip
def test_wrong_credentials_are_refused(app_with, provider, header):
    answer = post(app_with(**PASSWORDS), provider, header)

    assert (answer.status_code, answer.json) == (403, {"result": "error", "message": WRONG})
    assert "WWW-Authenticate" not in answer.headers


def test_one_providers_credentials_are_not_the_others(app_with):
    app = app_with(**PASSWORDS)

    assert post(app, "firetext", basic(f"m:{M1}")).status_code == 403
    assert post(app, "mmg", basic(f"f:{F1}")).status_code == 403


@pytest.mark.parametrize("provider", ["mmg", "firetext"])
def test_without_configured_credentials_nobody_is_let_in(app_with, provider):
    app = app_with()

    assert post(app, provider).status_code == 401
    assert post(app, provider, basic(":")).status_code == 403


@pytest.mark.parametrize("provider", ["mmg", "firetext"])
def test_a_proxy_may_check_instead(app_with, provider):
    app = app_with(RECEIPT_AUTHENTICATION="off", **PASSWORDS)

    assert post(app, provider).status_code == 200


@pytest.mark.parametrize("provider", ["mmg", "firetext"])
def test_in_development_receipts_are_open(app, provider):
    assert post(app, provider).status_code == 200


def test_methods_and_paths_are_answered_as_elsewhere(app_with):
    client = app_with(**PASSWORDS).test_client()

    assert client.get("/notifications/sms/mmg").status_code == 405
    assert client.post("/notifications/sms/nobody").status_code == 404
