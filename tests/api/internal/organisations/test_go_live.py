import pytest

REQUEST, RECEIPT = "5c7cfc0f-c3f4-4bd6-9a84-5a144aad5425", "c7083bfe-1b9a-4ff9-bd5c-30508727df6e"
NEXT_STEPS, REJECTED = (
    "62f12a62-742b-4458-9336-741521b131c7", "507d0796-9e23-4ad7-b83b-5efbd9496866",
)  # fmt: skip
SUPPORT = "gov-uk-notify-support@digital.cabinet-office.gov.uk"
UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."


@pytest.fixture
def made(organisation):
    return organisation()


@pytest.fixture
def asking(admin, made, owned):
    """A service of the organisation whose first member wants it to go live."""
    admin(f"POST {made.path}/service", {"service_id": owned.id})
    body = {"go_live_user": owned.user["id"], "has_active_go_live_request": True}
    assert admin(f"POST {owned.path}", body).status == 200
    return owned


@pytest.fixture
def approver(admin, made, person):
    def create(permission="can_make_services_live", **fields):
        user = person(**fields)
        permissions = [{"permission": permission}] if permission else []
        admin(f"POST {made.path}/users/{user['id']}", {"permissions": permissions})
        return user

    return create


def ask(admin, service):
    return admin(f"POST /organisations/notify-users-of-request-to-go-live/{service.id}")


def test_all_who_may_decide_are_asked(admin, made, asking, approver, emails, committed):
    ann, cy = approver(name="Ann A"), approver(name="Cy C")
    silent, away = approver(permission=None), approver()
    committed.execute("update postroom.users set state = 'inactive' where id = %s", [away["id"]])

    assert ask(admin, asking).status == 204

    requester = asking.user["email_address"]
    for user in (ann, cy):
        (email,) = emails(user["email_address"])
        assert (email.template_id, email.reply_to) == (REQUEST, requester)
        assert email.values == {
            "name": user["name"], "service_name": asking.body["name"],
            "requester_name": "Ann", "requester_email_address": requester,
            "organisation_name": made.body["name"],
            "support_page_link": "http://localhost:6012/support",
            "make_service_live_link":
                f"http://localhost:6012/services/{asking.id}/make-service-live",
        }  # fmt: skip
    assert emails(silent["email_address"]) == emails(away["email_address"]) == []
    (receipt,) = emails(requester)
    assert (receipt.template_id, receipt.reply_to) == (RECEIPT, SUPPORT)
    assert receipt.values == {
        "name": "Ann", "service_name": asking.body["name"],
        "organisation_name": made.body["name"],
        "organisation_team_member_names": ["Ann A", "Cy C"],
    }  # fmt: skip


def test_nobody_to_ask(admin, asking, emails):
    assert ask(admin, asking).status == 204
    assert emails(asking.user["email_address"]) == []


def test_nothing_to_decide(admin, owned, made, nowhere):
    assert (ask(admin, owned).status, ask(admin, owned).message) == (400, UNREADABLE)
    admin(f"POST {made.path}/service", {"service_id": owned.id})
    assert ask(admin, owned).status == 400
    unknown = admin(f"POST /organisations/notify-users-of-request-to-go-live/{nowhere}")
    assert unknown.message == "No result found"


def test_next_steps_go_to_whom_the_admin_app_says(admin, asking, emails, mark):
    path = "POST /organisations/notify-org-member-about-next-steps-of-go-live-request/" + asking.id
    body = {"to": f"to-{mark}@example.gov.uk", "service_name": "S", "body": "B"}

    assert admin(path, body).status == 204

    (email,) = emails(body["to"])
    assert (email.template_id, email.reply_to) == (NEXT_STEPS, None)
    assert email.values == {"service_name": "S", "body": "B"}
    assert admin(path, {}).errors == [
        f"{name} is a required property" for name in ("to", "service_name", "body")
    ]
    bad = admin(path, {**body, "to": "x"})
    assert bad.errors == ["to Not a valid email address"]


def test_each_line_of_a_reason_is_set_apart(admin, asking, emails):
    path = "POST /organisations/notify-service-member-of-rejected-go-live-request/" + asking.id
    names = (
        "name", "service_name", "organisation_name", "reason", "organisation_team_member_name",
        "organisation_team_member_email",
    )  # fmt: skip
    body = {**dict.fromkeys(names, "x"), "reason": "One\n\nTwo"}

    assert admin(path, body).status == 204

    (email,) = emails(asking.user["email_address"])
    assert (email.template_id, email.reply_to) == (REJECTED, None)
    assert email.values == {**body, "reason": "^ One\n^ \n^ Two"}
    assert admin(path, {}).errors == [f"{name} is a required property" for name in names]


@pytest.mark.parametrize(
    "path",
    [
        "notify-org-member-about-next-steps-of-go-live-request",
        "notify-service-member-of-rejected-go-live-request",
    ],
)
def test_an_answer_needs_a_request(admin, asking, path, nowhere):
    names = (
        "name", "service_name", "organisation_name", "reason", "organisation_team_member_name",
        "organisation_team_member_email", "body",
    )  # fmt: skip
    body = {**dict.fromkeys(names, "x"), "to": "a@example.gov.uk"}
    admin(f"POST {asking.path}", {"has_active_go_live_request": False})

    answer = admin(f"POST /organisations/{path}/{asking.id}", body)

    assert (answer.status, answer.message) == (400, UNREADABLE)
    admin(f"POST {asking.path}", {"has_active_go_live_request": True, "go_live_user": None})
    assert admin(f"POST /organisations/{path}/{asking.id}", body).status == 400
    assert admin(f"POST /organisations/{path}/{nowhere}", body).message == "No result found"
