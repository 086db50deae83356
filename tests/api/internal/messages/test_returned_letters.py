import pytest

from tests.tools import make


def report(admin, *references, **fields):
    return admin("POST /letters/returned", {"references": list(references), **fields})


def test_a_list_is_taken_and_looked_up_by_a_job(admin, committed):
    answer = report(admin, "A" * 16, "0" * 16, extra=1)

    assert (answer.status, answer.body) == (200, {"references": ["A" * 16, "0" * 16]})
    job = committed.execute(
        "select args from procrastinate.procrastinate_jobs"
        " where task_name = 'record_returned_letters' order by id desc limit 1"
    ).fetchone()
    assert job["args"] == {"letter_references": ["A" * 16, "0" * 16]}


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({}, ["references is a required property"]),
        ([], ["[] is not of type object"]),
        ({"references": []}, ["references [] should be non-empty"]),
        ({"references": "x"}, ["references x is not of type array"]),
        (
            {"references": ["abc", "A" * 16, "A" * 15]},
            [
                "references abc does not match ^[0-9A-Z]{16}$",
                f"references {'A' * 15} does not match ^[0-9A-Z]{{16}}$",
            ],
        ),
    ],
)
def test_a_bad_list(admin, body, messages):
    answer = admin("POST /letters/returned", body)

    assert (answer.status, answer.errors) == (400, messages)


def test_what_is_no_json(admin):
    assert admin("POST /letters/returned", data="{").status == 400


def test_strangers_are_refused_in_the_v2_envelope(admin):
    answer = admin("POST /letters/returned", {"references": ["A" * 16]}, headers={})

    assert answer.status == 401
    assert answer.body == {
        "errors": [
            {
                "error": "AuthError",
                "message": "Unauthorized: authentication token must be provided",
            }
        ],
        "status_code": 401,
    }


@pytest.fixture
def come_back(committed):
    """come_back(service, reported_on="2026-11-23", …) → the id of a letter that did."""

    def store(service, reported_on="2026-11-23", **fields):
        id = make.letter(committed, service, client_reference="ours", **fields)
        committed.execute(
            "insert into postroom.returned_letters"
            " (notification_id, service_id, reported_on, created_at)"
            " values (%s, %s, %s, %s)",
            (id, service.id, reported_on, f"{reported_on}T12:00:00.5Z"),
        )
        return id

    return store


def test_statistics(admin, committed, service, come_back):
    path = f"GET /service/{service.id}/returned-letter-statistics"
    assert admin(path).body == {"returned_letter_count": 0, "most_recent_report": None}

    come_back(service, "2026-01-23")
    assert admin(path).body == {
        "returned_letter_count": 0,
        "most_recent_report": "2026-01-23 12:00:00.500000",
    }

    for days in (6, 0):
        id = come_back(service)
        committed.execute(
            "update postroom.returned_letters set created_at = now() - %s * interval '1 day'"
            " where notification_id = %s",
            (days, id),
        )
    assert admin(path).body["returned_letter_count"] == 2


def test_summary(admin, service, come_back):
    for day in ("2026-11-22", "2026-11-23", "2026-11-23"):
        come_back(service, day)

    assert admin(f"GET /service/{service.id}/returned-letter-summary").body == [
        {"returned_letter_count": 2, "reported_at": "2026-11-23"},
        {"returned_letter_count": 1, "reported_at": "2026-11-22"},
    ]


def letters(admin, service, day="2026-11-23"):
    return admin(f"GET /service/{service.id}/returned-letters?reported_at={day}")


def test_letters_of_a_day(admin, committed, service, come_back):
    by_api, by_member = come_back(service), come_back(service)
    committed.execute(
        "update postroom.notifications set api_key_id = null, created_by_id = %s,"
        " job_row_number = 0 where id = %s",
        (service.user, by_member),
    )

    shown = letters(admin, service).body

    assert shown["orphaned_count"] == 0
    second, first = shown["returned_letters"]
    at = f"{make.facts(committed, by_api)['created_at']:%Y-%m-%d %H:%M:%S.%f}"
    assert first == {
        "notification_id": str(by_api),
        "client_reference": "ours",
        "reported_at": "2026-11-23",
        "created_at": at,
        "template_name": "letter template",
        "template_id": str(service.templates["letter"]),
        "template_version": 1,
        "user_name": "API",
        "email_address": "API",
        "original_file_name": None,
        "job_row_number": None,
        "uploaded_letter_file_name": None,
    }
    assert second["notification_id"] == str(by_member)
    assert (second["client_reference"], second["job_row_number"]) == (None, 2)
    assert second["user_name"] == "Ann"
    assert second["email_address"].startswith("ann-")


def test_a_letter_of_a_hidden_template_names_its_file(admin, committed, service, come_back):
    id = come_back(service)
    committed.execute("update postroom.notifications set api_key_id = null where id = %s", (id,))
    committed.execute(
        "update postroom.templates set hidden = true where id = %s", (service.templates["letter"],)
    )

    (row,) = letters(admin, service).body["returned_letters"]

    assert [row[f"template_{name}"] for name in ("name", "id", "version")] == [None, None, None]
    assert row["uploaded_letter_file_name"] == "ours"


def test_letters_older_than_the_history_are_counted(admin, committed, service, come_back):
    come_back(service)
    id = come_back(service)
    committed.execute("delete from postroom.notifications where id = %s", (id,))

    shown = letters(admin, service).body

    assert (len(shown["returned_letters"]), shown["orphaned_count"]) == (1, 1)


@pytest.mark.parametrize("day", ["", "x", "2026-02-30"])
def test_a_day_must_be_one(admin, service, day):
    answer = letters(admin, service, day)
    assert (answer.status, answer.message) == (404, "No result found")
