import time
import uuid

import pytest

from tests.tools import make


def test_a_template_has_exactly_these_fields(ask, service, committed):
    author = committed.execute(
        "select email_address from postroom.users where id = %s", (service.user,)
    ).fetchone()["email_address"]
    template = make.template(
        committed, service, "email", "((a)) ((b??yes)) ((A))", subject="On ((c))"
    )

    answer = ask(f"GET /v2/template/{template}")

    created_at = answer.body.pop("created_at")
    assert created_at.endswith("Z")
    assert answer.body == {
        "id": str(template),
        "type": "email",
        "name": "email template",
        "updated_at": None,
        "created_by": author,
        "version": 1,
        "body": "((a)) ((b??yes)) ((A))",
        "subject": "On ((c))",
        "personalisation": {name: {"required": True} for name in "cab"},
        "postage": None,
        "letter_contact_block": None,
    }


def test_versions(ask, service, committed):
    template = service.templates["sms"]
    committed.execute(
        "insert into postroom.template_versions (template_id, version, name, content,"
        " created_by_id) values (%s, 2, 'n', 'Second', %s)",
        (template, service.user),
    )
    committed.execute("update postroom.templates set version = 2 where id = %s", (template,))

    def body(path):
        return ask(f"GET /v2/template/{template}{path}").body["body"]

    assert body("") == body("/version/2") == body("/version/0") == "Second"
    assert body("/version/1") == "Hello ((name))"
    assert ask(f"GET /v2/template/{template}/version/3").status == 404
    assert ask(f"GET /v2/template/{template}").body["updated_at"] is not None


def test_archived_templates_are_found_and_hidden_ones_are_not(ask, service, committed):
    sms, email = service.templates["sms"], service.templates["email"]
    committed.execute("update postroom.templates set archived = true where id = %s", (sms,))
    committed.execute("update postroom.templates set hidden = true where id = %s", (email,))

    assert ask(f"GET /v2/template/{sms}").status == 200
    assert ask(f"GET /v2/template/{email}").status == 404


def test_another_services_is_not_found(ask, committed):
    stranger = make.service(committed)
    answer = ask(f"GET /v2/template/{stranger.templates['sms']}")
    assert answer.status == 404
    assert answer.body["errors"] == [{"error": "NoResultFound", "message": "No result found"}]


def test_an_id_that_is_none(ask):
    assert ask("GET /v2/template/x").error == "id is not a valid UUID"


@pytest.mark.parametrize("version", ["x", "-1", "1.5", "9" * 30])
def test_a_version_that_is_no_number(ask, service, version):
    answer = ask(f"GET /v2/template/{uuid.uuid4()}/version/{version}")
    assert answer.status == 404


def test_a_preview_needs_no_body_without_placeholders(ask, service, committed):
    template = make.template(committed, service, "sms", "Hello")
    path = f"POST /v2/template/{template}/preview"

    answers = [ask(path, data=data) for data in ("", "null", "[]", "{}", '{"id": 5, "colour": 1}')]

    assert [answer.body for answer in answers] == [
        {
            "id": str(template),
            "type": "sms",
            "version": 1,
            "body": "Hello",
            "subject": None,
            "html": None,
            "postage": None,
        }
    ] * 5


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("{", "Invalid JSON supplied in POST data"),
        ('{"personalisation": null}', "personalisation None is not of type object"),
        ("[1]", "[1] is not of type object"),
        ('"x"', "x is not of type object"),
        ("", "Missing personalisation: name"),
    ],
)
def test_faults_of_a_preview(ask, service, data, error):
    answer = ask(f"POST /v2/template/{service.templates['sms']}/preview", data=data)

    assert (answer.status, answer.error) == (400, error)


def test_previews_work_with_any_key_and_template_that_can_be_read(ask, service, committed):
    template = service.templates["email"]
    committed.execute("update postroom.templates set archived = true where id = %s", (template,))
    committed.execute(
        "update postroom.services set restricted = true, permissions = '{}' where id = %s",
        (service.id,),
    )
    values = {"personalisation": {"name": {"file": "YQ=="}, "other": 1}}

    for key in ("normal", "team", "test"):
        answer = ask(f"POST /v2/template/{template}/preview", values, key=key)
        assert (answer.status, answer.body["body"]) == (200, "Hello {'file': 'YQ=='}")
        assert answer.body["html"].startswith("<p style=")


def test_previews_have_the_limit_of_a_send(ask, service, committed):
    values = {"name": "a" * 1_990_000}
    often = make.template(committed, service, "email", "((name))" * 50)
    fits = ask(
        f"POST /v2/template/{service.templates['email']}/preview", {"personalisation": values}
    )
    started = time.process_time()

    longer = ask(f"POST /v2/template/{often}/preview", {"personalisation": values})

    assert fits.status == 200
    assert (longer.status, longer.error) == (
        400,
        "Your message is too long. Emails cannot be longer than 2000000 bytes. "
        "Your message is 99500000 bytes.",
    )
    assert time.process_time() - started < 1


@pytest.mark.parametrize("kind", ["sms", "letter"])
def test_previews_of_other_kinds_are_bounded_too(ask, service, committed, kind):
    fields = {"subject": "A subject"} if kind == "letter" else {}
    template = make.template(committed, service, kind, "((name))" * 50, **fields)
    values = {"name": "a" * 100_000}

    answer = ask(f"POST /v2/template/{template}/preview", {"personalisation": values})

    assert (answer.status, answer.error) == (400, "Your message is too long.")


def test_previews_of_what_is_not_there(ask):
    assert ask("POST /v2/template/x/preview").error == "id is not a valid UUID"
    assert ask(f"POST /v2/template/{uuid.uuid4()}/preview").status == 404


def test_templates_are_listed_by_name_without_deleted_ones(ask, service, committed):
    gone = make.template(committed, service, "sms", "Gone")
    committed.execute("update postroom.templates set archived = true where id = %s", (gone,))

    listed = ask("GET /v2/templates").body["templates"]

    assert [template["name"] for template in listed] == ["email template", "sms template"]
    assert [t["type"] for t in ask("GET /v2/templates?type=sms&type=x").body["templates"]] == [
        "sms"
    ]
    error = ask("GET /v2/templates?type=fax").error
    assert error == "type fax is not one of [sms, email, letter]"
