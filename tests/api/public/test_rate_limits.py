"""What answers to sends say of limits (docs/contract/sending.md, limits)."""

import re
from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def rate(committed, service):
    """rate(60): the service's requests a minute."""

    def rate(limit):
        committed.execute(
            "update postroom.services set rate_limit = %s where id = %s", (limit, service.id)
        )

    return rate


@pytest.fixture
def send(ask, service):
    def send(key="normal", **fields):
        body = {
            "phone_number": "07900900123",
            "template_id": str(service.templates["sms"]),
            "personalisation": {"name": "Ann"},
            **fields,
        }
        return ask("POST /v2/notifications/sms", body, key=key)

    return send


def said(answer):
    return answer.headers.get("RateLimit-Policy"), answer.headers.get("RateLimit")


def test_an_answer_tells_the_policy_and_what_is_left(send):
    answers = [send() for _ in range(3)]

    assert [said(answer) for answer in answers] == [
        ('"minute";q=3000;w=60', f'"minute";r={left};t=1') for left in (998, 997, 996)
    ]
    assert all("Retry-After" not in answer.headers for answer in answers)


def test_of_a_small_bucket_it_is_exact(rate, send):
    rate(6)

    first, second, third = send(), send(), send()

    assert said(first) == ('"minute";q=6;w=60', '"minute";r=1;t=10')
    assert said(second) == ('"minute";q=6;w=60', '"minute";r=0;t=10')
    # The bucket is empty: one token more than the next request's own is missing.
    assert (third.status, said(third)) == (429, ('"minute";q=6;w=60', '"minute";r=0;t=20'))
    assert third.headers["Retry-After"] == "20"


def test_after_retry_after_a_request_passes(committed, service, rate, send):
    rate(6)
    for _ in range(2):
        send()
    refused = send()
    committed.execute(
        "update postroom.token_buckets set refilled_at = refilled_at - %s where service_id = %s",
        (timedelta(seconds=int(refused.headers["Retry-After"])), service.id),
    )

    assert [send().status, send().status] == [201, 429]


def test_each_type_of_key_has_a_bucket(rate, send):
    rate(6)
    send()
    assert said(send(key="test"))[1] == '"minute";r=1;t=10'


@pytest.mark.parametrize("path", ["sms", "email", "letter"])
def test_refusals_tell_it_too(ask, path):
    answer = ask(f"POST /v2/notifications/{path}", {})
    assert (answer.status, said(answer)[0]) == (400, '"minute";q=3000;w=60')


def test_neither_reads_nor_strangers_hear_of_it(ask):
    reads = [
        ask("GET /v2/notifications"),
        ask("POST /v2/notifications/lookup", {"references": ["r"]}),
        ask("POST /v2/notifications/sms", {}, headers={}),
    ]
    assert [said(answer) for answer in reads] == [(None, None)] * 3


def test_a_day_that_is_used_up(committed, service, send):
    committed.execute(
        "update postroom.services set sms_message_limit = 1 where id = %s", (service.id,)
    )
    send()
    for answer in (send(), send(phone_number="x")):
        policy, left = said(answer)

        seconds = int(re.search(r"t=(\d+)$", left)[1])
        now = datetime.now(UTC)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        assert answer.status == 429
        assert policy == '"minute";q=3000;w=60, "day";q=1;w=86400'
        assert re.match(r'"minute";r=99\d;t=1, "day";r=0;t=\d+$', left)
        assert 0 <= seconds - (midnight - now).total_seconds() < 3
        assert answer.headers["Retry-After"] == str(seconds)
