import pytest

from tests.tools import make


@pytest.fixture
def new(admin, owned):
    """new("sms", content="Hello") → the answer to creating a template."""

    def create(kind="sms", **fields):
        body = {
            "name": "N",
            "template_type": kind,
            "content": "Hello ((name))",
            "service": owned.id,
            "created_by": owned.user["id"],
            **({} if kind == "sms" else {"subject": "S"}),
            **fields,
        }
        return admin(f"POST {owned.path}/template", body)

    return create


def test_each_type_has_its_defaults(new):
    sms, email, letter = (new(kind).data for kind in ("sms", "email", "letter"))

    assert (sms["postage"], sms["letter_languages"], sms["subject"]) == (None, None, None)
    assert sms["reply_to_text"] == "POSTROOM"
    assert (email["postage"], email["reply_to_text"]) == (None, None)
    assert (letter["postage"], letter["letter_languages"]) == ("second", "english")
    assert {t["version"] for t in (sms, email, letter)} == {1}


def test_a_sender_that_is_a_number_is_shown_in_full(admin, owned, new):
    admin(f"POST {owned.path}/sms-sender", {"sms_sender": "07700900999", "is_default": True})

    assert new().data["reply_to_text"] == "447700900999"


@pytest.mark.parametrize(
    ("kind", "fields", "faults"),
    [
        ("sms", {"content": 5}, ["content 5 is not of type string"]),
        ("fax", {}, ["template_type fax is not one of [sms, email, letter]"]),
        ("sms", {"service": "x"}, ["service is not a valid UUID"]),
        (
            "letter",
            {"postage": "europe"},
            ["postage invalid. It must be either first, second or economy."],
        ),
        (
            "sms",
            {"process_type": "priority"},
            ["Additional properties are not allowed (process_type was unexpected)"],
        ),
    ],
)
def test_what_the_schema_refuses(new, kind, fields, faults):
    answer = new(kind, **fields)

    assert (answer.status, answer.errors) == (400, faults)


def test_missing_fields_are_all_named(admin, owned):
    answer = admin(f"POST {owned.path}/template", {"template_type": "letter"})

    assert set(answer.errors) == {
        f"{field} is a required property"
        for field in ("name", "content", "service", "created_by", "subject")
    }


@pytest.mark.parametrize(
    ("language", "welsh", "status"),
    [
        ("english", {"letter_welsh_subject": None, "letter_welsh_content": None}, 201),
        ("english", {}, 400),
        ("english", {"letter_welsh_subject": "P", "letter_welsh_content": "C"}, 400),
        ("welsh_then_english", {"letter_welsh_subject": "P", "letter_welsh_content": "C"}, 201),
        ("welsh_then_english", {"letter_welsh_subject": "P"}, 400),
        ("welsh_then_english", {"letter_welsh_subject": None, "letter_welsh_content": "C"}, 400),
    ],
)
def test_a_welsh_letter_has_both_parts(new, language, welsh, status):
    answer = new("letter", letter_languages=language, **welsh)

    assert answer.status == status
    if status == 400:
        assert answer.errors[0].endswith("is not valid under any of the given schemas")


def test_a_text_is_as_long_as_what_is_sent_without_its_placeholders(new, admin, owned):
    fault = {"content": ["Content has a character count greater than the limit of 918"]}

    assert new(content="((name))" + "x" * 918).status == 201
    assert new(content="ŵ" * 918).status == 201
    long = new(content="x" * 919)
    assert (long.status, long.message) == (400, fault)
    id = new().data["id"]
    assert admin(f"POST {owned.path}/template/{id}", {"content": "x" * 919}).message == fault


def test_a_qr_code_holds_504_bytes(new):
    assert new("letter", content="QR: " + "x" * 504).status == 201
    long = new("letter", content="QR: " + "x" * 505)
    assert (long.status, long.message) == (400, {"content": ["qr-code-too-long"]})


def test_a_service_has_templates_of_what_it_sends(admin, owned, new):
    id = new().data["id"]
    admin(f"POST {owned.path}", {"permissions": []})

    made = new()
    assert (made.status, made.message) == (
        403,
        {"template_type": ["Creating text message templates is not allowed"]},
    )
    changed = admin(f"POST {owned.path}/template/{id}", {"name": "x"})
    assert (changed.status, changed.message) == (
        403,
        {"template_type": ["Updating text message templates is not allowed"]},
    )


def test_what_belongs_elsewhere_is_refused(admin, new, owned, nowhere):
    folder = new(parent_folder_id=nowhere)
    assert (folder.status, folder.message) == (400, "parent_folder_id not found")
    contact = new("letter", reply_to=nowhere)
    assert contact.message == (
        f"letter_contact_id {nowhere} does not exist in database for service id {owned.id}"
    )
    assert new(created_by=nowhere).status == 400
    assert new(has_unsubscribe_link=True).status == 400
    assert new(name="x" * 256).status == 404
    body = {"name": "n", "template_type": "sms", "content": "c"}
    assert admin(f"POST /service/{nowhere}/template", body).status == 404


def test_an_update_makes_a_version_unless_it_says_nothing_new(admin, owned, new, person):
    made, editor = new("email", has_unsubscribe_link=True).data, person()
    path = f"{owned.path}/template/{made['id']}"

    same = {"name": "N", "content": made["content"], "has_unsubscribe_link": True}
    assert admin(f"POST {path}", same).data == made
    changed = admin(f"POST {path}", {"content": "New", "created_by": editor["id"]}).data
    assert (changed["version"], changed["content"]) == (2, "New")
    assert changed["created_by"] == editor["id"] and changed["updated_at"]

    newest, oldest = admin(f"GET {path}/versions").data
    assert (newest["version"], oldest["version"]) == (2, 1)
    assert oldest["created_by"]["email_address"] == owned.user["email_address"]
    assert "folder" not in oldest and oldest["updated_at"] is None
    assert admin(f"GET {path}/version/1").data == oldest
    for version in (3, 0, 2**31, 10**30):
        assert admin(f"GET {path}/version/{version}").status == 404


def test_a_subject_is_blank_at_first_only(admin, owned, new):
    id = new("email", subject=" ").data["id"]

    answer = admin(f"POST {owned.path}/template/{id}", {"content": "x"})

    assert (answer.status, answer.message) == (400, {"subject": ["Invalid template subject"]})


def test_who_a_letter_is_from(admin, owned, new):
    contact = {"contact_block": "1 Road", "is_default": False}
    contact_id = admin(f"POST {owned.path}/letter-contact", contact).data["id"]
    id = new("letter").data["id"]

    chosen = admin(
        f"POST {owned.path}/template/{id}", {"reply_to": contact_id, "name": "ignored"}
    ).data
    assert (chosen["reply_to"], chosen["reply_to_text"]) == (contact_id, "1 Road")
    assert (chosen["name"], chosen["version"]) == ("N", 2)

    admin(f"POST {owned.path}/letter-contact/{contact_id}/archive")
    left = admin(f"GET {owned.path}/template/{id}").data
    assert (left["reply_to"], left["version"]) == (None, 3)


def test_redaction_is_for_ever_and_makes_no_version(admin, owned, new):
    id = new().data["id"]
    path = f"POST {owned.path}/template/{id}"

    nobody = admin(path, {"redact_personalisation": True})
    assert nobody.message == {"created_by": ["Field is required"]}
    body = {"redact_personalisation": True, "created_by": owned.user["id"]}
    done = admin(path, body)
    assert (done.status, done.body) == (200, None)
    after = admin(path, {**body, "redact_personalisation": False}).data
    assert after["redact_personalisation"] is True


def test_an_archived_template_can_only_be_read(admin, owned, new):
    folder = admin(f"POST {owned.path}/template-folder", {"name": "F", "parent_id": None}).data
    id = new(parent_folder_id=folder["id"]).data["id"]

    archived = admin(f"POST {owned.path}/template/{id}", {"archived": True}).data

    assert (archived["archived"], archived["folder"]) == (True, None)
    assert admin(f"GET {owned.path}/template").data == []
    assert admin(f"GET {owned.path}/template/{id}").data == archived
    again = admin(f"POST {owned.path}/template/{id}", {"archived": False}).data
    assert again["archived"] is False


def test_templates_are_listed_by_name_and_type(admin, owned, new, nowhere):
    for kind, name in (("letter", "A"), ("email", "B"), ("sms", "B"), ("email", "A")):
        new(kind, name=name)

    listed = admin(f"GET {owned.path}/template").data
    assert [(t["name"], t["template_type"]) for t in listed] == [
        ("A", "email"), ("A", "letter"), ("B", "sms"), ("B", "email"),
    ]  # fmt: skip
    assert set(listed[0]) == {"id", "name", "template_type", "folder", "is_precompiled_letter"}
    assert admin(f"GET /service/{nowhere}/template").data == []


def test_the_template_of_finished_letters_is_made_once(admin, owned, nowhere):
    path = f"GET {owned.path}/template/precompiled"

    first = admin(path).body

    assert first["is_precompiled_letter"] and first["hidden"]
    assert admin(path).body == first
    assert admin(f"GET {owned.path}/template").data == []
    assert admin(f"GET {owned.path}/template/{first['id']}").status == 404
    assert admin(f"GET /service/{nowhere}/template/precompiled").status == 404


def test_a_preview_is_filled_in(admin, owned, new, nowhere):
    id = new("email", subject="For ((name))").data["id"]
    path = f"GET {owned.path}/template/{id}/preview"

    filled = admin(f"{path}?name=Bo&other=x").body
    assert (filled["subject"], filled["content"]) == ("For Bo", "Hello Bo")
    missing = admin(path)
    assert missing.message == {"template": ["Missing personalisation: name"]}
    often = new("email", content="((name))" * 30_000).data["id"]
    long = admin(f"GET {owned.path}/template/{often}/preview?name={'a' * 100}")
    assert long.message == {
        "template": [
            "Your message is too long. Emails cannot be longer than 2000000 bytes. "
            "Your message is 3000000 bytes."
        ]
    }
    letter = admin(f"GET {owned.path}/template/preview/{nowhere}/doc")
    assert letter.message == {"content": ["file_type must be pdf or png"]}
    assert admin(f"GET {owned.path}/template/preview/{nowhere}/pdf").status == 404


def test_templates_of_another_service_are_not_there(admin, owned, committed):
    other = make.service(committed)
    id = other.templates["sms"]

    assert admin(f"GET {owned.path}/template/{id}").status == 404
    assert admin(f"POST {owned.path}/template/{id}", {"name": "x"}).status == 404
    assert admin(f"GET {owned.path}/template/{id}/versions").data == []


def test_a_change_counts_for_the_next_send(admin, service, ask):
    id = service.templates["sms"]
    body = {
        "phone_number": "07700900001",
        "template_id": str(id),
        "personalisation": {"name": "Bo"},
    }
    assert ask("POST /v2/notifications/sms", body).body["content"]["body"] == "Hello Bo"

    admin(f"POST /service/{service.id}/template/{id}", {"content": "Bye ((name))"})
    assert ask("POST /v2/notifications/sms", body).body["content"]["body"] == "Bye Bo"
    admin(f"POST /service/{service.id}/template/{id}", {"archived": True})
    assert ask("POST /v2/notifications/sms", body).error == "Template has been deleted"
