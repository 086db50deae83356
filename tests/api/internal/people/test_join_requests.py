import pytest

HOST = "https://admin.example.gov.uk"


@pytest.fixture
def bo(person):
    return person(name="Bo", auth_type="email_auth", mobile_number=None)


@pytest.fixture
def body(owned, bo):
    return {
        "requester_id": bo["id"],
        "contacted_user_ids": [owned.user["id"]],
        "invite_link_host": HOST,
        "reason": "I work\non it",
    }


@pytest.fixture
def asked(admin, owned, body):
    """Where a request to join is read and decided about."""
    made = admin(f"POST {owned.path}/service-join-request", body)
    assert made.status == 201
    assert list(made.body) == ["service_join_request_id"]
    return f"{owned.path}/service-join-request/{made.body['service_join_request_id']}"


def emails(committed, *recipients):
    """What was queued for these people, the oldest first."""
    return committed.execute(
        "select personalisation, reply_to_text from postroom.notification_contents"
        " where recipient = any(%s) order by id",
        [list(recipients)],
    ).fetchall()


def decide(admin, asked, user, **fields):
    return admin(f"POST {asked}", {"status_changed_by_id": user["id"], **fields})


def test_a_request_is_told_to_members_and_to_who_asks(admin, owned, bo, asked, committed, person):
    request = admin(f"GET {asked}").body

    assert request == {
        "id": asked.split("/")[-1],
        "service_id": owned.id,
        "created_at": request["created_at"],
        "status": "pending",
        "reason": "I work\non it",
        "requester": {
            "id": bo["id"], "name": "Bo", "email_address": bo["email_address"],
            "belongs_to_service": [],
        },
        "contacted_service_users": [owned.user["id"]],
        "status_changed_by": None,
        "status_changed_at": None,
    }  # fmt: skip
    (to_member,) = emails(committed, owned.user["email_address"])
    assert to_member["reply_to_text"] == bo["email_address"]
    assert to_member["personalisation"] == {
        "approver_name": "Ann",
        "requester_name": "Bo",
        "requester_email_address": bo["email_address"],
        "service_name": owned.body["name"],
        "reason_given": "yes",
        "reason": "^ I work\n^ on it",
        "url": f"{HOST}/services/{owned.id}/join-request/{request['id']}/approve",
    }
    (receipt,) = emails(committed, bo["email_address"])
    assert receipt["personalisation"] == {
        "requester_name": "Bo",
        "service_name": owned.body["name"],
        "service_admin_names": [f"Ann – {owned.user['email_address']}"],
        "url_ask_to_join_page": f"{HOST}/services/{owned.id}/join/ask",
    }


def test_only_members_hear_of_it_but_all_are_named(admin, owned, bo, body, committed, person):
    stranger = person(name="Di")
    body |= {"contacted_user_ids": [stranger["id"], owned.user["id"]], "reason": None}

    made = admin(f"POST {owned.path}/service-join-request", body)

    assert made.status == 201
    assert emails(committed, stranger["email_address"]) == []
    (to_member,) = emails(committed, owned.user["email_address"])
    assert (
        to_member["personalisation"]["reason_given"],
        to_member["personalisation"]["reason"],
    ) == (
        "no",
        "",
    )
    (receipt,) = emails(committed, bo["email_address"])
    assert receipt["personalisation"]["service_admin_names"] == [
        f"Di – {stranger['email_address']}",
        f"Ann – {owned.user['email_address']}",
    ]


def test_who_is_let_in_is_a_member(admin, owned, bo, asked, body, committed):
    again = admin(f"POST {owned.path}/service-join-request", body).body["service_join_request_id"]
    folder = admin(f"POST {owned.path}/template-folder", {"name": "F", "parent_id": None}).data[
        "id"
    ]

    approved = decide(
        admin,
        asked,
        owned.user,
        status="approved",
        permissions=["send_texts", "view_activity"],
        folder_permissions=[folder],
        auth_type="sms_auth",
    )

    assert approved.status == 200
    assert approved.body["status"] == "approved"
    assert approved.body["status_changed_by"] == {"id": owned.user["id"], "name": "Ann"}
    assert approved.body["requester"]["belongs_to_service"] == [owned.id]
    member = admin(f"GET /user/{bo['id']}").data
    assert sorted(member["permissions"][owned.id]) == ["send_texts", "view_activity"]
    # There is no number for text message codes.
    assert member["auth_type"] == "email_auth"
    (shown,) = admin(f"GET {owned.path}/template-folder").body["template_folders"]
    assert bo["id"] in shown["users_with_permission"]
    other = admin(f"GET {owned.path}/service-join-request/{again}").body
    assert (other["status"], other["status_changed_by"]["id"]) == ("cancelled", owned.user["id"])
    told = emails(committed, bo["email_address"])[-1]["personalisation"]
    assert told == {
        "requester_name": "Bo",
        "approver_name": "Ann",
        "service_name": owned.body["name"],
        "dashboard_url": f"http://localhost:6012/services/{owned.id}",
    }


def test_letting_somebody_in_twice_tells_them_once(admin, owned, bo, asked, committed):
    fields = {"status": "approved", "permissions": ["view_activity"]}
    decide(admin, asked, owned.user, **fields)
    before = emails(committed, bo["email_address"])

    assert decide(admin, asked, owned.user, **fields).status == 200
    assert emails(committed, bo["email_address"]) == before


def test_the_way_to_sign_in_is_changed_where_it_can_be(admin, owned, person, body):
    cy = person(name="Cy")
    made = admin(f"POST {owned.path}/service-join-request", {**body, "requester_id": cy["id"]})
    path = f"{owned.path}/service-join-request/{made.body['service_join_request_id']}"

    decide(admin, path, owned.user, status="approved", permissions=[], auth_type="email_auth")

    assert admin(f"GET /user/{cy['id']}").data["auth_type"] == "email_auth"


def test_who_is_not_let_in_hears_nothing(admin, owned, bo, asked, committed):
    before = emails(committed, bo["email_address"])

    rejected = decide(admin, asked, owned.user, status="rejected", reason="No")

    assert (rejected.body["status"], rejected.body["reason"]) == ("rejected", "No")
    assert rejected.body["status_changed_at"].endswith("Z")
    assert admin(f"GET /user/{bo['id']}").data["services"] == []
    assert emails(committed, bo["email_address"]) == before


def test_requests_that_cannot_be(admin, owned, bo, body, person, nowhere):
    path = f"POST {owned.path}/service-join-request"

    assert admin(path, {**body, "requester_id": owned.user["id"]}).message == (
        "user-already-in-service"
    )
    strangers = {**body, "contacted_user_ids": [person()["id"]]}
    assert admin(path, strangers).message == "no-valid-service-managers-ids"
    assert admin(path, {**body, "requester_id": nowhere}).status == 404
    assert admin(path, {**body, "contacted_user_ids": [nowhere]}).status == 404
    assert admin(f"POST /service/{nowhere}/service-join-request", body).status == 404
    assert admin(f"GET {owned.path}/service-join-request/{nowhere}").status == 404


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"contacted_user_ids": []}, "contacted_user_ids [] should be non-empty"),
        ({"requester_id": "x"}, "requester_id badly formed hexadecimal UUID string"),
        ({"reason": 5}, "reason 5 is not of type string, null"),
        ({"odd": 1}, "Additional properties are not allowed (odd was unexpected)"),
    ],
)
def test_faults_of_a_request(admin, owned, body, change, fault):
    assert admin(f"POST {owned.path}/service-join-request", {**body, **change}).errors == [fault]


def test_what_a_request_needs(admin, owned):
    assert admin(f"POST {owned.path}/service-join-request", {}).errors == [
        "requester_id is a required property",
        "contacted_user_ids is a required property",
        "invite_link_host is a required property",
    ]


def test_faults_of_a_decision(admin, owned, asked, nowhere):
    assert admin(f"POST {asked}", {}).errors == [
        "status_changed_by_id is a required property",
        "status is a required property",
    ]
    assert decide(admin, asked, owned.user, status="odd").errors == [
        "status odd is not one of [pending, approved, rejected, cancelled]"
    ]
    assert (
        decide(admin, asked, owned.user, status="approved", permissions=["platform_admin"])
        .errors[0]
        .startswith("permissions platform_admin is not one of [manage_users, ")
    )
    assert decide(admin, asked, {"id": nowhere}, status="rejected").status == 404
    elsewhere = f"{owned.path}/service-join-request/{nowhere}"
    assert decide(admin, elsewhere, owned.user, status="rejected").status == 404
