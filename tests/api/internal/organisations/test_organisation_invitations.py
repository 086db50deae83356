import pytest

from postroom.links.secret_keys import SecretBox
from postroom.settings.config import DEVELOPMENT_TOKEN_KEY

TEMPLATE = "203566f0-d835-47c5-aa06-932439c86573"


@pytest.fixture
def made(organisation):
    return organisation()


@pytest.fixture
def path(made):
    return f"/organisation/{made.id}/invite"


@pytest.fixture
def body(person, mark):
    user = person(name="Cy")
    return {
        "email_address": f"inv-{mark}@example.gov.uk",
        "invited_by": user["id"],
        "permissions": ["can_make_services_live"],
        "invite_link_host": "https://admin.example.gov.uk",
        "created_by": user["id"],
    }


def test_an_invitation_is_sent_and_found_by_its_link(admin, made, path, body, emails):
    answer = admin(f"POST {path}", body)
    assert answer.status == 201
    invitation = answer.data
    assert set(invitation) == {
        "id", "email_address", "invited_by", "organisation", "created_at", "permissions", "status",
    }  # fmt: skip
    assert (invitation["organisation"], invitation["status"]) == (made.id, "pending")
    assert invitation["permissions"] == body["permissions"]

    (email,) = emails(body["email_address"])
    assert email.template_id == TEMPLATE
    host, token = email.values.pop("url").split("/organisation-invitation/")
    assert host == "https://admin.example.gov.uk"
    assert email.values == {"user_name": "Cy", "organisation_name": made.body["name"]}
    assert email.reply_to == admin(f"GET /user/{body['invited_by']}").data["email_address"]
    for line in (f"check/{token}", token, invitation["id"]):
        assert admin(f"GET /invite/organisation/{line}").data == invitation
    assert admin(f"GET {path}/{invitation['id']}").data == invitation

    cancelled = admin(f"POST {path}/{invitation['id']}", {"status": "cancelled", "created_by": "x"})
    assert (cancelled.status, cancelled.data) == (200, {**invitation, "status": "cancelled"})
    assert admin(f"GET /invite/organisation/check/{token}").data == cancelled.data
    assert admin(f"GET {path}").data == [cancelled.data]
    accepted = admin(f"POST {path}/{invitation['id']}", {"status": "accepted"})
    assert accepted.data["status"] == "accepted"


def test_the_platform_invites_as_a_team(admin, path, body, emails, committed):
    committed.execute(
        "update postroom.users set platform_admin = true where id = %s", [body["invited_by"]]
    )
    del body["invite_link_host"]

    admin(f"POST {path}", body)

    (email,) = emails(body["email_address"])
    assert email.values["user_name"] == "The GOV.UK Notify team"
    assert email.values["url"].startswith("http://localhost:6012/organisation-invitation/")


def test_what_is_wrong_with_an_invitation(admin, path, body, nowhere, organisation):
    def refused(**changes):
        answer = admin(f"POST {path}", {**body, **changes})
        return answer.status, answer.errors or answer.message

    assert refused(email_address="bad") == (400, ["email_address Not a valid email address"])
    assert refused(permissions=["fly"]) == (
        400, ["permissions fly is not one of [can_make_services_live]"],
    )  # fmt: skip
    assert refused(invited_by=nowhere) == (404, "No result found")
    missing = [f"{name} is a required property" for name in body][:3]
    assert admin(f"POST {path}", {}).errors == missing
    assert admin(f"POST /organisation/{nowhere}/invite", body).status == 404
    assert admin(f"GET /organisation/{nowhere}/invite").data == []

    id = admin(f"POST {path}", body).data["id"]
    bad = admin(f"POST {path}/{id}", {"status": "zz"})
    assert bad.errors == ["status zz is not one of [pending, accepted, cancelled]"]
    others = f"/organisation/{organisation().id}/invite"
    for line in (f"{others}/{id}", f"{path}/{nowhere}", f"{path}/x"):
        assert admin(f"GET {line}").message == "No result found"
        assert admin(f"POST {line}", {"status": "accepted"}).message == "No result found"
    assert admin(f"GET /invite/organisation/{nowhere}").message == "No result found"


def test_links_that_are_too_old_or_not_ours(admin, monkeypatch, nowhere):
    box = SecretBox([DEVELOPMENT_TOKEN_KEY])
    unknown = box.encrypt(nowhere)
    assert admin(f"GET /invite/organisation/check/{unknown}").status == 404
    for broken in ("bad-token", box.encrypt("no id")):
        for line in (broken, f"check/{broken}"):
            answer = admin(f"GET /invite/organisation/{line}")
            assert (answer.status, answer.message) == (
                400,
                {
                    "invitation": "Something’s wrong with this link. "
                    "Make sure you’ve copied the whole thing."
                },
            )

    monkeypatch.setattr("api.internal.people.invitations.VALID_FOR", -1)
    old = admin(f"GET /invite/organisation/check/{unknown}")
    assert (old.status, old.message) == (
        400,
        {
            "invitation": "Your invitation to GOV.UK Notify has expired. "
            "Please ask the person that invited you to send you another one"
        },
    )


def test_old_invitations_are_deleted(db):
    db.execute(
        "insert into postroom.invited_organisation_users"
        " (organisation_id, email_address, invited_by_id, created_at)"
        " select o.id, 'x', u.id, now() - make_interval(days => d)"
        " from postroom.organisations as o, postroom.users as u, unnest('{1,2}'::int[]) as d"
        " where o.name = 'NHS Notify' and u.name = 'GOV.UK Notify'"
    )

    assert db.execute("select ops.delete_invitations()").fetchone()["delete_invitations"] == 1
