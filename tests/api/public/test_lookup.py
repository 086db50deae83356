import uuid

import pytest

from tests.tools import make


def look_up(ask, **body):
    return ask("POST /v2/notifications/lookup", body)


def test_an_entry_has_exactly_these_fields(ask, service, committed):
    id = make.send(committed, service, client_reference="r")
    shown = ask(f"GET /v2/notifications/{id}").body

    answer = look_up(ask, ids=[str(id)])

    fields = ("id", "reference", "type", "status", "created_at", "sent_at", "completed_at")
    assert (answer.status, answer.body) == (
        200,
        {"notifications": [{name: shown[name] for name in fields}]},
    )


def test_entries_stand_in_the_order_asked_with_repetitions(ask, service, committed):
    first, second = make.send(committed, service), make.send(committed, service, "email")
    asked = [str(second), str(uuid.uuid4()), str(first).upper(), f"{{{second}}}"]

    found = look_up(ask, ids=asked).body["notifications"]

    assert [entry and entry["id"] for entry in found] == [
        str(second), None, str(first), str(second),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["normal", "team", "test"])
def test_any_key_finds_any_id(ask, service, committed, key):
    id = make.send(committed, service, key_type="test")
    answer = ask("POST /v2/notifications/lookup", {"ids": [str(id)]}, key=key)
    assert answer.body["notifications"][0]["id"] == str(id)


def test_what_reading_would_not_show_is_null(ask, service, committed):
    others = make.send(committed, make.service(committed))
    past = make.send(committed, service)
    committed.execute(
        "update postroom.notifications set kept_until = current_date - 2 where id = %s", (past,)
    )
    erased = make.send(committed, service, normalised_recipient="447700900555")
    committed.execute("delete from postroom.notification_contents where id = %s", (erased,))

    asked = [str(id) for id in (others, past, erased)] + [f"urn:uuid:{uuid.uuid4()}"]

    assert look_up(ask, ids=asked).body["notifications"] == [None] * 4


def test_ids_of_many_days_are_found(ask, service, committed):
    ids = []
    for days in (0, 1, 40, 90, 91):
        make.message(committed, service, committed.execute(
            "select postroom.now() - make_interval(days => %s) as at", (days,)
        ).fetchone()["at"])  # fmt: skip
    rows = committed.execute(
        "select id, day from postroom.notifications where service_id = %s order by id desc",
        (service.id,),
    ).fetchall()
    for row in rows:
        committed.execute(
            "update postroom.notifications set kept_until = %s::date + 90 where id = %s",
            (row["day"], row["id"]),
        )
        committed.execute(
            "insert into postroom.notification_contents"
            " (id, kept_until, service_id, recipient, normalised_recipient)"
            " values (%s, %s::date + 90, %s, '07', '07')",
            (row["id"], row["day"], service.id),
        )
        ids.append(str(row["id"]))

    found = look_up(ask, ids=ids).body["notifications"]

    assert [entry and entry["id"] for entry in found] == [*ids[:4], None]


def test_a_reference_finds_the_newest_of_the_same_type_of_key(ask, service, committed):
    older = make.send(committed, service, client_reference="r")
    make.send(committed, service, client_reference="r", key_type="team")
    committed.execute("select pg_sleep(0.002)")
    newest = make.send(committed, service, "email", client_reference="r")
    make.send(committed, make.service(committed), client_reference="theirs")
    assert older != newest

    found = look_up(ask, references=["r", "theirs", "R", "r", ""]).body["notifications"]

    assert [entry and entry["id"] for entry in found] == [
        str(newest),
        None,
        None,
        str(newest),
        None,
    ]


def test_a_reference_finds_rows_of_files(ask, service, committed):
    make.upload(committed, service, make.row(1, client_reference="in a file"))

    (found,) = look_up(ask, references=["in a file"]).body["notifications"]

    assert found["reference"] == "in a file"


def test_letters_have_their_outward_status(ask, service, committed):
    id = make.letter(committed, service)
    (found,) = look_up(ask, ids=[str(id)]).body["notifications"]
    assert (found["type"], found["status"]) == ("letter", "accepted")


def test_a_thousand_are_found_at_once(ask, service, committed):
    id = str(make.send(committed, service))
    found = look_up(ask, ids=[id] * 1000).body["notifications"]
    assert [entry["id"] for entry in found] == [id] * 1000


def test_looking_up_is_not_limited(ask, service, committed):
    committed.execute("update postroom.services set rate_limit = 1 where id = %s", (service.id,))
    answers = [look_up(ask, references=["r"]) for _ in range(5)]
    assert {answer.status for answer in answers} == {200}
    assert "RateLimit" not in answers[0].headers


ID = str(uuid.uuid4())


@pytest.mark.parametrize(
    ("body", "error", "texts"),
    [
        ({}, "BadRequestError", ["You should specify either ids or references"]),
        (
            {"ids": [ID], "references": ["r"]},
            "BadRequestError",
            ["You should specify either ids or references"],
        ),
        (
            {"ids": [ID] * 1001},
            "BadRequestError",
            ["Too many ids. Maximum number of ids allowed is 1000"],
        ),
        (
            {"references": ["r"] * 1001},
            "BadRequestError",
            ["Too many references. Maximum number of references allowed is 1000"],
        ),
        ({"ids": "x"}, "ValidationError", ["ids x is not of type array"]),
        ({"ids": None}, "ValidationError", ["ids None is not of type array"]),
        ({"ids": []}, "ValidationError", ["ids [] should be non-empty"]),
        ({"references": []}, "ValidationError", ["references [] should be non-empty"]),
        ({"ids": ["x", 5, None]}, "ValidationError", ["ids is not a valid UUID"]),
        ({"references": [5]}, "ValidationError", ["references 5 is not of type string"]),
        (
            {"ids": [ID], "x": 1},
            "ValidationError",
            ["Additional properties are not allowed (x was unexpected)"],
        ),
        ([1], "ValidationError", ["[1] is not of type object"]),
    ],
)
def test_faults(ask, body, error, texts):
    answer = ask("POST /v2/notifications/lookup", body)
    assert (answer.status, answer.errors) == (400, texts)
    assert {found["error"] for found in answer.body["errors"]} == {error}


def test_a_body_that_is_no_json(ask):
    answer = ask("POST /v2/notifications/lookup", data="{")
    assert answer.error == "Invalid JSON supplied in POST data"
