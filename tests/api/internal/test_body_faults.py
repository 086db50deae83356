"""How many faults of a body are told, and which: those of the first check that finds any."""

import pytest

REQUIRED = "{} is a required property"
ODD = {"weird": 1}


def required(*names):
    return [REQUIRED.format(name) for name in names]


CALLBACK = {"url": "https://x.gov.uk", "bearer_token": "0123456789", "updated_by_id": "user"}
REPORT = {"user_id": "user", "report_type": "notifications_report"}
TEMPLATE = {"name": "N", "content": "c", "service": "service", "created_by": "user"}
BILINGUAL = "is not valid under any of the given schemas"


@pytest.mark.parametrize(
    ("path", "body", "faults"),
    [
        ("callback-api", {}, required("url", "bearer_token", "updated_by_id")),
        (
            "callback-api",
            {"callback_type": 5, **ODD},
            required("url", "bearer_token", "updated_by_id"),
        ),
        ("callback-api", {**CALLBACK, "url": "http://x"}, ["url is not a valid https url"]),
        (
            "callback-api",
            {**CALLBACK, "bearer_token": "x", "callback_type": "odd"},
            ["bearer_token x is too short"],
        ),
        ("callback-api", CALLBACK, required("callback_type")),
        ("report-request", {}, required("user_id", "report_type")),
        ("report-request", {"user_id": "user"}, required("report_type")),
        (
            "report-request",
            {**REPORT, "report_type": "odd"},
            ["report_type odd is not one of [notifications_report]"],
        ),
        (
            "report-request",
            {**REPORT, "user_id": "x"},
            ["user_id badly formed hexadecimal UUID string"],
        ),
        ("report-request", REPORT, required("notification_type", "notification_status")),
        (
            "report-request",
            {**REPORT, **ODD},
            ["Additional properties are not allowed (weird was unexpected)"],
        ),
        (
            "template",
            {"name": "N", "content": "c"},
            required("template_type", "service", "created_by", "subject"),
        ),
        ("template", TEMPLATE, required("template_type", "subject")),
        ("template", {**TEMPLATE, "template_type": "letter"}, required("subject")),
        (
            "template",
            {**TEMPLATE, "template_type": "fax", **ODD},
            ["template_type fax is not one of [sms, email, letter]"],
        ),
        (
            "template",
            {**TEMPLATE, "template_type": 5},
            ["template_type 5 is not one of [sms, email, letter]"],
        ),
        (
            "template",
            {**TEMPLATE, "template_type": "sms", **ODD},
            ["Additional properties are not allowed (weird was unexpected)"],
        ),
        (
            "contact-list",
            {"id": "x", **ODD},
            [
                "id is not a valid UUID",
                *required("original_file_name", "row_count", "template_type", "created_by"),
            ],
        ),
    ],
)  # fmt: skip
def test_the_faults_of_a_schema(admin, owned, path, body, faults):
    body = {
        name: {"user": owned.user["id"], "service": owned.id}.get(value, value)
        if isinstance(value, str)
        else value
        for name, value in body.items()
    }

    answer = admin(f"POST {owned.path}/{path}", body)

    assert (answer.status, answer.errors) == (400, faults)


@pytest.mark.parametrize("value", [5, "french", "english", [], "welsh_then_english"])
def test_languages_that_fit_nothing_are_one_fault(admin, owned, value):
    body = {
        "name": "N", "content": "c", "subject": "s", "template_type": "letter",
        "service": owned.id, "created_by": owned.user["id"], "letter_languages": value,
    }  # fmt: skip

    answer = admin(f"POST {owned.path}/template", body)

    assert answer.status == 400
    assert len(answer.errors) == 1 and answer.errors[0].endswith(BILINGUAL)


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"name": "", "email_address": "x", "colour": 1},
         {"name": ["Invalid name"], "email_address": ["Not a valid email address"]}),
        ({"colour": 1, "shape": 2}, {"_schema": ["Unknown field name colour"]}),
        ({"shape": 2, "name": "Bo", "colour": 1}, {"_schema": ["Unknown field name shape"]}),
        ({"name": "x" * 256, "current_session_id": "x"},
         {"current_session_id": ["Not a valid UUID."]}),
        ({"email_access_validated_at": 5},
         {"email_access_validated_at": ["Not a valid datetime."]}),
    ],
)  # fmt: skip
def test_unknown_fields_are_told_of_once_the_rest_is_right(admin, person, body, faults):
    answer = admin(f"POST /user/{person()['id']}", body)

    assert (answer.status, answer.message) == (400, faults)


def test_every_field_of_a_query_is_looked_at(admin, owned):
    query = {"page": 0, "page_size": "x", "limit_days": "x", "include_jobs": "x", "older_than": "x"}
    faults = {
        "page": ["Not a positive integer"],
        "page_size": ["Not a valid integer."],
        "limit_days": ["Not a valid integer."],
        "include_jobs": ["Not a valid boolean."],
        "older_than": ["Not a valid UUID."],
        "template_type": {
            str(n): {"template_type": ["Must be one of: sms, email, letter."]} for n in (0, 2)
        },
    }

    body = {**query, "template_type": ["fax", "sms", "telex"]}
    answer = admin(f"POST {owned.path}/notifications", body)

    assert (answer.status, answer.message) == (400, faults)


@pytest.mark.parametrize("data", [{}, [], [1], "x", 5, True, {"a": [{}]}])
def test_whatever_an_event_holds_is_kept(admin, data):
    made = admin("POST /events", {"event_type": "x", "data": data})

    assert (made.status, made.data["data"]) == (201, data)


def test_what_an_event_must_have(admin):
    faults = {name: ["Missing data for required field."] for name in ("event_type", "data")}
    assert admin("POST /events", {}).message == faults
    null = admin("POST /events", {"event_type": "x", "data": None})
    assert null.message == {"data": ["Field may not be null."]}


def test_who_must_stay_is_looked_at_before_what_they_may_do(admin, owned, person, nowhere):
    unknown = {"permissions": [{"permission": "fly"}]}
    path = f"/user/{owned.user['id']}/service/{owned.id}/permission"

    alone = admin(f"POST {path}", unknown)
    assert (alone.status, alone.message) == (
        400,
        "Cannot change user permissions - service would have too few users with manage_settings",
    )
    kept = {"permissions": [{"permission": "manage_settings"}, *unknown["permissions"]]}
    assert admin(f"POST {path}", kept).status == 404
    assert admin(f"POST {owned.path}/users/{owned.user['id']}", unknown).status == 400
    assert admin(f"POST {owned.path}/users/{person()['id']}", unknown).status == 404
    stranger = f"/user/{nowhere}/service/{owned.id}/permission"
    assert admin(f"POST {stranger}", unknown).status == 404


def test_nobody_is_no_guest_of_nothing(admin, nowhere):
    path = f"PUT /service/{nowhere}/guest-list"

    assert admin(path, {"email_addresses": [], "phone_numbers": []}).status == 204
    assert admin(path, {"email_addresses": ["a@b.uk"], "phone_numbers": []}).status == 404


@pytest.mark.parametrize(
    "field", ["organisation", "email_branding", "letter_branding", "go_live_user", "created_by"]
)
def test_a_service_belongs_to_nothing_that_is_not_there(admin, owned, nowhere, field):
    assert admin(f"POST {owned.path}", {field: nowhere}).status == 400
    assert admin(f"GET {owned.path}").data == owned.body


def test_a_service_has_the_brandings_and_organisations_that_there_are(admin, owned):
    (organisation,) = admin("GET /organisations").body[:1]
    changes = {
        "organisation": organisation["id"],
        "email_branding": "a7dc4e56-660b-4db7-8cff-12c37b12b5ea",
        "letter_branding": "2cd354bb-6b85-eda3-c0ad-6b613150459f",
    }

    made = admin(f"POST {owned.path}", changes)

    assert made.status == 200
    assert {name: made.data[name] for name in changes} == changes
    cleared = admin(f"POST {owned.path}", {**changes, "email_branding": "", "organisation": None})
    assert (cleared.data["email_branding"], cleared.data["organisation"]) == (None, None)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/complaint?page=x", "page"),
        ("{service}/inbound-sms/most-recent?page=x", "page"),
        ("{service}/statistics?limit_days=x", "limit_days"),
    ],
)
def test_a_number_in_a_query_has_to_be_one(admin, owned, path, name):
    answer = admin(f"GET {path.format(service=owned.path)}")

    assert (answer.status, answer.message) == (400, {name: ["Not a valid integer."]})
