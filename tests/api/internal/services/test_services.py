import re

import pytest

from api.internal.services.names import normalise

MISSING = ["Missing data for required field."]
UNNAMED = "Field may not be null."


@pytest.fixture
def body(person, mark):
    user = person()
    return {
        "name": f"Service {mark}",
        "user_id": user["id"],
        "created_by": user["id"],
        "restricted": True,
        "email_message_limit": 50,
        "sms_message_limit": 50,
        "letter_message_limit": 50,
    }


@pytest.mark.parametrize(
    ("name", "normalised"),
    [
        ("GOV.UK Notify", "gov.uk.notify"),
        ("Ünï Sender & Co", "uni.sender.co"),
        ("日本", "日本"),
        ("  a \t b..c!  ", "a.b.c"),
        ("_archived_2026-11-23-17:01:23_Old", "archived20261123170123old"),
    ],
)
def test_names_are_normalised(name, normalised):
    assert normalise(name) == normalised


def test_a_service_begins_with_what_it_needs(admin, body, mark):
    made = admin("POST /service", {**body, "active": False, "prefix_sms": True})

    assert made.status == 201
    assert made.data["active"] is True and made.data["prefix_sms"] is True
    assert made.data["email_sender_local_part"] == f"service.{mark}"
    assert set(made.data["permissions"]) == {
        "sms", "email", "letter", "international_sms", "international_letters",
    }  # fmt: skip
    path = f"GET /service/{made.data['id']}"
    assert admin(path).data == made.data
    (member,) = admin(f"{path}/users").data
    assert len(member["permissions"][made.data["id"]]) == 8
    (sender,) = admin(f"{path}/sms-sender").body
    assert (sender["sms_sender"], sender["is_default"]) == ("POSTROOM", True)
    allowance = admin(f"{path}/billing/free-sms-fragment-limit").body
    assert allowance["free_sms_fragment_limit"] == 5000
    assert len(admin(f"{path}/history").data["service_history"]) == 1


@pytest.mark.parametrize(
    ("kind", "fragments"), [("nhs_central", 20000), ("local", 10000), ("nhs_gp", 0)]
)
def test_the_allowance_follows_the_type_of_organisation(admin, body, kind, fragments):
    id = admin("POST /service", {**body, "organisation_type": kind}).data["id"]

    path = f"GET /service/{id}/billing/free-sms-fragment-limit"
    assert admin(path).body["free_sms_fragment_limit"] == fragments
    assert admin(f"{path}?financial_year_start=2016").body["financial_year_start"] == 2016
    assert admin(f"{path}?financial_year_start=2015").status == 400
    assert admin(f"{path}?financial_year_start=9999").status == 400
    assert admin(f"{path}?financial_year_start=x").status == 404


def test_a_health_service_has_its_brandings(admin, body):
    made = admin("POST /service", {**body, "organisation_type": "nhs_notify"}).data

    assert made["email_branding"] == "a7dc4e56-660b-4db7-8cff-12c37b12b5ea"
    assert made["letter_branding"] == "2cd354bb-6b85-eda3-c0ad-6b613150459f"
    assert made["organisation"] == "477f8870-af2b-4b81-9a2c-1fad12028919"


def test_what_no_service_can_begin_with(admin, body, nowhere):
    assert admin("POST /service", {}).message == {"user_id": MISSING}
    only_user = admin("POST /service", {"user_id": body["user_id"]})
    assert set(only_user.message) == set(body) - {"user_id"}
    assert admin("POST /service", {**body, "user_id": nowhere}).status == 404
    assert admin("POST /service", {**body, "created_by": nowhere}).status == 400
    assert admin("POST /service", {**body, "permissions": []}).status == 400
    assert admin("POST /service", {**body, "organisation_type": "club"}).status == 400
    assert admin("POST /service", {**body, "sms_message_limit": 2**70}).status == 404
    assert admin("POST /service", {**body, "name": "x" * 256}).status == 404


def test_a_name_is_taken_once_normalised(admin, body, mark):
    admin("POST /service", body)

    for name in (f"Service {mark}", f"SERVICE.{mark}"):
        answer = admin("POST /service", {**body, "name": name})
        assert (answer.status, answer.message) == (
            400,
            {"name": [f"Duplicate service name '{name}'"]},
        )


def test_fields_change_one_by_one_and_make_versions(admin, owned, person):
    editor = person()

    changed = admin(
        f"POST {owned.path}", {"contact_link": "x", "created_by": editor["id"], "other": 1}
    )
    assert changed.data == {**owned.body, "contact_link": "x", "created_by": editor["id"]}
    admin(f"POST {owned.path}", {})

    history = admin(f"GET {owned.path}/history").data["service_history"]
    assert [row["version"] for row in history] == [1, 2, 3]
    assert [row["created_by_id"] for row in history] == [owned.user["id"]] + [editor["id"]] * 2
    assert history[0]["updated_at"] is None and history[1]["updated_at"]


def test_the_name_of_emails_follows_the_services_until_chosen(admin, owned, mark):
    path = f"POST {owned.path}"

    chosen = admin(path, {"custom_email_sender_name": f"My Tax {mark}"}).data
    renamed = admin(path, {"name": f"New {mark}"}).data
    left = admin(path, {"custom_email_sender_name": None}).data

    assert chosen["email_sender_local_part"] == f"my.tax.{mark}"
    assert renamed["email_sender_local_part"] == f"my.tax.{mark}"
    assert left["email_sender_local_part"] == f"new.{mark}"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"name": None}, {"name": [UNNAMED]}),
        ({"restricted": None}, {"restricted": [UNNAMED]}),
        ({"restricted": "yes"}, {"restricted": ["Not a valid boolean."]}),
        ({"rate_limit": 1.5}, {"rate_limit": ["Not a valid integer."]}),
        (
            {"permissions": ["sms", "bogus"]},
            {"permissions": ["Invalid Service Permission: 'bogus'"]},
        ),
        (
            {"permissions": ["sms", "sms"]},
            {"permissions": ["Duplicate Service Permission: ['sms']"]},
        ),
        ({"permissions": "sms"}, {"permissions": ["Not a valid list."]}),
        ({"permissions": [[]]}, {"permissions": ["Invalid Service Permission: '[]'"]}),
        ({"go_live_at": "2026-11-23T17:05:25.5Z"}, {"go_live_at": ["Not a valid datetime."]}),
        ({"go_live_at": "2026-11-23 17:05:25"}, {"go_live_at": ["Not a valid datetime."]}),
        ({"contact_link": "x" * 256}, {"contact_link": ["Longer than maximum length 255."]}),
        ({"email_branding": "x"}, {"email_branding": ["Not a valid UUID."]}),
    ],
)
def test_what_no_service_can_become(admin, owned, changes, faults):
    answer = admin(f"POST {owned.path}", changes)

    assert (answer.status, answer.message) == (400, faults)
    assert admin(f"GET {owned.path}").data == owned.body


def test_values_that_are_taken_back(admin, owned, nowhere):
    path = f"POST {owned.path}"

    moment = "2026-11-23 17:05:25.513056"
    assert admin(path, {"go_live_at": moment}).data["go_live_at"] == moment
    assert admin(path, {"go_live_at": None}).data["go_live_at"] is None
    nhs = "a7dc4e56-660b-4db7-8cff-12c37b12b5ea"
    assert admin(path, {"email_branding": nhs}).data["email_branding"] == nhs
    assert admin(path, {"email_branding": ""}).data["email_branding"] is None
    assert admin(path, {"permissions": []}).data["permissions"] == []
    assert admin(path, {"name": "x" * 256}).status == 404
    assert admin(path, {"created_by": nowhere}).status == 400
    assert admin(f"POST /service/{nowhere}", {}).status == 404


def test_a_change_counts_for_the_next_request(admin, service, ask):
    assert ask("GET /v2/templates").status == 200
    body = {"phone_number": "07700900001", "template_id": str(service.templates["sms"])}
    body["personalisation"] = {"name": "Bo"}
    assert ask("POST /v2/notifications/sms", body).status == 201

    admin(f"POST /service/{service.id}", {"permissions": ["email"]})

    refused = ask("POST /v2/notifications/sms", body)
    assert refused.error == "Service is not allowed to send text messages"


def test_members_hear_that_a_service_is_live(admin, owned, committed):
    def told():
        return committed.execute(
            "select count(*) from postroom.notification_contents where recipient = %s",
            [owned.user["email_address"]],
        ).fetchone()["count"]

    admin(f"POST {owned.path}", {"name": owned.body["name"]})
    assert told() == 0

    admin(f"POST {owned.path}", {"restricted": False})
    admin(f"POST {owned.path}", {"restricted": False})
    assert told() == 1
    told_with = committed.execute(
        "select personalisation from postroom.notification_contents where recipient = %s",
        [owned.user["email_address"]],
    ).fetchone()["personalisation"]
    assert told_with == {"service_name": owned.body["name"], "name": "Ann"}


def test_an_archived_service_frees_its_name(admin, owned, nowhere):
    key = {"name": "k", "key_type": "normal", "created_by": owned.user["id"]}
    admin(f"POST {owned.path}/api-key", key)
    template = {"name": "t", "template_type": "sms", "content": "x"}
    ids = {"service": owned.id, "created_by": owned.user["id"]}
    template_id = admin(f"POST {owned.path}/template", {**template, **ids}).data["id"]

    assert admin(f"POST {owned.path}/archive").status == 204
    assert admin(f"POST {owned.path}/archive").status == 204

    left = admin(f"GET {owned.path}").data
    assert re.fullmatch(rf"_archived_[0-9:-]{{19}}_{re.escape(owned.body['name'])}", left["name"])
    assert left["active"] is False
    assert admin(f"GET {owned.path}/template/{template_id}").data["archived"] is True
    history = admin(f"GET {owned.path}/history").data
    assert len(history["service_history"]) == 2
    assert [bool(row["expiry_date"]) for row in history["api_key_history"]] == [False, True]
    again = {name: value for name, value in owned.body.items() if name.endswith("_limit")}
    again.pop("rate_limit")
    assert (
        admin(
            "POST /service",
            {
                **again,
                "name": owned.body["name"],
                "user_id": owned.user["id"],
                "created_by": owned.user["id"],
                "restricted": True,
            },
        ).status
        == 201
    )
    assert admin(f"POST /service/{nowhere}/archive").status == 404


def test_services_are_listed_and_found(admin, owned, nowhere, mark):
    mine = f"GET /service?user_id={owned.user['id']}"
    assert admin(mine).data == [owned.body]
    assert owned.body in admin("GET /service").data
    assert admin(f"GET /service?user_id={nowhere}").data == []
    assert admin("GET /service?user_id=x").status == 404

    name = owned.body["name"]
    found = admin(f"GET /service/find-services-by-name?service_name={name[4:].upper()}").data
    assert found == [{k: owned.body[k] for k in ("id", "name", "active", "restricted")}]
    assert admin("GET /service/find-services-by-name?service_name=%25").data == []
    missing = admin("GET /service/find-services-by-name")
    assert (missing.status, missing.message) == (400, {"service_name": MISSING})

    admin(f"POST {owned.path}/archive")
    assert admin(f"{mine}&only_active=True").data == []
    assert len(admin(f"{mine}&only_active=true").data) == 1


def test_statistics_count_what_was_sent(admin, committed, service):
    from tests.tools import make

    kept = [make.send(committed, service) for _ in range(4)]
    make.send(committed, service, key_type="test")
    for id, status in zip(kept, ["delivered", "permanent-failure", "cancelled"], strict=False):
        committed.execute(
            "update postroom.notifications set status = %s where id = %s", [status, id]
        )

    found = admin(f"GET /service/{service.id}/statistics?today_only=True").data
    assert found["sms"] == {"requested": 3, "delivered": 1, "failed": 1}
    assert found["email"] == {"requested": 0, "delivered": 0, "failed": 0}
    detailed = admin(f"GET /service/{service.id}?detailed=True").data
    assert detailed["statistics"] == found
    assert "permissions" not in detailed and detailed["complaints"] == []


def test_there_is_no_service_nowhere(admin, nowhere):
    assert admin(f"GET /service/{nowhere}").message == "No result found"
    assert admin(f"GET /service/{nowhere}?detailed=True").status == 404
    empty = {"service_history": [], "api_key_history": []}
    assert admin(f"GET /service/{nowhere}/history").data == empty


def test_a_pace_is_shown_only_while_there_is_one(admin, owned):
    assert "pace" not in admin(f"GET {owned.path}").data
    assert admin(f"POST {owned.path}", {"pace": True}).data["pace"] is True
    assert admin(f"GET {owned.path}").data["pace"] is True
    assert "pace" not in admin(f"POST {owned.path}", {"pace": False}).data
