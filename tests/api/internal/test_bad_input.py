"""Whatever an internal request holds, it is never our fault."""

import json
import re
import uuid
from urllib.parse import urlencode

import pytest

from postroom.csv_upload import file_key
from tests.tools import hostile

VALUES = [
    None, True, 0, 2**31, 10**40, "", "x", "x" * 300, "a\0b", "\ud800",
    "0a1b2c3d-1111-4222-8333-444455556666", [], [None], {"a": {}}, [{"permission": 5}], ["a\0b"],
]  # fmt: skip

USER = {"name": "Bo", "email_address": "bo@example.gov.uk", "mobile_number": "07700900123"}
EMAIL = {"email": "bo@example.gov.uk"}
NAME_AND_CONTENT = {"name": "N", "content": "c", "created_by": "user_id"}
# A body that works, or nearly so, for each route; "…_id" stands for an id of the fixtures.
BODIES = {
    "people.users.create_user": {
        **USER, "password": "p", "auth_type": "sms_auth", "state": "pending",
    },
    "people.users.update_user": {
        **USER, "auth_type": "sms_auth", "current_session_id": None, "updated_by": "user_id",
        "email_access_validated_at": "2026-01-01", "platform_admin": False,
    },
    "people.users.find_user": EMAIL,
    "people.users.find_users": EMAIL,
    "people.sign_in.verify_password": {"password": "p"},
    "people.sign_in.set_password_hash": {"_password": "p"},
    "people.sign_in.send_sms_code": {"to": "07700900123"},
    "people.sign_in.send_email_code": {
        "to": None, "next": "/x", "email_auth_link_host": "https://x",
    },
    "people.sign_in.use_code": {"code": "1", "code_type": "sms"},
    "people.webauthn.create_webauthn_credential": {
        "name": "n", "credential_data": "d", "registration_response": "r",
    },
    "people.webauthn.finish_webauthn_login": {"successful": True, "webauthn_credential_id": None},
    "people.emails.send_email_verification": {"admin_base_url": "https://x"},
    "people.emails.send_already_registered": EMAIL,
    "people.emails.send_change_of_email": EMAIL,
    "people.emails.send_password_reset": {**EMAIL, "next": "/x", "admin_base_url": "https://x"},
    "services.services.create_service": {
        "name": "S", "user_id": "user_id", "created_by": "user_id", "restricted": True,
        "email_message_limit": 1, "sms_message_limit": 1, "letter_message_limit": 1,
        "international_sms_message_limit": 1, "organisation_type": "local", "volume_sms": 1,
        "custom_email_sender_name": "s", "notes": "n", "rate_limit": 1,
    },
    "services.services.update_service": {
        "name": "S", "created_by": "user_id", "restricted": True, "permissions": ["sms"],
        "organisation": None, "go_live_user": None, "go_live_at": None, "email_branding": None,
        "sms_message_limit": 1, "rate_limit": 1, "volume_sms": 1, "contact_link": "x",
        "custom_email_sender_name": "s", "active": True, "consent_to_research": True,
    },
    "people.members.add_service_user": {"permissions": [], "folder_permissions": []},
    "people.members.set_service_permissions": {"permissions": [], "folder_permissions": []},
    "services.api_keys.create_api_key": {
        "name": "k", "key_type": "normal", "created_by": "user_id",
    },
    "services.api_keys.revoke_api_key": {"created_by": "user_id"},
    "templates.templates.create_template": {
        **NAME_AND_CONTENT, "template_type": "email", "subject": "s", "service": "service_id",
        "parent_folder_id": "folder_id", "postage": None, "reply_to": None,
        "has_unsubscribe_link": False, "letter_languages": None, "letter_welsh_subject": None,
    },
    "templates.templates.update_template": {
        **NAME_AND_CONTENT, "subject": "s", "postage": None, "has_unsubscribe_link": False,
        "archived": False, "redact_personalisation": False, "archive_email_file_ids": [],
        "letter_languages": None, "template_type": "email", "other": 1,
    },
    "templates.email_files.create_email_file": {
        "filename": "x", "link_text": "x", "retention_period": 1, "validate_users_email": True,
        "created_by_id": "user_id", "id": "other",
    },
    "templates.folders.create_template_folder": {"name": "F", "parent_id": None},
    "templates.folders.update_template_folder": {"name": "F", "users_with_permission": []},
    "templates.folders.move_to_folder": {"templates": ["template_id"], "folders": []},
    "services.sms_senders.create_sms_sender": {"sms_sender": "x", "is_default": True},
    "services.sms_senders.update_sms_sender": {"sms_sender": "x", "is_default": True},
    "services.email_reply_to_addresses.create_reply_to_address": {
        "email_address": "a@example.gov.uk", "is_default": True,
    },
    "services.email_reply_to_addresses.verify_reply_to_address": EMAIL,
    "services.letter_contacts.create_letter_contact": {"contact_block": "x", "is_default": True},
    "services.guest_lists.set_guest_list": {"email_addresses": [], "phone_numbers": []},
    "billing.allowances.set_allowance": {"free_sms_fragment_limit": 5},
    "services.retention.create_retention": {"days_of_retention": 3, "notification_type": "sms"},
    "services.callbacks.create_service_callback": {
        "url": "https://x", "bearer_token": "x" * 10, "updated_by_id": "user_id",
        "callback_type": "complaint",
    },
    "people.invitations.create_invitation": {
        **EMAIL, "email_address": "a@example.gov.uk", "from_user": "user_id",
        "permissions": "", "auth_type": "sms_auth", "folder_permissions": [],
        "invite_link_host": "https://x",
    },
    "uploads.contact_lists.create_contact_list": {
        "id": "other", "original_file_name": "x", "row_count": 1, "template_type": "sms",
        "created_by": "user_id",
    },
    "uploads.csv_files.create_job": {
        "id": "other", "created_by": "user_id", "scheduled_for": None, "contact_list_id": None,
        "sender_id": None,
    },
    "platform.events.create_event": {"event_type": "x", "data": {}},
    "platform.search.find_by_id": {"uuid": "other"},
    "platform.search.list_users": {
        "created_start": "2026-01-01", "created_end": "2026-01-02", "logged_in_start": "2026-01-01",
        "take_part_in_research": True,
    },
    "people.join_requests.create_join_request": {
        "requester_id": "user_id", "contacted_user_ids": ["user_id"],
        "invite_link_host": "https://x", "reason": "r",
    },
    "people.join_requests.update_join_request": {
        "permissions": ["send_texts"], "folder_permissions": ["folder_id"],
        "status_changed_by_id": "user_id", "status": "approved", "reason": "r",
        "auth_type": "sms_auth",
    },
    "templates.letter_attachments.create_letter_attachment": {
        "upload_id": "other", "created_by_id": "user_id", "original_filename": "a.pdf",
        "page_count": 1, "template_id": "template_id",
    },
    "messages.received.list_inbound_messages": {"phone_number": "07700900001"},
    "messages.received.remove_inbound_number": {"archive": True},
    "services.inbound_numbers.assign_inbound_number": {"inbound_number_id": "other"},
    "messages.notifications.list_notifications": {
        "template_type": ["sms"], "status": ["failed"], "page": 1, "page_size": 2, "limit_days": 7,
        "include_jobs": True, "include_from_test_key": False, "include_one_off": True,
        "count_pages": True, "to": "07700900001", "older_than": "other",
    },
    "messages.notifications.list_notifications_for_csv": {
        "template_type": "sms", "older_than": "other",
    },
    "messages.one_off.send_notification": {
        "template_id": "template_id", "to": "bo@example.gov.uk", "personalisation": {"x": "y"},
        "created_by": "user_id", "sender_id": "sender_id",
    },
    "uploads.letters.send_pdf_letter": {
        "postage": "second", "filename": "x.pdf", "created_by": "user_id", "file_id": "other",
        "recipient_address": "x",
    },
    "organisations.organisations.create_organisation": {
        "name": "O", "crown": True, "organisation_type": "local", "active": None,
        "agreement_signed": False,
    },
    "organisations.organisations.update_organisation": {
        "name": "O", "crown": True, "organisation_type": "local", "active": True,
        "domains": ["bad-input.example"], "agreement_signed": True,
        "agreement_signed_at": "2026-01-01 00:00:00.0", "agreement_signed_by_id": "user_id",
        "agreement_signed_on_behalf_of_email_address": "bo@example.gov.uk",
        "agreement_signed_version": 1.2, "email_branding_id": None, "notes": "n",
        "can_approve_own_go_live_requests": True, "purchase_order_number": "1",
        "agreement_signed_on_behalf_of_name": "Bo",
    },
    "organisations.services.set_service_organisation": {"service_id": "service_id"},
    "organisations.members.add_organisation_user": {"permissions": []},
    "organisations.members.set_organisation_permissions": {"permissions": []},
    "organisations.branding_pools.add_to_email_branding_pool": {"branding_ids": ["email_id"]},
    "organisations.branding_pools.add_to_letter_branding_pool": {"branding_ids": ["letter_id"]},
    "organisations.go_live.ask_approvers": {},
    "organisations.go_live.tell_next_steps": {
        "to": "bo@example.gov.uk", "service_name": "S", "body": "B",
    },
    "organisations.go_live.tell_rejection": {
        "name": "N", "service_name": "S", "organisation_name": "O", "reason": "R",
        "organisation_team_member_name": "M", "organisation_team_member_email": "m@x.gov.uk",
    },
    "organisations.invitations.create_organisation_invitation": {
        "email_address": "bo@example.gov.uk", "invited_by": "user_id", "permissions": [],
        "invite_link_host": "https://x",
    },
    "organisations.invitations.update_organisation_invitation": {"status": "accepted"},
    "branding.email.create_email_branding": {
        "name": "B", "colour": "#112233", "text": "t", "alt_text": None, "logo": "x.png",
        "brand_type": "org", "created_by": "user_id",
    },
    "branding.email.update_email_branding": {
        "name": "B", "colour": "#112233", "text": "t", "alt_text": None, "logo": "x.png",
        "brand_type": "org", "updated_by": "user_id",
    },
    "branding.email.free_email_branding_name": {"alt_text": "B"},
    "branding.letters.create_letter_branding": {
        "name": "B", "filename": "b", "created_by_id": "user_id",
    },
    "branding.letters.update_letter_branding": {
        "name": "B", "filename": "b", "updated_by_id": "user_id",
    },
    "branding.letters.free_letter_branding_name": {"name": "B"},
    "platform.providers.update_provider": {
        "priority": 50, "active": True, "reason": "x", "created_by": "user_id",
    },
    "messages.reports.create_report": {
        "user_id": "user_id", "report_type": "notifications_report", "notification_type": "sms",
        "notification_status": "all",
    },
    "messages.unsubscribe_reports.create_unsubscribe_report": {
        "count": 1, "earliest_timestamp": "2026-11-20", "latest_timestamp": "2026-11-21",
    },
    "messages.unsubscribe_reports.process_unsubscribe_report": {"report_has_been_processed": True},
}  # fmt: skip


# The parameters of routes that are asked a good deal.
PAGES = (
    "template_type", "status", "page", "page_size", "limit_days", "include_jobs", "older_than",
    "include_from_test_key", "include_one_off", "count_pages", "to",
)  # fmt: skip
QUERIES = {
    "messages.notifications.list_notifications": PAGES,
    "messages.notifications.list_notifications_for_csv": PAGES,
    "messages.statistics.count_sent": ("template_type", "limit_days"),
    "messages.statistics.monthly_statistics": ("year",),
    "messages.statistics.monthly_template_usage": ("year",),
    "templates.statistics.template_statistics": ("whole_days", "limit_days"),
    "services.services.service_statistics": ("limit_days", "today_only"),
    "organisations.organisations.find_organisation": ("domain",),
    "organisations.organisations.find_organisations": ("name",),
    "organisations.services.read_organisation_usage": ("year",),
}


@pytest.fixture
def ids(app, owned, admin, nowhere):
    body = {"name": "t", "template_type": "email", "content": "x", "subject": "s"}
    own = {"service": owned.id, "created_by": owned.user["id"]}
    template = admin(f"POST {owned.path}/template", {**body, **own}).data
    folder = admin(f"POST {owned.path}/template-folder", {"name": "F", "parent_id": None}).data
    (sender,) = admin(f"GET {owned.path}/sms-sender").body
    app.extensions["objects"].put(
        file_key(owned.id, nowhere),
        b"email address\n",
        {
            "template_id": template["id"],
            "original_file_name": "x",
            "notification_count": "0",
            "valid": "True",
        },
    )
    return {
        "service_id": owned.id,
        "user_id": owned.user["id"],
        "template_id": template["id"],
        "folder_id": folder["id"],
        "sender_id": sender["id"],
        **branded(admin),
        "other": nowhere,
    }


def branded(admin):
    """An organisation, of which "branding_id" in a path is the letters'."""
    mark = uuid.uuid4().hex[:8]
    body = {"name": f"O {mark}", "crown": True, "organisation_type": "local"}
    letter = {"name": f"B {mark}", "filename": mark}
    letter_id = admin("POST /letter-branding", letter).body["id"]
    return {
        "organisation_id": admin("POST /organisations", body).body["id"],
        "email_id": admin("POST /email-branding", {"name": mark, "text": "x"}).data["id"],
        "letter_id": letter_id,
        "branding_id": letter_id,
    }


def lines(app, endpoint, ids, methods=frozenset({"POST", "PUT"})):
    """The requests that lead to a route, the ids in its path filled in."""
    for rule in app.url_map.iter_rules(f"internal.{endpoint}"):
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: ids.get(m[1], ids["other"]), rule.rule)
        for method in rule.methods & methods:
            yield f"{method} {path}"


@pytest.mark.parametrize("endpoint", BODIES)
def test_no_body_is_our_fault(app, admin, ids, endpoint):
    good = json.loads(json.dumps(BODIES[endpoint]))
    good = {name: ids.get(v, v) if isinstance(v, str) else v for name, v in good.items()}
    bodies = [*VALUES, good]
    bodies += [{**good, name: value} for name in [*good, "colour"] for value in VALUES]

    failed = [
        (line, body)
        for line in lines(app, endpoint, ids)
        for body in bodies
        if admin(line, data=json.dumps(body)).status >= 500
    ]

    assert failed == []


@pytest.mark.parametrize("endpoint", QUERIES)
def test_no_query_is_our_fault(app, admin, ids, endpoint):
    values = [
        "",
        "x",
        "0",
        "-1",
        "1.5",
        "1e3",
        "5000",
        str(10**40),
        "a\0b",
        "\u0662",
        "%",
        "a" * 999,
    ]

    failed = [
        (name, value)
        for line in lines(app, endpoint, ids, {"GET"})
        for name in QUERIES[endpoint]
        for value in values
        if admin(f"{line}?{urlencode([(name, value), (name, 'x')])}").status >= 500
    ]

    assert failed == []


# What cannot come out of json.dumps, or not so quickly.
TEXTS = [*hostile.NO_JSON.values(), *hostile.ODD_JSON.values()]
ODD = [hostile.ODD_JSON[name] for name in ("deep", "many digits", "surrogate in UTF-8")]


@pytest.mark.parametrize("endpoint", BODIES)
def test_no_text_is_our_fault(app, admin, ids, endpoint):
    good = {
        name: ids.get(v, v) if isinstance(v, str) else v for name, v in BODIES[endpoint].items()
    }
    texts = [*TEXTS]
    for name in good:
        texts += [json.dumps({**good, name: "ODD"}).encode().replace(b'"ODD"', odd) for odd in ODD]

    failed = [
        (line, text[:80])
        for line in lines(app, endpoint, ids)
        for text in texts
        if admin(line, data=text).status >= 500
    ]

    assert failed == []


def test_every_route_with_a_body_is_tried(app):
    bodiless = (
        "archive", "activate", "off", "reset-failed-login-count", "cancel", "cancel-letter-job",
    )  # fmt: skip
    routes = {
        rule.endpoint.removeprefix("internal.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("internal.")
        and rule.methods & {"POST", "PUT"}
        and not rule.rule.endswith(bodiless)
    }

    # The body of the rest is that of a route beside them.
    assert routes - set(BODIES) == {
        "services.email_reply_to_addresses.update_reply_to_address",
        "services.letter_contacts.update_letter_contact",
        "templates.email_files.update_email_file",
        "services.retention.update_retention",
        "services.callbacks.update_service_callback",
        "people.invitations.update_invitation",
        "people.webauthn.rename_webauthn_credential",
    }
