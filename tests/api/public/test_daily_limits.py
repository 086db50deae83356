"""Who is counted towards the limits of a day, and what is never limited.

See docs/contract/sending.md, limits.
"""

import pytest

from tests.tools import make


@pytest.fixture
def limit(committed, service):
    """limit(sms=1) a day for the service"""

    def limit(**limits):
        changes = ", ".join(f"{kind}_message_limit = {n}" for kind, n in limits.items())
        committed.execute(f"update postroom.services set {changes} where id = %s", (service.id,))

    return limit


@pytest.fixture
def send(ask, service):
    """send(key="normal", number=…) → the status"""

    def send(number="07900900123", key="normal"):
        body = {
            "phone_number": number,
            "template_id": str(service.templates["sms"]),
            "personalisation": {"name": "Ann"},
        }
        return ask("POST /v2/notifications/sms", body, key=key)

    return send


def allow(db, service, permission):
    db.execute(
        "update postroom.services set permissions = permissions || %s where id = %s",
        ([permission], service.id),
    )


def test_live_and_team_keys_share_a_count_that_test_keys_have_no_part_in(
    committed, service, limit, send
):
    committed.execute(
        "insert into postroom.guest_list values (%s, '07900900123', '447900900123', 'mobile')",
        (service.id,),
    )
    limit(sms=2)

    assert [send(key=key).status for key in ("normal", "test", "team", "team")] == [
        201,
        201,
        201,
        429,
    ]
    assert send(key="test").status == 201
    assert send().error == "Exceeded send limits (sms: 2) for today"


def test_each_type_has_its_own(ask, service, limit, send):
    limit(sms=0, email=1)
    body = {
        "email_address": "bo@example.com",
        "template_id": str(service.templates["email"]),
        "personalisation": {"name": "Ann"},
    }

    assert send().status == 429
    assert ask("POST /v2/notifications/email", body).status == 201
    again = ask("POST /v2/notifications/email", body)
    assert (again.status, again.error) == (429, "Exceeded send limits (email: 1) for today")


def test_simulated_recipients_are_not_counted(limit, send):
    limit(sms=1)

    assert [send("07700900000").status for _ in range(3)] == [201] * 3
    assert [send().status for _ in range(2)] == [201, 429]


def test_abroad_has_a_limit_of_its_own_besides(committed, service, limit, send):
    allow(committed, service, "international_sms")
    limit(international_sms=1, sms=3)

    assert send("+33612345678").status == 201
    refused = send("+33612345678")
    assert (refused.status, refused.error) == (
        429,
        "Exceeded send limits (international_sms: 1) for today",
    )
    # The Crown dependencies are not abroad; what went abroad counts here too.
    assert [send("07781 123456").status, send().status, send().status] == [201, 201, 429]


def test_test_keys_of_a_service_in_trial_mode_have_the_platforms_limits(
    committed, service, limit, send
):
    committed.execute("update postroom.services set restricted = true where id = %s", (service.id,))
    limit(sms=0)

    assert send(key="test").status == 201


def test_reading_is_never_limited(ask, committed, service, limit):
    id = make.send(committed, service)
    limit(sms=0)
    committed.execute("update postroom.services set rate_limit = 1 where id = %s", (service.id,))
    preview = f"POST /v2/template/{service.templates['sms']}/preview"

    for _ in range(5):
        assert ask(f"GET /v2/notifications/{id}").status == 200
        assert ask("GET /v2/templates").status == 200
        assert ask(preview, {"personalisation": {"name": "Ann"}}).status == 200


def test_types_of_message_share_the_minute_and_types_of_key_do_not(ask, committed, service):
    committed.execute("update postroom.services set rate_limit = 6 where id = %s", (service.id,))
    paths = ["sms", "email", "letter"]

    assert [ask(f"POST /v2/notifications/{p}", data="{").status for p in paths] == [400, 400, 429]
    assert ask("POST /v2/notifications/sms", data="{", key="test").status == 400
