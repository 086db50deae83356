import pytest


@pytest.fixture
def path(owned):
    return f"{owned.path}/email-reply-to"


def address(text, default=True):
    return {"email_address": text, "is_default": default}


NO_DEFAULT = "You must have at least one reply to email address as the default."
TWICE = "‘a@example.gov.uk’ is already a reply-to email address for this service."


def test_the_first_is_the_default_and_the_default_moves(admin, path):
    refused = admin(f"POST {path}", address("a@example.gov.uk", default=False))
    assert (refused.status, refused.message) == (400, NO_DEFAULT)

    first = admin(f"POST {path}", address("a@example.gov.uk"))
    assert (first.status, first.data["is_default"]) == (201, True)
    admin(f"POST {path}", address("b@example.gov.uk"))

    listed = admin(f"GET {path}").body
    assert [(a["email_address"], a["is_default"]) for a in listed] == [
        ("b@example.gov.uk", True),
        ("a@example.gov.uk", False),
    ]
    unset = admin(f"POST {path}/{listed[0]['id']}", address("b@example.gov.uk", default=False))
    assert (unset.status, unset.message) == (400, NO_DEFAULT)


def test_an_address_is_there_once(admin, path):
    admin(f"POST {path}", address("a@example.gov.uk"))

    for line, body in (
        (path, address("a@example.gov.uk")),
        (f"{path}/verify", {"email": "a@example.gov.uk"}),
    ):
        answer = admin(f"POST {line}", body)
        assert (answer.status, answer.message) == (409, TWICE)


def test_an_archived_address_is_gone(admin, path, nowhere):
    old = admin(f"POST {path}", address("a@example.gov.uk")).data
    kept = admin(f"POST {path}/{old['id']}/archive")
    assert (kept.status, kept.message) == (
        400,
        "You cannot delete a default email reply to address",
    )
    admin(f"POST {path}", address("b@example.gov.uk"))

    assert admin(f"POST {path}/{old['id']}/archive").data["archived"] is True

    assert admin(f"GET {path}/{old['id']}").status == 404
    assert len(admin(f"GET {path}").body) == 1
    assert admin(f"POST {path}/{nowhere}/archive").status == 404
    assert admin(f"POST {path}/{nowhere}", address("c@example.gov.uk")).status == 404
    assert admin(f"POST /service/{nowhere}/email-reply-to", address("a@b.uk")).status == 404
    assert admin(f"POST {path}", address("bad")).errors == [
        "email_address Not a valid email address"
    ]


def test_an_address_is_tried(admin, path, committed, mark):
    email = f"try-{mark}@example.gov.uk"

    tried = admin(f"POST {path}/verify", {"email": email})

    assert tried.status == 201
    (row,) = committed.execute(
        "select id from postroom.notification_contents where recipient = %s", [email]
    ).fetchall()
    assert tried.data == {"id": str(row["id"])}
    bad = admin(f"POST {path}/verify", {"email": "bad"})
    assert bad.message == {"email": ["Not a valid email address"]}


def test_emails_are_answered_to_the_default(admin, path, owned):
    admin(f"POST {path}", address("a@example.gov.uk"))
    body = {"name": "N", "template_type": "email", "content": "c", "subject": "S"}
    ids = {"service": owned.id, "created_by": owned.user["id"]}

    template = admin(f"POST {owned.path}/template", {**body, **ids}).data

    assert template["reply_to_text"] == "a@example.gov.uk"
