"""Ids in every form that Python reads: what PostgreSQL does not read cannot be found."""

import uuid
from urllib.parse import quote

import pytest

from tests.api.public.test_ids import STORED, UNSTORED


@pytest.fixture
def things(admin, owned):
    body = {"name": "t", "template_type": "sms", "content": "x"}
    own = {"service": owned.id, "created_by": owned.user["id"]}
    template = admin(f"POST {owned.path}/template", {**body, **own}).data["id"]
    folder = {"name": "F", "parent_id": None}
    folders = [admin(f"POST {owned.path}/template-folder", folder).data["id"] for _ in range(2)]
    (sender,) = admin(f"GET {owned.path}/sms-sender").body
    return {"template": template, "folders": folders, "sender": sender["id"]}


@pytest.fixture
def places(admin, owned, things):
    """Where ids are read from bodies and queries: an id and a call with a form of it."""
    user, service = owned.user["id"], owned.path
    message = {"template_id": things["template"], "to": "07700900123", "created_by": user}
    report = {
        "user_id": user, "report_type": "notifications_report", "notification_type": "sms",
        "notification_status": "all",
    }  # fmt: skip

    def post(path, body, field, many=False):
        return lambda id: admin(f"POST {service}/{path}", {**body, field: [id] if many else id})

    return [
        (things["template"], post("send-notification", message, "template_id")),
        (user, post("send-notification", message, "created_by")),
        (things["sender"], post("send-notification", message, "sender_id")),
        (user, post("report-request", report, "user_id")),
        (
            things["folders"][0],
            post("template-folder", {"name": "G", "parent_id": None}, "parent_id"),
        ),
        (user, post(f"template-folder/{things['folders'][1]}", {"name": "F"},
                    "users_with_permission", many=True)),
        (things["template"], post(f"template-folder/{things['folders'][1]}/contents",
                                  {"folders": []}, "templates", many=True)),
    ]  # fmt: skip


@pytest.mark.parametrize("form", STORED)
def test_a_form_that_both_know_is_the_same_id(places, form):
    assert [call(STORED[form](uuid.UUID(id))).status // 100 for id, call in places] == [2] * 7


@pytest.mark.parametrize("form", UNSTORED)
def test_a_form_that_only_python_knows_is_of_nothing(places, form):
    assert [call(UNSTORED[form](uuid.UUID(id))).status for id, call in places] == [404] * 7


@pytest.mark.parametrize("form", STORED | UNSTORED)
def test_no_form_is_our_fault(admin, owned, things, form):
    spelt = (STORED | UNSTORED)[form]
    for id in (owned.user["id"], things["template"], owned.id):
        text = spelt(uuid.UUID(id))
        for line in (
            f"GET /service?user_id={quote(text)}",
            f"GET {owned.path}/job?contact_list_id={quote(text)}",
            f"GET {owned.path}/job/{quote(text)}",
            f"GET {owned.path}/template/{quote(text)}",
            f"GET {owned.path}/notifications?older_than={quote(text)}",
            f"GET {owned.path}/notifications/csv?older_than={quote(text)}",
            f"GET /user/{quote(text)}",
        ):
            assert admin(line).status in (200, 404), line
        for path, body in (
            (owned.path, {"go_live_user": text}),
            (owned.path, {"organisation": text}),
            (f"{owned.path}/api-key", {"name": "k", "key_type": "test", "created_by": text}),
            (f"{owned.path}/contact-list", {
                "id": text, "original_file_name": "x", "row_count": 1, "template_type": "sms",
                "created_by": text}),
            (f"{owned.path}/template/{things['template']}", {"reply_to": text}),
            (f"{owned.path}/job", {"id": text}),
            (f"/inbound-number/service/{owned.id}", {"inbound_number_id": text}),
            (f"/user/{owned.user['id']}", {"updated_by": text}),
            (f"/user/{owned.user['id']}/complete/webauthn-login",
             {"successful": True, "webauthn_credential_id": text}),
        ):  # fmt: skip
            assert admin(f"POST {path}", body).status < 500, (path, body)
