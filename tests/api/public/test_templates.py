import uuid

import pytest

from tests import make


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
