"""Outside development links and the Host header: what a client writes there leads nobody astray."""

import json

import pytest

from tests.api.conftest import token

REFUSAL = "This host is not served here. BASE_URL and ALLOWED_HOSTS name those that are."


@pytest.fixture
def client(app_with):
    return app_with(
        ALLOWED_HOSTS="api.internal, [2001:db8::1]",
        DOCUMENT_DOWNLOAD_BASE_URL="https://files.example",
    ).test_client()


@pytest.mark.parametrize(
    "host",
    ["notify.example", "NOTIFY.example", "notify.example:443", "notify.example:8443",
     "files.example", "api.internal:6011", "[2001:db8::1]:6011"],
)  # fmt: skip
def test_its_own_names(client, host):
    assert client.get("/v2/notifications", headers={"Host": host}).status_code == 401


@pytest.mark.parametrize(
    "host",
    ["evil.example", "notify.example.evil.example", "evil.example:443", "127.0.0.1", "localhost",
     "notify.example@evil.example", "evil.example/notify.example", "notify.example.",
     "notify.example:port", "notify.example:99999", "xnotify.example", "notify.example evil",
     "notify.example:", "", "[", "[::1]"],
)  # fmt: skip
def test_other_hosts_are_refused(client, host):
    for path in ("/v2/notifications", "/service", "/nothing", "/docs", "/services/a/documents/b"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert b"evil" not in answer.data
    answer = client.post("/v2/notifications/sms", headers={"Host": host})
    assert answer.json == {
        "status_code": 400,
        "errors": [{"error": "BadRequestError", "message": REFUSAL}],
    }


@pytest.mark.parametrize("path", ["/_status", "/_status?simple=1", "/"])
def test_load_balancers_ask_by_address(client, path):
    assert client.get(path, headers={"Host": "10.1.2.3:6011"}).status_code == 200


def test_monitoring_asks_by_address(app_with):
    secret = "a token that only the monitoring has"
    client = app_with(METRICS_TOKEN=secret).test_client()
    headers = {"Host": "10.1.2.3:6011", "Authorization": f"Bearer {secret}"}

    assert client.get("/metrics", headers=headers).status_code == 200


def links(value):
    """Every address in an answer."""
    if isinstance(value, str):
        return [value] if value.startswith("http") else []
    return [link for member in (value.values() if isinstance(value, dict) else value or [])
            if isinstance(member, str | dict | list) for link in links(member)]  # fmt: skip


def test_links_begin_with_the_base_url_whatever_the_host(client, service):
    headers = {"Authorization": f"Bearer {token(service)}", "Host": "api.internal:6011"}
    body = {
        "phone_number": "07700900001",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Bo"},
    }
    sent = client.post("/v2/notifications/sms", data=json.dumps(body), headers=headers)
    assert sent.status_code == 201
    answers = [
        sent,
        client.get("/v2/notifications", headers=headers),
        client.get(f"/v2/notifications/{sent.json['id']}", headers=headers),
        client.get("/v2/received-text-messages", headers=headers),
    ]

    found = [link for answer in answers for link in links(answer.json)]
    assert len(found) >= 5
    assert all(link.startswith("https://notify.example/") for link in found)


def test_in_development_links_lead_back_by_the_way_that_was_taken(app, service):
    headers = {"Authorization": f"Bearer {token(service)}", "Host": "laptop:6011"}
    answer = app.test_client().get("/v2/notifications", headers=headers)

    assert answer.json["links"]["current"].startswith("http://laptop:6011/")
