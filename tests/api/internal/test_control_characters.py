"""Names stand in subjects, logs and alerts, so no line ends nor what steers a terminal."""

import pytest

CONTROL = ["a\nb", "a\rb", "a\r\nBcc: x", "\x00", "a\tb", "\x1b[31m", "\x7f", "\x85", "\u2028",
           "\u202e", "\u2066x"]  # fmt: skip
FINE = "Ünï & Co – \u200eשלום\u200d"


@pytest.mark.parametrize("text", CONTROL)
def test_names_with_control_characters_are_refused(admin, owned, text):
    fault = ["Must not contain control characters."]
    for field in ("name", "custom_email_sender_name"):
        answer = admin(f"POST {owned.path}", {field: text})
        assert (answer.status, answer.message) == (400, {field: fault})
    for path, body in (
        ("api-key", {"name": text, "key_type": "normal", "created_by": owned.user["id"]}),
        ("", {"name": text}),
    ):
        assert admin(f"POST {owned.path}{'/' * bool(path)}{path}", body).message == {"name": fault}
    user = admin(f"POST /user/{owned.user['id']}", {"name": text})
    assert user.message == {"name": fault}
    new = {
        "name": text, "user_id": owned.user["id"], "created_by": owned.user["id"],
        "restricted": True, "email_message_limit": 1, "sms_message_limit": 1,
        "letter_message_limit": 1,
    }  # fmt: skip
    assert admin("POST /service", new).message == {"name": fault}


@pytest.mark.parametrize("text", CONTROL)
def test_senders_with_control_characters_are_refused(admin, owned, text):
    (sender,) = admin(f"GET {owned.path}/sms-sender").body
    body = {"sms_sender": text, "is_default": True}
    for path in ("sms-sender", f"sms-sender/{sender['id']}"):
        answer = admin(f"POST {owned.path}/{path}", body)
        assert answer.errors == ["sms_sender must not contain control characters"]
    address = {"email_address": f"a{text}@example.gov.uk", "is_default": True}
    assert admin(f"POST {owned.path}/email-reply-to", address).status == 400
    folder = admin(f"POST {owned.path}/template-folder", {"name": text, "parent_id": None})
    assert folder.errors == ["name must not contain control characters"]


def test_other_characters_are_taken(admin, owned):
    assert admin(f"POST {owned.path}", {"name": FINE + owned.id}).status == 200
    block = {"contact_block": "One\nTwo\r\n\tThree", "is_default": False}
    assert admin(f"POST {owned.path}/letter-contact", block).status == 201
    block["contact_block"] = "One\x1b"
    assert admin(f"POST {owned.path}/letter-contact", block).status == 400
