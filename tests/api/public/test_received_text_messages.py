import uuid

import pytest

from tests.tools import make

PATH = "/v2/received-text-messages"


@pytest.fixture
def number(committed, service):
    return make.inbound_number(committed, service)


def test_a_message_on_the_wire(ask, committed, service, number):
    make.receive(committed, number, user_number="ALPHA", content="café €\n😀")
    (stored,) = make.received(committed, service)

    answer = ask(f"GET {PATH}")

    assert answer.status == 200
    assert answer.body == {
        "received_text_messages": [
            {
                "id": str(stored["id"]),
                "created_at": stored["created_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "service_id": str(service.id),
                "notify_number": number,
                "user_number": "ALPHA",
                "content": "café €\n😀",
            }
        ],
        "links": {
            "current": "http://localhost/v2/received-text-messages",
            "next": f"http://localhost/v2/received-text-messages?older_than={stored['id']}",
        },
    }


def test_pages_of_250_from_the_newest(ask, committed, number):
    for n in range(251):
        make.receive(committed, number, content=str(n))

    first = ask(f"GET {PATH}").body
    second = ask(f"GET {first['links']['next'].removeprefix('http://localhost')}").body
    third = ask(f"GET {second['links']['next'].removeprefix('http://localhost')}").body

    counts = [len(page["received_text_messages"]) for page in (first, second, third)]
    assert counts == [250, 1, 0]
    pages = first["received_text_messages"] + second["received_text_messages"]
    assert len({item["id"] for item in pages}) == 251
    times = [item["created_at"] for item in pages]
    assert times == sorted(times, reverse=True)
    # The list's beginning, whatever page it is; and after an empty page comes none.
    assert second["links"]["current"] == "http://localhost/v2/received-text-messages"
    assert third["links"] == {"current": "http://localhost/v2/received-text-messages"}


@pytest.mark.parametrize("key", ["normal", "team", "test"])
def test_every_key_sees_the_same(ask, committed, number, key):
    make.receive(committed, number)

    assert len(ask(f"GET {PATH}", key=key).body["received_text_messages"]) == 1


def test_a_service_without_a_number_has_an_empty_page(ask):
    assert ask(f"GET {PATH}").body == {
        "received_text_messages": [],
        "links": {"current": "http://localhost/v2/received-text-messages"},
    }


def test_other_services_messages_are_not_seen(ask, committed, number):
    make.receive(committed, number)

    assert ask(f"GET {PATH}", owner=make.service(committed)).body["received_text_messages"] == []


def test_an_unknown_id_gives_an_empty_page(ask, committed, number):
    make.receive(committed, number)

    answer = ask(f"GET {PATH}?older_than={uuid.uuid4()}")

    assert (answer.status, answer.body["received_text_messages"]) == (200, [])


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("older_than=abc", "older_than is not a valid UUID"),
        ("older_than=", "older_than is not a valid UUID"),
        (
            "user_number=1",
            "Additional properties are not allowed (user_number was unexpected)",
        ),
        (
            "a=1&b=2",
            "Additional properties are not allowed (a, b were unexpected)",
        ),
    ],
)
def test_faults_of_the_query(ask, query, fault):
    answer = ask(f"GET {PATH}?{query}")

    assert answer.status == 400
    assert answer.body["errors"] == [{"error": "ValidationError", "message": fault}]


def test_without_a_token(ask):
    answer = ask(f"GET {PATH}", headers={})

    assert answer.status == 401
    assert answer.errors == ["Unauthorized: authentication token must be provided"]
