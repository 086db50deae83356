"""Requests that come again (docs/contract/sending.md, retries)."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.conftest import token
from tests.tools import make


@pytest.fixture
def send(ask, service):
    """send("key", …) → the answer; fields change the body"""

    def send(key, path="sms", key_type="normal", body=None, data=None, owner=service, **fields):
        if body is None:
            body = {
                "phone_number": "07900900123",
                "template_id": str(owner.templates["sms"]),
                "personalisation": {"name": "Ann"},
                **fields,
            }
        return ask(
            f"POST /v2/notifications/{path}",
            body,
            data=data,
            headers={
                "Authorization": f"Bearer {token(owner, key_type)}",
                "Idempotency-Key": key,
            },
        )

    return send


@pytest.fixture
def count(committed, service):
    def count():
        return committed.execute(
            "select count(*) as n from postroom.notifications where service_id = %s", (service.id,)
        ).fetchone()["n"]

    return count


def replayed(answer):
    return answer.headers.get("Idempotent-Replayed")


def test_the_same_request_is_answered_as_the_first(send, count):
    first, again = send("a"), send("a")

    assert (first.status, again.status) == (201, 201)
    assert first.data == again.data
    assert (replayed(first), replayed(again)) == (None, "true")
    assert count() == 1
    assert again.headers["RateLimit"] == '"minute";r=997;t=1'


def test_another_request_is_refused(send, count):
    send("a")
    for answer in (
        send("a", reference="r"),
        send("a", path="email"),
        send("a", data="{"),
    ):
        assert (answer.status, answer.error) == (
            422, "Idempotency-Key has already been used for another request",
        )  # fmt: skip
        assert answer.body["errors"][0]["error"] == "BadRequestError"
    assert count() == 1


def test_without_the_header_each_is_a_message(ask, send, service, count):
    body = {
        "phone_number": "07900900123",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Ann"},
    }
    send("a")
    for _ in range(2):
        assert replayed(ask("POST /v2/notifications/sms", body)) is None
    assert count() == 3


@pytest.mark.parametrize("key", ["", " \t", "x" * 256, "ä", "a\tb", "a\x7f"])
def test_keys_that_are_none(send, key):
    answer = send(key)
    assert (answer.status, answer.error) == (
        400, "Idempotency-Key must be between 1 and 255 printable ASCII characters",
    )  # fmt: skip
    assert answer.headers["RateLimit"] == '"minute";r=999;t=1'


def test_the_form_of_the_key_comes_before_the_body(send):
    assert "Idempotency-Key" in send("", data="{").error


def test_keys_are_compared_as_they_are(send, count):
    for key in ("a", "A", '"a"', "a b", "~" * 255):
        assert send(key).status == 201
    assert replayed(send("  a ")) == "true"
    assert count() == 5


def test_another_service_or_type_of_key_has_its_own(send, committed):
    send("a")
    assert replayed(send("a", key_type="test")) is None
    other = make.service(committed)
    assert replayed(send("a", owner=other)) is None


def test_api_keys_of_a_type_share_them(send, committed, service):
    send("a")
    service.keys["normal"] = make.api_key(committed, service, "normal")
    assert replayed(send("a")) == "true"


def test_a_refused_request_leaves_its_key_free(send, count):
    assert send("a", phone_number="x").status == 400
    assert send("a").status == 201
    assert count() == 1


def test_a_replay_comes_before_what_has_changed_since(send, committed, service):
    first = send("a")
    committed.execute(
        "update postroom.templates set archived = true where service_id = %s", (service.id,)
    )
    committed.execute(
        "update postroom.services set sms_message_limit = 1 where id = %s", (service.id,)
    )
    again = send("a")
    assert (again.status, again.data) == (201, first.data)
    assert '"day"' not in again.headers["RateLimit"]
    assert send("b").status == 429


def test_a_replay_takes_a_token(send, committed, service):
    committed.execute("update postroom.services set rate_limit = 6 where id = %s", (service.id,))
    assert [send("a").status for _ in range(3)] == [201, 201, 429]


def test_simulated_messages_are_kept(send):
    first, again = send("a", phone_number="07700900000"), send("a", phone_number="07700900000")
    assert (first.data, replayed(again)) == (again.data, "true")


def test_bulk(send, service, count):
    body = {
        "name": "n",
        "template_id": str(service.templates["sms"]),
        "rows": [["phone number", "name"], ["07900900123", "Ann"]],
    }
    first, again = send("a", "bulk", body=body), send("a", "bulk", body=body)
    assert (first.status, first.data, replayed(again)) == (201, again.data, "true")
    assert count() == 1
    assert send("a", "bulk", body={**body, "name": "m"}).status == 422


def test_batch(send, service, committed, count):
    committed.execute(
        "update postroom.services set sms_message_limit = 2 where id = %s", (service.id,)
    )
    message = {
        "type": "sms",
        "phone_number": "07900900123",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Ann\0"},
    }
    body = {"notifications": [message, 5, message, message]}
    first, again = send("a", "batch", body=body), send("a", "batch", body=body)
    assert [one["status_code"] for one in first.body["notifications"]] == [201, 400, 201, 429]
    assert (first.status, first.data, replayed(again)) == (200, again.data, "true")
    assert count() == 2


def test_a_batch_of_which_nothing_was_accepted_leaves_its_key_free(send, service):
    body = {"notifications": [5, {"type": "sms"}]}
    assert [replayed(send("a", "batch", body=body)) for _ in range(2)] == [None, None]
    assert send("a").status == 201


def test_reads_ignore_it(ask, service):
    headers = {"Authorization": f"Bearer {token(service)}", "Idempotency-Key": ""}
    assert ask("GET /v2/notifications", headers=headers).status == 200


def test_twenty_at_once_send_one(app, service, count):
    body = json.dumps(
        {
            "phone_number": "07900900123",
            "template_id": str(service.templates["sms"]),
            "personalisation": {"name": "Ann"},
        }
    )
    headers = {"Authorization": f"Bearer {token(service)}", "Idempotency-Key": "a"}

    def send(_):
        return app.test_client().post("/v2/notifications/sms", data=body, headers=headers)

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(send, range(40)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    stored = {answer.json["id"] for answer in answers if answer.status_code == 201}
    assert (len(stored), count()) == (1, 1)
    refused = [
        answer.json["errors"][0]["message"] for answer in answers if answer.status_code == 409
    ]
    assert set(refused) <= {"A request with this Idempotency-Key is still being processed"}


def test_keys_are_kept_for_a_day_and_leave_by_partition(send, committed, service):
    send("a")
    (day,) = (
        committed.execute(
            "select day from postroom.idempotency_keys where service_id = %s", (service.id,)
        )
        .fetchone()
        .values()
    )
    partition = f"postroom.idempotency_keys_p{day:%Y_%m_%d}"
    (drops_on,) = (
        committed.execute(
            "select drops_on - day from ops.partitions() where partition = %s", (partition,)
        )
        .fetchone()
        .values()
    )
    assert drops_on == 2


def test_what_is_erased_is_not_told_again_nor_sent(send, committed, service, count):
    send("a", phone_number="07900900777")
    make.call(committed, "ops.erase_recipient", recipient="07900900777", service_id=service.id)
    again = send("a", phone_number="07900900777")
    assert (again.status, count()) == (422, 1)
    (answer,) = (
        committed.execute(
            "select answer from postroom.idempotency_keys where service_id = %s", (service.id,)
        )
        .fetchone()
        .values()
    )
    assert answer == "{}"
