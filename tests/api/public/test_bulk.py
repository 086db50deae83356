"""One template to many recipients (docs/contract/sending.md, many recipients)."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.tools import make

HEADER = ["phone number", "name"]
ROWS = [HEADER, ["07900900123", "Ann"], ["07900900124", "Bo"]]


@pytest.fixture
def bulk(ask, service):
    """bulk(rows=[…], kind="sms", key="normal", …) → the answer"""

    def bulk(kind="sms", key="normal", **fields):
        if "rows" not in fields and "csv" not in fields:
            fields["rows"] = ROWS
        body = {"template_id": str(service.templates[kind]), "name": "people", **fields}
        return ask("POST /v2/notifications/bulk", body, key=key)

    return bulk


@pytest.fixture
def stored(committed, service):
    """What the service has stored, in the order of rows."""

    def stored():
        return committed.execute(
            "select n.*, c.recipient, c.personalisation, c.reply_to_text"
            " from postroom.notifications as n"
            " join postroom.notification_contents as c on c.id = n.id"
            " where n.service_id = %s order by n.job_row_number",
            (service.id,),
        ).fetchall()

    return stored


def change(db, service, **columns):
    for column, value in columns.items():
        db.execute(f"update postroom.services set {column} = %s where id = %s", (value, service.id))


def letter_template(db, service, content="Dear ((name))"):
    service.templates["letter"] = make.template(
        db, service, "letter", content, subject="About ((name))"
    )


def test_the_answer_has_exactly_these_fields(bulk, service, committed):
    answer = bulk()

    data = answer.body["data"]
    assert answer.status == 201
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", data.pop("created_at"))
    job = make.job_facts(committed, data.pop("id"))
    key_id, _ = service.keys["normal"]
    (name,) = (
        committed.execute("select name from postroom.api_keys where id = %s", (key_id,))
        .fetchone()
        .values()
    )
    assert data == {
        "api_key": {"id": str(key_id), "key_type": "normal", "name": name},
        "archived": False,
        "created_by": {"id": "6af522d0-2915-4e52-83a3-3690455a5fe6", "name": "GOV.UK Notify"},
        "job_status": "pending",
        "notification_count": 2,
        "original_file_name": "people",
        "processing_started": None,
        "processing_finished": None,
        "updated_at": None,
        "scheduled_for": None,
        "sender_id": None,
        "service": str(service.id),
        "service_name": {"name": make.call(committed, "api.read_service", id=service.id)["name"]},
        "template": str(service.templates["sms"]),
        "template_version": 1,
    }
    assert (job["status"], job["rows_stored"], job["key_type"]) == ("finished", 2, "normal")


def test_rows_are_stored_and_queued_when_it_answers(bulk, stored, ask, committed, service):
    rows = [
        [*HEADER, "reference", "colour"],
        ["07900900123", "Ann", "r1", "red"],
        ["07900900124", 5],
    ]
    job_id = bulk(rows=rows).body["data"]["id"]

    first, second = stored()
    assert (first["client_reference"], second["client_reference"]) == ("r1", None)
    assert [str(row["job_id"]) for row in (first, second)] == [job_id] * 2
    assert [row["job_row_number"] for row in (first, second)] == [0, 1]
    assert first["api_key_id"] == service.keys["normal"][0]
    assert second["personalisation"] == {"phonenumber": "07900900124", "name": "5"}
    (queued,) = (
        committed.execute(
            "select count(*) from postroom.delivery_queue where service_id = %s", (service.id,)
        )
        .fetchone()
        .values()
    )
    assert queued == 2
    assert ask("GET /v2/notifications").body["notifications"] == []
    listed = ask("GET /v2/notifications?include_jobs=true").body["notifications"]
    assert {one["id"] for one in listed} == {str(first["id"]), str(second["id"])}


def test_csv_is_read_as_files_are(bulk, stored):
    text = '\ufeffPhone Number,NAME,colour\r\n 07900900123 ,"Ann, B",red,surplus\n\n'
    assert bulk(csv=text).status == 201
    (row,) = stored()
    assert row["personalisation"] == {"phonenumber": "07900900123", "name": "Ann, B"}


def test_repeated_columns_are_a_list(bulk, stored):
    assert bulk(rows=[["phone number", "name", "name"], ["07900900123", "a", "b"]]).status == 201
    (row,) = stored()
    assert row["personalisation"]["name"] == ["a", "b"]


def test_cells_are_texts_numbers_booleans_or_null(bulk, stored):
    rows = [HEADER, ["07900900123", True], ["07900900123", 1.5]]
    assert bulk(rows=rows).status == 201
    assert [row["personalisation"]["name"] for row in stored()] == ["True", "1.5"]


def test_blank_rows(bulk, stored):
    rows = [HEADER, ["07900900123", "a"], [], ["07900900123", "b"], [], ["", None]]
    answer = bulk(rows=rows)
    assert answer.error == "Some rows have errors. Row 1 - `phone number`: Missing,`name`: Missing."
    assert bulk(rows=rows[:2] + rows[4:]).body["data"]["notification_count"] == 1


def test_emails(bulk, stored):
    rows = [["email address", "name"], ["ann@example.com", "Ann"]]
    assert bulk("email", rows=rows).status == 201
    assert stored()[0]["notification_type"] == "email"


def test_letters(bulk, stored, committed, service):
    letter_template(committed, service)
    rows = [
        ["address line 1", "address line 2", "postcode", "name"],
        ["Ann", "1 Road", "SW1A 1AA", "Ann"],
    ]
    assert bulk("letter", rows=rows).status == 201
    (row,) = stored()
    assert (row["notification_type"], row["postage"]) == ("letter", "second")


@pytest.mark.parametrize("key", ["normal", "team", "test"])
def test_messages_have_the_type_of_the_key(bulk, stored, committed, service, key):
    committed.execute(
        "insert into postroom.guest_list values (%s, '07900900123', '447900900123', 'mobile')",
        (service.id,),
    )
    assert bulk(key=key, rows=[HEADER, ["07900 900123", "Ann"]]).status == 201
    assert stored()[0]["key_type"] == key


def test_a_sender_of_its_own(bulk, stored, committed, service):
    sender = make.call(
        committed, "api.save_sms_sender", service_id=service.id, sender="OTHER", is_default=False
    )
    id = str(sender["id"] if isinstance(sender, dict) else sender)
    answer = bulk(reply_to_id=id)
    assert (answer.status, answer.body["data"]["sender_id"]) == (201, id)
    assert stored()[0]["reply_to_text"] == "OTHER"


def test_a_scheduled_one_is_stored_later(bulk, stored, committed, service, app):
    moment = (datetime.now(UTC) + timedelta(hours=95)).replace(microsecond=0)
    local = moment.astimezone().isoformat()

    data = bulk(scheduled_for=local, key="test").body["data"]

    assert (data["job_status"], data["scheduled_for"]) == ("scheduled", moment.isoformat())
    job = make.job_facts(committed, data["id"])
    assert (job["status"], job["due_at"], job["key_type"]) == ("scheduled", moment, "test")
    assert job["api_key_id"] == service.keys["test"][0]
    assert app.extensions["objects"].get(job["file_key"]) == (
        b"phone number,name\n07900900123,Ann\n07900900124,Bo"
    )
    (announced,) = (
        committed.execute(
            "select count(*) from postroom.object_removals where key = %s", (job["file_key"],)
        )
        .fetchone()
        .values()
    )
    assert (stored(), announced) == ([], 0)


def test_a_scheduled_one_can_be_cancelled(bulk, committed, service):
    moment = (datetime.now(UTC) + timedelta(hours=5)).isoformat()
    id = bulk(scheduled_for=moment).body["data"]["id"]
    make.call(committed, "api.cancel_job", service_id=service.id, job_id=id)
    assert make.job_facts(committed, id)["status"] == "cancelled"


LATER = (datetime.now(UTC) + timedelta(hours=97)).strftime("%Y-%m-%dT%H:00:00")
FORMAT = (
    "datetime format is invalid. It must be a valid ISO8601 date time format, "
    "https://en.wikipedia.org/wiki/ISO_8601"
)


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ({}, ["template_id is a required property", "name is a required property"]),
        ({"name": "x\0"}, ["name must not contain a NUL character"]),
        ({"name": 5}, ["name 5 is not of type string"]),
        ({"reply_to_id": "x"}, ["reply_to_id is not a valid UUID"]),
        ({"csv": 5}, ["csv 5 is not of type string"]),
        ({"rows": "x"}, ["rows x is not of type array"]),
        ({"rows": []}, ["rows [] is too short"]),
        ({"rows": [["a"]]}, ["rows [[a]] is too short"]),
        ({"scheduled_for": "2020-01-01"}, ["scheduled_for datetime cannot be in the past"]),
        (
            {"scheduled_for": LATER},
            ["scheduled_for datetime can only be up to 96 hours in the future"],
        ),
        ({"scheduled_for": "x"}, [f"scheduled_for {FORMAT}"]),
        ({"valid_until": "x"}, [f"valid_until {FORMAT}"]),
        ({"x": 1}, ["Additional properties are not allowed (x was unexpected)"]),
    ],
    ids=str,
)  # fmt: skip
def test_faults_of_the_schema(ask, body, texts):
    answer = ask("POST /v2/notifications/bulk", body)
    assert answer.status == 400
    assert answer.body["errors"][0]["error"] == "ValidationError"
    assert [text for text in answer.errors if "required" not in text or not body] == texts


@pytest.mark.parametrize("fields", [{"rows": ROWS, "csv": "a"}, {"csv": ""}])
def test_neither_or_both(bulk, fields):
    answer = bulk(template_id="00000000-0000-0000-0000-000000000000", **fields)
    assert answer.error == "You should specify either rows or csv"


def test_an_empty_csv_counts_as_absent(bulk):
    assert bulk(rows=ROWS, csv="").status == 201


def test_templates(bulk, committed, service):
    unknown = "00000000-0000-0000-0000-000000000000"
    assert bulk(template_id=unknown).error == "Template not found"
    committed.execute(
        "update postroom.templates set archived = true where id = %s", (service.templates["sms"],)
    )
    change(committed, service, permissions=[])
    assert bulk().error == "Template has been deleted"


def test_permission_comes_before_the_sender(bulk, committed, service):
    change(committed, service, permissions=["email"])
    unknown = "00000000-0000-0000-0000-000000000000"
    assert bulk(reply_to_id=unknown).error == "Service is not allowed to send text messages"


def test_letters_of_team_keys_and_in_trial_mode(bulk, committed, service):
    letter_template(committed, service)
    change(committed, service, restricted=True)
    team, trial = bulk("letter", "team"), bulk("letter")
    assert (team.status, team.error) == (403, "Cannot send letters with a team api key")
    assert (trial.status, trial.error) == (
        403, "Cannot send letters when service is in trial mode",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "field"),
    [("sms", "sms_sender_id"), ("email", "email_reply_to_id"), ("letter", "letter_contact_id")],
)
def test_unknown_senders(bulk, committed, service, kind, field):
    letter_template(committed, service)
    id = "00000000-0000-0000-0000-00000000000A"
    text = f"{field} {id} does not exist in database for service id {service.id}"
    assert bulk(kind, reply_to_id=id, rows=[["x"], ["y"]]).error == text


@pytest.mark.parametrize("row", ["x", 5, None, {"a": 1}, [[1]], [{"a": 1}]])
def test_what_is_no_row(bulk, row):
    answer = bulk(rows=[["x"], row])
    assert (answer.status, answer.error[:25]) == (400, "Error converting to CSV: ")


def test_too_long_a_cell(bulk):
    for fields in ({"rows": [HEADER, ["x" * 131_073, ""]]}, {"csv": f"a\n{'x' * 131_073}"}):
        assert bulk(**fields).error.startswith("Error converting to CSV: ")


def test_missing_and_repeated_columns(bulk, committed, service):
    assert bulk(rows=[["x"], ["y"]]).error == "Missing column headers: name, phone number"
    rows = [["Phone number", "name", "phone_number", "phone_number"], ["1", "2", "3", "4"]]
    assert bulk(rows=rows).error == "Duplicate column headers: Phone number, phone_number"
    letter_template(committed, service)
    answer = bulk("letter", rows=[["address line 1", "name"], ["x", "y"]])
    assert answer.error == "Missing column headers: address line 1, address line 2, postcode"


def test_a_csv_without_rows(bulk):
    for text in ("phone number,name", "phone number,name\n\n\n"):
        assert bulk(csv=text).error == "csv must have a header and at least one row"
    assert bulk(csv="name").error == "Missing column headers: phone number"


def test_the_days_limit(bulk, committed, service, stored):
    change(committed, service, sms_message_limit=3)
    assert bulk().status == 201
    answer = bulk(rows=[HEADER, ["x", "y"], ["x", "y"]])
    assert (answer.status, answer.errors) == (
        400,
        [
            "You only have 1 remaining messages before you reach your daily limit. "
            "You've tried to send 2 messages."
        ],
    )
    assert bulk(key="test").status == 201
    assert bulk(rows=ROWS[:2]).status == 201
    assert bulk(rows=ROWS[:2]).error.startswith("You only have 0 remaining messages")
    assert len(stored()) == 5


def test_the_days_limit_of_messages_abroad(bulk, committed, service, stored):
    change(
        committed, service, international_sms_message_limit=1,
        permissions=["sms", "email", "letter", "international_sms"],
    )  # fmt: skip
    rows = [HEADER, ["+33612345678", "a"], ["+33612345679", "b"], ["07900900123", "c"]]
    answer = bulk(rows=rows)
    assert answer.error == (
        "You only have 1 remaining messages before you reach your daily limit. "
        "You've tried to send 2 messages."
    )
    assert stored() == []
    assert bulk(rows=[rows[0], rows[1], rows[3]]).status == 201


def test_too_many_rows(bulk):
    rows = [["phone number", "name"], *[["x", "y"]] * 50_001]
    text = "Too many rows. Maximum number of rows allowed is 50000"
    assert bulk(rows=rows).error == text
    assert bulk(csv="phone number,name\n" + "x,y\n" * 50_001).error == text


TRIAL = (
    "You cannot send to these recipients because your service is in trial mode. You can only send "
    "to members of your team and your safelist."
)
TEAM = "You cannot send to these recipients because you used a team and safelist API key."


def test_strangers(bulk, committed, service):
    assert bulk(key="team").error == TEAM
    change(committed, service, restricted=True)
    assert bulk(rows=[*ROWS, ["", ""]]).error == TRIAL
    assert bulk(key="team").error == TRIAL
    assert bulk(key="test").status == 201


def test_faults_of_rows(bulk, stored, committed, service):
    change(committed, service, permissions=["sms"])
    rows = [
        ["Phone Number", "Name"],
        ["07900900123", "a"],
        ["07900900123", ""],
        ["x", None],
        ["+33612345678", "b"],
        ["020 7946 0000", "b"],
        ["07900900123", "x" * 950],
    ]
    answer = bulk(rows=rows)
    assert (answer.status, answer.errors) == (
        400,
        [
            "Some rows have errors. Row 1 - `Name`: Missing. "
            "Row 2 - `Phone Number`: invalid recipient,`Name`: Missing. "
            "Row 3 - `Phone Number`: invalid recipient. "
            "Row 4 - `Phone Number`: invalid recipient. "
            "Row 5 - Your message is too long. Text messages cannot be longer than 918 "
            "characters. Your message is 956 characters long."
        ],
    )
    assert stored() == []


def test_an_empty_message(bulk, committed, service):
    service.templates["sms"] = make.template(committed, service, "sms", "((a??\u200b)) ")
    answer = bulk(rows=[["phone number", "a"], ["07900900123", "no"]])
    assert answer.error == "Some rows have errors. Row 0 - Your message is empty."


def test_a_bad_address(bulk, committed, service):
    letter_template(committed, service)
    change(committed, service, permissions=["letter"])
    rows = [
        ["address line 1", "address line 2", "postcode", "name"],
        ["Ann", "1 Road", "SW1A 1AA", "Ann"],
        ["Ann", "1 Road", "SW1A 1A", "Ann"],
        ["Ann", "", "SW1A 1AA", ""],
    ]
    assert bulk("letter", rows=rows).error == (
        "Some rows have errors. Row 1 - Must be a real UK postcode. Row 2 - `name`: Missing."
    )


def test_at_most_twenty_rows_are_named(bulk):
    answer = bulk(rows=[HEADER, *[["x", "y"]] * 25])
    assert answer.error.count("Row ") == 20


def test_simulated_numbers(bulk, stored, committed):
    simulated = ["07700900000", "a"]
    mixed = bulk(rows=[*ROWS, simulated])
    assert mixed.error == "Bulk sending to testing and non-testing numbers is not supported"
    alone = bulk(rows=[HEADER, simulated, simulated])
    assert (alone.status, alone.body["data"]["notification_count"], stored()) == (201, 2, [])
    assert make.job_facts(committed, alone.body["data"]["id"]) is None
    assert bulk(key="test", rows=[*ROWS, simulated]).status == 201


def test_it_takes_one_token(bulk, committed, service):
    change(committed, service, rate_limit=6)
    answers = [bulk(name=5), bulk(), bulk()]
    assert [answer.status for answer in answers] == [400, 201, 429]
    assert answers[1].headers["RateLimit"] == '"minute";r=0;t=10'


def test_valid_until_is_that_of_each_row(bulk, committed, service):
    moment = datetime.now(UTC) + timedelta(hours=5)
    id = bulk(valid_until=moment.isoformat()).body["data"]["id"]
    assert make.job_facts(committed, id)["valid_until"] == moment
