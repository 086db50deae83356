"""Requests made up from the API's own description, good and bad, are answered as it says."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import token
from tests.tools import make
from tests.tools.documented import described

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CONFIG = {
    "generation": {"deterministic": True, "with-security-parameters": False, "database": "none"}
}
# Ids of things that exist, so that requests get further than to find that they do not.
known = []

FORMATS = {
    "uuid": st.integers(0, 9).map(lambda n: known[n] if n < len(known) else str(uuid.UUID(int=n))),
    "phone_number": st.sampled_from(["07700900123", "+44 7700 900003", "+33612345678", "1", "x"]),
    "email_address": st.sampled_from(["bo@example.com", "Bo@Example.com ", "a@例え.テスト", "x"]),
    "https_url": st.sampled_from(["https://example.com/?a=1", "https:", "http://example.com"]),
    "scheduled_for": st.integers(-1, 25).map(
        lambda hours: (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    ),
    "text": st.text(max_size=20),
    "postage": st.text(max_size=10),
}
for name, strategy in FORMATS.items():
    schemathesis.openapi.format(name, strategy)


@pytest.fixture
def owner(committed):
    owner = make.service(committed)
    committed.execute(
        "update postroom.services set rate_limit = 1000000, permissions = permissions || %s"
        " where id = %s",
        (["letter", "international_letters", "international_sms"], owner.id),
    )
    for kind in ("sms", "email", "letter"):
        # Without placeholders, so that many a request can be sent.
        extra = {"subject": "Hello"} if kind == "letter" else {}
        owner.templates[kind] = make.template(committed, owner, kind, "Hello", **extra)
    letter = make.letter(committed, owner)
    sent = [make.send(committed, owner, "sms"), make.send(committed, owner, "email"), letter]
    make.receive(committed, make.inbound_number(committed, owner))
    known[:] = map(str, [*owner.templates.values(), *sent])
    return owner


schema = schemathesis.openapi.from_dict(described(), config=SchemathesisConfig.from_dict(CONFIG))


@schema.parametrize()
@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_described_one(case, app, owner):
    headers = {"Authorization": f"Bearer {token(owner)}"}
    case.call_and_validate(app=app, headers=headers, checks=CHECKS)
