import json
import time
import uuid
from types import SimpleNamespace

import jwt
import pytest

SECRET = "dev-notify-secret-key"
NOWHERE = "0a1b2c3d-1111-4222-8333-444455556666"


def admin_token(secret=SECRET, algorithm="HS256", **claims):
    """A token of the admin app; None leaves a claim out."""
    claims = {"iss": "notify-admin", "iat": int(time.time()), **claims}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm=algorithm)


@pytest.fixture
def admin(app):
    """admin("POST /user", {"json": "body"}) → .status, .body, .message, .data"""

    def ask(line, body=None, *, data=None, headers=None):
        method, path = line.split(" ", 1)
        if headers is None:
            headers = {"Authorization": f"Bearer {admin_token()}"}
        if body is not None:
            data = json.dumps(body)
        response = app.test_client().open(path, method=method, data=data, headers=headers)
        parsed = json.loads(response.data) if response.data else None
        fields = parsed if isinstance(parsed, dict) else {}
        return SimpleNamespace(
            status=response.status_code,
            body=parsed,
            data=fields.get("data"),
            message=fields.get("message"),
            errors=[error["message"] for error in fields.get("errors", [])],
            headers=response.headers,
        )

    return ask


@pytest.fixture
def mark():
    """Something that no other test has in a name."""
    return uuid.uuid4().hex[:8]


@pytest.fixture
def person(admin):
    """person(name="Bo") → an active user, as the wire shows it."""

    def create(**fields):
        body = {
            "name": "Ann",
            "email_address": f"ann-{uuid.uuid4().hex[:8]}@example.gov.uk",
            "mobile_number": "07700900123",
            "password": "correct horse 9",
            **fields,
        }
        id = admin("POST /user", body).data["id"]
        return admin(f"POST /user/{id}/activate").data

    return create


@pytest.fixture
def owned(admin, person):
    """A service in trial mode as the admin app makes one: .id, .path, .user, .body"""
    user = person()
    body = {
        "name": f"Service {uuid.uuid4().hex[:8]}",
        "user_id": user["id"],
        "created_by": user["id"],
        "restricted": True,
        "email_message_limit": 50,
        "sms_message_limit": 50,
        "letter_message_limit": 50,
    }
    data = admin("POST /service", body).data
    return SimpleNamespace(id=data["id"], path=f"/service/{data['id']}", user=user, body=data)


@pytest.fixture
def nowhere():
    """An id that nothing has."""
    return NOWHERE
