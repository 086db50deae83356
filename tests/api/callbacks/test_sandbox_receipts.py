from datetime import UTC, datetime

import pytest

from postroom.links import sandbox
from postroom.links.secret_keys import SecretBox, generate

ID = "0198c7a0-1234-7bbb-8ccc-123456789abc"
PATH = "/notifications/sandbox"


@pytest.fixture
def client(client, routes):
    """A client with a worker's token."""
    token = sandbox.make(routes.extensions["secret_box"])
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("delivered", "delivered"),
        ("temporary-failure", "temporary-failure"),
        ("permanent-failure", "permanent-failure"),
        ("created", "technical-failure"),
    ],
)
def test_receipt_is_recorded(client, recorded, status, ours):
    receipt = {"id": ID, "status": status, "time": "2026-07-01T12:00:00+00:00"}

    answer = client.post(PATH, json=receipt)

    assert (answer.status_code, answer.json) == (200, {"result": "success"})
    assert recorded == [
        {
            "provider": "sandbox",
            "reference": ID,
            "status": ours,
            "code": None,
            "received_at": datetime(2026, 7, 1, 12, tzinfo=UTC),
        }
    ]


def test_missing_fields_are_named(client, recorded):
    answer = client.post(PATH, json={})

    assert (answer.status_code, answer.json["message"]) == (
        400,
        ["Sandbox callback failed: status missing", "Sandbox callback failed: id missing"],
    )
    assert recorded == []


def test_what_is_no_object_is_refused(client, recorded):
    assert client.post(PATH, data="[]").status_code == 400
    assert recorded == []


@pytest.mark.parametrize("header", [None, "", "Basic !"])
def test_without_a_token_nothing_is_recorded(routes, recorded, header):
    headers = {} if header is None else {"Authorization": header}

    answer = routes.test_client().post(
        PATH, json={"id": ID, "status": "delivered"}, headers=headers
    )

    assert (answer.status_code, answer.json) == (
        401,
        {
            "result": "error",
            "message": "Unauthorized: authentication token must be provided",
        },
    )
    assert recorded == []


def test_the_token_must_be_this_installations_own_for_this_purpose_and_new(
    routes, recorded, monkeypatch
):
    box = routes.extensions["secret_box"]
    others = sandbox.make(SecretBox([generate()]))
    wrong = ["Bearer", "Bearer x", "Bearer \xff", "Basic YTpi", f"Bearer {others}"]
    wrong.append(f"Bearer {box.encrypt('bo@example.com')}")
    monkeypatch.setattr(sandbox, "SECONDS", -1)
    wrong.append(f"Bearer {sandbox.make(box)}")

    for header in wrong:
        answer = routes.test_client().post(
            PATH, json={"id": ID, "status": "delivered"}, headers={"Authorization": header}
        )
        assert (answer.status_code, answer.json["message"]) == (
            403,
            "Forbidden: invalid authentication token provided",
        ), header
    assert recorded == []
