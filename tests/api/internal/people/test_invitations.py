import pytest

from postroom.links.secret_keys import SecretBox
from postroom.settings.config import DEVELOPMENT_TOKEN_KEY

MISSING = ["Missing data for required field."]


@pytest.fixture
def body(owned, mark):
    return {
        "service": owned.id,
        "email_address": f"inv-{mark}@example.gov.uk",
        "from_user": owned.user["id"],
        "permissions": "send_texts,view_activity",
        "invite_link_host": "https://admin.example.gov.uk",
    }


def test_an_invitation_is_sent_and_accepted(admin, owned, body, committed):
    path = f"{owned.path}/invite"
    made = admin(f"POST {path}", body)
    assert made.status == 201
    invitation = made.data
    assert (invitation["status"], invitation["auth_type"]) == ("pending", "sms_auth")

    (sent,) = committed.execute(
        "select personalisation, reply_to_text from postroom.notification_contents"
        " where recipient = %s",
        [body["email_address"]],
    ).fetchall()
    assert sent["reply_to_text"] == owned.user["email_address"]
    host, token = sent["personalisation"]["url"].split("/invitation/")
    assert host == "https://admin.example.gov.uk"
    for line in (f"/invite/service/check/{token}", f"/invite/service/{token}"):
        assert admin(f"GET {line}").data == invitation

    accepted = admin(f"POST {path}/{invitation['id']}", {"status": "accepted"}).data
    assert accepted == {**invitation, "status": "accepted"}
    assert admin(f"GET {path}").data == [accepted]
    assert admin(f"GET {path}/{invitation['id']}").data == accepted
    assert admin(f"GET /invite/service/{invitation['id']}").data == accepted


def test_links_that_are_too_old_or_not_ours(admin, monkeypatch, nowhere):
    box = SecretBox([DEVELOPMENT_TOKEN_KEY])
    unknown = box.encrypt(nowhere)
    assert admin(f"GET /invite/service/check/{unknown}").status == 404
    for broken in ("bad-token", box.encrypt("no id")):
        answer = admin(f"GET /invite/service/check/{broken}")
        assert answer.status == 400
        assert answer.message["invitation"].startswith("Something’s wrong with this link.")

    monkeypatch.setattr("api.internal.people.invitations.VALID_FOR", -1)
    old = admin(f"GET /invite/service/check/{unknown}")
    assert old.message["invitation"].startswith("Your invitation to GOV.UK Notify has expired.")


def test_what_is_wrong_with_an_invitation(admin, owned, body, nowhere):
    path = f"POST {owned.path}/invite"

    assert admin(path, {}).message == {
        "email_address": MISSING,
        "from_user": MISSING,
        "permissions": MISSING,
    }
    bad = admin(path, {**body, "email_address": "bad"})
    assert bad.message == {"email_address": ["Not a valid email address"]}
    assert admin(path, {**body, "from_user": nowhere}).status == 404
    assert admin(f"POST /service/{nowhere}/invite", body).status == 404
    id = admin(path, body).data["id"]
    assert admin(f"{path}/{id}", {"status": "sleeping"}).message == {
        "status": ["Must be one of: pending, accepted, cancelled."]
    }
    assert admin(f"{path}/{nowhere}", {"status": "cancelled"}).status == 404
    assert admin(f"GET {owned.path}/invite/{nowhere}").status == 404
    assert admin(f"GET /invite/service/{nowhere}").status == 404
